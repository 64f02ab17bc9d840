"""What still speaks of data and models that were deleted: notebooks, services, settings, copies in bundles.

The names of deleted files are looked for in the project's other notebooks, scripts and settings, in the copies that
Jupyter keeps beside a notebook, and among the members of exported runs.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import documents_about, parts
from jupyter_mlsec.probes._folder.files import MAX_BYTES, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_READ = frozenset({".cfg", ".conf", ".env", ".ipynb", ".ini", ".json", ".py", ".sh", ".toml", ".yaml", ".yml"})
_RECORDS = frozenset({".md", ".rst", ".txt"})
_NAMED = re.compile(
    r"`?[\w./\-]+:v?\d[\w.\-]*`?|`?[\w./\-]+\.(?:pkl|joblib|onnx|pt|pth|h5|keras|safetensors|skops|parquet|csv|bin|gguf)\b`?"
)
_COPIES = ".ipynb_checkpoints"
_STEP = "Remove what still uses it, then look again: mlsec checklist NOTEBOOK"


def _run(subject: ProjectSubject) -> Observation:
    names = {Path(name).name for name in declared(subject.declarations, "deletion") if name.strip()}
    names |= set(_retired(subject))
    if not names:
        return not_applicable("no deletion is recorded")
    own = Path(subject.notebook.path).name
    pattern = re.compile("|".join(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])" for name in sorted(names)))
    using = sorted(
        path.relative_to(subject.root).as_posix()
        for path in require_files(subject)
        if path.name != own and path.suffix not in _RECORDS and _reads(path, pattern)
    )
    if using:
        return failed(f"{listed(using)} still uses what was deleted.", next_step=_STEP)
    kept = sorted(_kept(subject, names, pattern))
    if kept:
        step = "Remove the copies as well, or record why they are kept: %mlsec declare deletion NAME kept=…"
        return warned(f"{listed(kept)} still holds what was deleted.", next_step=step)
    looked = count(len(require_files(subject)), "file")
    return passed(f"Nothing in {looked} speaks of {count(len(names), 'deleted file')}.")


def _retired(subject: ProjectSubject) -> Iterator[str]:
    """Yield the images and files that a record says are retired; what follows them is not among them."""
    records, _ = documents_about(subject, "retirement")
    for line in (line for record in records for line in record.said.splitlines()):
        before = parts("words")["follows"].split(line)[0]
        if not parts("words")["kept"].search(before):
            yield from (match[0].strip("`").rpartition("/")[2] for match in _NAMED.finditer(before))


def _reads(path: Path, pattern: re.Pattern[str]) -> bool:
    if path.suffix.lower() not in _READ and not path.name.startswith(("Dockerfile", "Makefile")):
        return False
    try:
        return pattern.search(read_text(path)) is not None if path.stat().st_size <= MAX_BYTES else False
    except (OSError, UnreadableError):
        return False


def _kept(subject: ProjectSubject, names: set[str], pattern: re.Pattern[str]) -> Iterator[str]:
    for path in sorted((subject.folder / _COPIES).glob("*")):
        if path.name in names or _reads(path, pattern):
            yield f"{_COPIES}/{path.name}"
    for path in require_files(subject):
        inside = any(part.endswith(".mlrun") for part in path.parts) and path.name in names
        if inside or (path.name.endswith(".mlrun.zip") and _members(path) & names):
            yield path.relative_to(subject.root).as_posix()


def _members(path: Path) -> set[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return {name.rpartition("/")[2] for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return set()


PROBE = Probe(name="leftovers", items=("RET-03",), run=_run, partial=True, incidental=True, docs=__doc__)
