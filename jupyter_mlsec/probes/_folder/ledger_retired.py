"""Models that a registry calls retired, held against what still serves, schedules or names them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.ledgers import KEPT, Ledger, Remark, Row, broken, every, is_called, speaks, texts
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_NAMES = (
    "name", "model", "model name", "service", "endpoint", "id", "modell", "modele", "modelo", "modello", "nom",
    "nombre", "nome", "naam", "モデル", "模型",
)  # fmt: skip
_VERSIONS = ("version", "versao", "versione", "versie", "versión", "バージョン", "版本")
_NAME = re.compile(r"[A-Za-z][\w.\-]{2,60}")
_VERSION = re.compile(r"v?\d[\w.\-]{0,20}")
_SERVES = frozenset({"apiVersion", "services", "rules", "routes", "upstreams", "endpoints"})
_SCHEDULED = re.compile(r"\bDAG\(|@dag\b|@flow\b|\.serve\(|schedule_interval|\bCronTrigger\b")
_OFF = re.compile(
    r"\bsuspend:\s*true\b|\breplicas:\s*0\b|\bschedule(?:_interval)?\s*=\s*None\b|\bis_paused_upon_creation=True"
)
_COMMENT = re.compile(r"(?:^|\s)#[^\n]*")
_MOST = 200  # retired models that are looked for
_LARGE = 256 * 1024  # bytes of a file that somebody wrote


@dataclass(frozen=True, slots=True)
class Retired:
    """A retired model: the file that says so, and how its name and version are written elsewhere."""

    path: str
    spelling: str


def retired_models(ledgers: tuple[Ledger, ...]) -> list[Retired]:
    """Return the models that registries call retired. One without a version counts where its name has a number."""
    found: dict[str, Retired] = {}
    living: set[str] = set()
    for ledger in ledgers:
        for row in every(ledger):
            name = _one(row, _NAMES, _NAME)
            states = [text for key, value in row.names.items() if is_called("state", key) for text in texts(value)]
            if not name or not states or is_called("access", " ".join((*row.above[-1:], ledger.title))):
                continue
            version = _one(row, _VERSIONS, _VERSION).lstrip("v")
            if not version and not re.search(r"\d", name):
                continue
            spelling = rf"{re.escape(name)}[-_:/@. ]?v?{re.escape(version)}" if version else re.escape(name)
            if any(speaks("retired", each) for each in states):
                found.setdefault(spelling, Retired(ledger.path, spelling))
            else:
                living.add(spelling)
    return [each for spelling, each in found.items() if spelling not in living][:_MOST]


def _one(row: Row, names: tuple[str, ...], shape: re.Pattern[str]) -> str:
    said = (
        next(iter(texts(row.names[each])), "")
        for each in names
        if not isinstance(row.names.get(each), dict | list | None)
    )
    return next((each for each in said if shape.fullmatch(each)), "")


def still_served(ledgers: tuple[Ledger, ...], subject: ProjectSubject) -> Iterator[tuple[str, Remark]]:
    """Yield for each retired model whether something still serves or schedules it, with the path of what does."""
    retired = retired_models(ledgers)
    if not retired:
        return
    pattern = re.compile(
        "|".join(rf"(?<![\w.\-])(?:{each.spelling})(?![\w\-]|\.\d)" for each in retired), re.IGNORECASE
    )
    own = {each.path for each in retired}
    told = {
        ledger.path
        for ledger in ledgers
        if any(is_called(each, ledger.title) for each in ("of_retired", "of_deletions"))
    }
    serving = [path for path in require_files(subject) if path.relative_to(subject.root).as_posix() not in own | told]
    hits = [path for path in serving if _serves(path, pattern)]
    for path in hits:
        yield path.relative_to(subject.root).as_posix(), broken("it serves what a register calls retired")
    if not hits:
        yield retired[0].path, KEPT


def _serves(path: Path, pattern: re.Pattern[str]) -> bool:
    suffix = path.suffix.lower()
    if suffix not in YAML | {".json", ".py", ".conf", ".tf"} or not is_read(path):
        return False
    try:
        text = read_text(path) if path.stat().st_size <= _LARGE else ""
    except (OSError, UnreadableError):
        return False
    text = _COMMENT.sub("", text) if suffix != ".json" else text
    if pattern.search(text) is None or _OFF.search(text) is not None:
        return False
    if suffix in YAML | {".json"}:
        return any(_is_serving(each) for each in parse_structured(text, suffix) or ())
    return suffix != ".py" or _SCHEDULED.search(text) is not None


def _is_serving(document: Any) -> bool:  # noqa: ANN401 - a document of a stranger
    return isinstance(document, dict) and (not _SERVES.isdisjoint(document) or "aliases" in document)
