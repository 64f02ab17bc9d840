"""What fixes would change, as a diff of each source in which every secret is masked, and what they would remove."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.notebook import Notebook, TargetKind
from jupyter_mlsec.model.rule import Fix, Removal
from jupyter_mlsec.model.text import Text
from jupyter_mlsec.secrets.chance import without_chance
from jupyter_mlsec.secrets.located import located
from jupyter_mlsec.secrets.masking import Masking, covered
from jupyter_mlsec.secrets.redact import redact


def preview(before: Notebook, after: Notebook, fixed: Iterable[tuple[Finding, Fix]]) -> str:
    """Return the diff between a document and the same with ``fixed`` done; empty where nothing would change."""
    texts = [cell.source for notebook in (before, after) for cell in notebook.cells]
    masking = Masking(value for text in texts for secret in located(text) for value in secret.values)

    def shown(text: Text) -> list[str]:
        masked = redact(replace(text, content=covered(text.content, masking.stains(text.content))))
        return without_chance(masked).splitlines()

    lines: list[str] = []
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.source.content != new.source.content:
            where = "" if before.kind is TargetKind.SCRIPT else f" cell {old.ref.number}"
            name = f"{before.path}{where}"
            sides = (shown(old.source), shown(new.source))
            lines += difflib.unified_diff(*sides, f"a/{name}", f"b/{name}", lineterm="")
    return "".join(f"{line}\n" for line in (*lines, *dict.fromkeys(_removed(before.path, fixed))))


def _removed(path: str, fixed: Iterable[tuple[Finding, Fix]]) -> Iterator[str]:
    for finding, fix in fixed:
        if any(isinstance(change, Removal) for change in fix.changes):
            where = f"cell {finding.cell.number}" if finding.cell else "the notebook"
            yield f"{path} {where}, {finding.place.value}: {fix.title}"
