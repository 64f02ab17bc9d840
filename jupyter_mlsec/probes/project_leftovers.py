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
    r"(?<![\w./\-])`?[\w./\-]{1,300}:v?\d[\w.\-]*`?|(?<![\w./\-])`?[\w./\-]{1,300}\.(?:pkl|joblib|onnx|pt|pth|h5|keras|safetensors|skops|parquet|csv|bin|gguf)\b`?"
)
_VERSIONED = re.compile(r"\b([A-Za-z][\w\-]{2,})[ _\-]v?(\d+(?:\.\d+)+|(?<=v)\d+)\b")
_COPIES = ".ipynb_checkpoints"
_STEP = "Remove what still uses it, then look again: mlsec checklist NOTEBOOK"


def _run(subject: ProjectSubject) -> Observation:
    names = {Path(name).name for name in declared(subject.declarations, "deletion") if name.strip()}
    records, _ = documents_about(subject, "retirement")
    spellings = {re.escape(name) for name in names} | {each for record in records for each in _retired(record.said)}
    if not spellings:
        return not_applicable("no deletion is recorded")
    own = {subject.folder / Path(subject.notebook.path).name, *(record.path for record in records)}
    pattern = re.compile("|".join(rf"(?<![\w.-]){each}(?![\w.-])" for each in sorted(spellings)), re.IGNORECASE)
    using = sorted(
        path.relative_to(subject.root).as_posix()
        for path in require_files(subject)
        if path not in own and path.suffix not in _RECORDS and _reads(path, pattern)
    )
    if using:
        return failed(f"{listed(using)} still uses what was deleted.", next_step=_STEP)
    kept = sorted(_kept(subject, names, pattern))
    if kept:
        step = "Remove the copies as well, or record why they are kept: %mlsec declare deletion NAME kept=…"
        return warned(f"{listed(kept)} still holds what was deleted.", next_step=step)
    looked = count(len(require_files(subject)), "file")
    return passed(f"Nothing in {looked} speaks of {count(len(spellings), 'deleted file')}.")


def _retired(said: str) -> Iterator[str]:
    """Yield how what a record retires is written elsewhere; what follows it, and what is kept, is not among it."""
    words = parts("words")
    fields: dict[str, str] = {}
    for line in said.splitlines():
        before = words["follows"].split(line)[0]
        if words["kept"].search(before):
            continue
        yield from (re.escape(match[0].strip("`").rpartition("/")[2]) for match in _NAMED.finditer(before))
        label, _, value = before.partition(":")
        fields.setdefault(label.strip().lower(), value.strip())
        if words["retired"].search(before):
            yield from (
                rf"{re.escape(match[1])}[:/@_-]v?{re.escape(match[2])}" for match in _VERSIONED.finditer(before)
            )
    name = next(
        (fields[key] for key in ("model", "image", "service", "name", "modell", "modelo", "modele") if fields.get(key)),
        "",
    )
    version = fields.get("version", "").removeprefix("v")
    if re.fullmatch(r"[\w./\-]+", name) and re.fullmatch(r"\d[\w.\-]*", version):
        yield rf"{re.escape(name.rpartition('/')[2])}[:/@_-]v?{re.escape(version)}"


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
