"""What fixes would change, as a diff of each source in which every secret is masked, and what they would remove."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.notebook import Notebook, TargetKind
from jupyter_mlsec.model.rule import Fix, Removal
from jupyter_mlsec.secrets.redact import redact


def preview(before: Notebook, after: Notebook, fixed: Iterable[tuple[Finding, Fix]]) -> str:
    """Return the diff between a document and the same with ``fixed`` done; empty where nothing would change."""
    lines: list[str] = []
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.source.content != new.source.content:
            where = "" if before.kind is TargetKind.SCRIPT else f" cell {old.ref.index}"
            name = f"{before.path}{where}"
            sides = (redact(old.source).splitlines(), redact(new.source).splitlines())
            lines += difflib.unified_diff(*sides, f"a/{name}", f"b/{name}", lineterm="")
    return "".join(f"{line}\n" for line in (*lines, *dict.fromkeys(_removed(before.path, fixed))))


def _removed(path: str, fixed: Iterable[tuple[Finding, Fix]]) -> Iterator[str]:
    for finding, fix in fixed:
        if any(isinstance(change, Removal) for change in fix.changes):
            where = f"cell {finding.cell.index}" if finding.cell else "the notebook"
            yield f"{path} {where}, {finding.place.value}: {fix.title}"
