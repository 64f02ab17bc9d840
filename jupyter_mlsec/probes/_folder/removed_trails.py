"""Trails that code removes or writes over, and logs of which rotation keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.trails_in_code import trails_in_code
from jupyter_mlsec.probes._ground.base import ProjectSubject

_TRAIL = (
    r"[\"'][^\"'\n]{0,200}(?:audit(?!ion|or)[\w.\-]{0,40}(?:log|jsonl|trail|\.db)|/audit/|trail\.jsonl)"
    r"[^\"'\n]{0,40}[\"']"
)
_REMOVES = re.compile(
    rf"\b(?:os\.(?:remove|unlink)|shutil\.rmtree|send2trash)\(\s{{0,9}}{_TRAIL}|\bPath\(\s{{0,9}}{_TRAIL}\)\.unlink\("
)
_WRITES_OVER = re.compile(rf"\b(?:open|FileHandler)\(\s{{0,9}}{_TRAIL}\s{{0,9}},\s{{0,9}}(?:mode=)?[\"']w")
_ROTATED = re.compile(r"audit[^\n{]{0,200}\{(?P<body>[^}]{0,2000})\}")
_NONE_KEPT = re.compile(r"^[ \t]*rotate[ \t]+0\b", re.MULTILINE)


def removed_trails(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the code and the settings of a project that leave no trail, and what is said of each."""
    for cell in subject.notebook.cells:
        if cell.kind is CellKind.CODE:
            yield from (("the notebook", fact) for fact in _of_code(cell.source.content))
    yield from trails_in_code(subject)
    for path in require_files(subject):
        place = path.relative_to(subject.root).as_posix()
        if path.suffix.lower() == ".py" and not {"test", "tests"} & set(path.parts):
            yield from ((place, fact) for fact in _of_code(read_text(path)))
        elif "logrotate" in place and path.suffix.lower() in {"", ".conf", ".cfg"} and _keeps_none(read_text(path)):
            yield place, "rotation keeps nothing of an audit log"


def _keeps_none(text: str) -> bool:
    return any(_NONE_KEPT.search(match["body"]) for match in _ROTATED.finditer(text))


def _of_code(text: str) -> Iterator[str]:
    if _REMOVES.search(text):
        yield "a log of the audit is deleted"
    if _WRITES_OVER.search(text):
        yield "a log of the audit is written over"
