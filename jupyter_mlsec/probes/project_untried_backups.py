"""Backups that nobody has tried: empty files where a backup should be, and code that only ever writes one.

A copy is a backup once it was restored and held against what it is a copy of. The code of the notebook and of the
project's programs is taken together: one may write what another one restores.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import documents_about
from jupyter_mlsec.probes._folder.programs import Source, programs
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import pattern
from jupyter_mlsec.probes._serving.expressions import last_name

_STEP = "Restore it into an empty folder and compare digests and answers; then %mlsec declare recovery date=… minutes=…"
_MODES = frozenset({"w", "wb", "x", "xb", "a", "ab", "wt", "w:gz"})


def _run(subject: ProjectSubject) -> Observation:
    hollow = [
        path.relative_to(subject.root).as_posix()
        for path in require_files(subject)
        if _speaks(path.parent.name) and not path.name.startswith((".", "__")) and _is_empty(path)
    ]
    if hollow:
        return failed(f"A backup is an empty file: {listed(hollow[:5])}.", next_step=_STEP)
    if documents_about(subject, "recovery")[0] or declared(subject.declarations, "recovery"):
        return not_applicable("the project keeps a record of recovery")
    writes, reads = list[str](), 0
    for source in programs(subject, _named("word")):
        for call in source.calls():
            written, read = _uses(call, source)
            writes += [source.place] if written else []
            reads += read
    if not writes:
        return not_applicable("no program of the project makes a backup")
    if not reads:
        return warned(
            f"A backup is written, and nothing ever reads one: {listed(dict.fromkeys(writes))}.", next_step=_STEP
        )
    return passed(f"{count(len(writes), 'backup')} in code, and code that reads one.")


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False


def _uses(call: ast.Call, source: Source) -> tuple[bool, bool]:
    """Return whether a call writes a backup, and whether it reads one."""
    name = last_name(call.func)
    given = [*call.args, *(each.value for each in call.keywords)]
    own = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if any(map(_named("line").search, texts)):
        first, _, last = " ".join(texts).rpartition(" ")
        return _speaks(last), _speaks(first) and not _speaks(last)
    if _named("copies").fullmatch(name) and given:
        ends = [*own, *given] if len(given) == 1 else given  # ``path.rename(target)`` moves its owner
        here, there = _is_backup(ends[0], source), _is_backup(ends[-1], source)
        return there and not here, here
    if not any(_is_backup(each, source) for each in (*own, *given)):
        return False, False
    if name == "open":
        writes = bool(_MODES & set(texts))
        return writes, not writes
    writes = _named("writes").fullmatch(name) is not None
    return writes, not writes and _named("reads").fullmatch(name) is not None


def _is_backup(node: ast.expr, source: Source) -> bool:
    return _speaks(source.words(node))


def _speaks(text: str) -> bool:
    return _named("word").search(text) is not None


def _named(name: str) -> re.Pattern[str]:
    return pattern("backups", name)


PROBE = Probe(name="untried-backups", items=("MNT-05",), run=_run, partial=True, incidental=True, docs=__doc__)
