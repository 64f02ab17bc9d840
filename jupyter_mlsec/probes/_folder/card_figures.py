"""Figures of a model card beside those of the project's files of metrics: whether the card claims what was measured."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import plain, unaccented
from jupyter_mlsec.probes._folder.structured import YAML, everything, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_CARD = re.compile(
    r"model[-_ ]?card|modell?[-_ ]?kart|carte[-_ ]du[-_ ]modele|ficha|scheda|tarjeta|cartao|^card$|模型卡|モデルカード"
)
_TITLE = re.compile(
    r"^#{1,3}\s.{0,80}(?:model card|modellkarte|carte du modele|fiche modele|ficha del? modelo|scheda del modello)",
    re.MULTILINE,
)
_FIGURES = re.compile(
    r"metric|result|eval|score|performance|kennzahl|messwert|ergebnis|resultat|resultado|risultat|指標|评估"
)
_FENCED = re.compile(r"^(?:```|~~~).*?^(?:```|~~~)", re.MULTILINE | re.DOTALL)
_NUMBER = r"(?P<number>\d{1,7}(?:[.,]\d{1,6})?)(?![\w/]|\.\d)[ \t]{0,2}(?P<percent>%|\uff05)?"
_BETWEEN = (
    r"(?:[^\S\n]|[:=|*_`\"'~\u2248]|\b(?:is|of|was|at|ist|von|est|de|es|value|score|auf|el|la|le|the|on|test|set|jest|van)\b"
    r"|\n[ \t]{0,12}value:){1,12}"
)
_LARGEST = 256 * 1024
_SHARE = 0.0051  # a rounded figure may be this far from the one that was measured


@cache
def _names() -> dict[str, str]:
    text = (files("jupyter_mlsec.probes._names") / "choices" / "measured.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)["measured"]
    return found


@cache
def _claim(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w\-])(?:{_names()[name]})(?![\w\-]){_BETWEEN}{_NUMBER}")


def claims(subject: ProjectSubject) -> Iterator[tuple[str, str, bool]]:
    """Yield the cards and the figures that they and files of metrics speak of: whether one bears the other out."""
    cards = [(path, text) for path in require_files(subject) if (text := _card(path)) is not None]
    if not cards:
        return
    measured = _measured(subject)
    for path, text in cards:
        for name, values in measured.items():
            claimed = [_value(match) for match in _claim(name).finditer(text)]
            if claimed:
                true = any(_is_near(one, value) for one in claimed for value in values)
                yield path.relative_to(subject.root).as_posix(), name, true


def claimed(subject: ProjectSubject, name: str) -> Iterator[tuple[str, float]]:
    """Yield the cards that claim a figure (``accuracy``, ``auc`` …), and what: a percentage is a share."""
    for path in require_files(subject):
        text = _card(path)
        for match in _claim(name).finditer(text) if text is not None else ():
            yield path.relative_to(subject.root).as_posix(), _value(match)


def _card(path: Path) -> str | None:
    if path.suffix.lower() not in {".md", ".rst", ".txt", ".yaml", ".yml"}:
        return None
    named = _CARD.search(path.stem.lower()) is not None
    if not named and path.stem.lower() not in {"readme", "index"}:
        return None
    try:
        if path.stat().st_size > _LARGEST:
            return None
        text = unaccented(_FENCED.sub("", read_text(path))).lower()
    except (OSError, UnreadableError):
        return None
    return text if named or "model-index:" in text or _TITLE.search(text) else None


def _measured(subject: ProjectSubject) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for path in require_files(subject):
        suffix = path.suffix.lower()
        if suffix not in YAML | {".json"} or not _FIGURES.search(path.stem.lower()):
            continue
        try:
            documents = parse_structured(read_text(path), suffix) if path.stat().st_size <= _LARGEST else None
        except (OSError, UnreadableError):
            continue
        for document in documents or ():
            for name, value in _figures(document):
                found.setdefault(name, []).append(value)
    return found


def _figures(document: Any) -> Iterator[tuple[str, float]]:  # noqa: ANN401 - a document of a stranger
    for key, value in everything(document):
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        short = re.sub(
            r"^(?:eval|test|val|validation|overall|mean|final|holdout|macro|weighted|micro) ", "", plain(key)
        )
        short = re.sub(r" (?:score|macro|weighted|micro|mean|test|overall)$", "", short)
        yield from ((name, float(value)) for name, words in _names().items() if re.fullmatch(words, short))


def _value(match: re.Match[str]) -> float:
    number = float(match["number"].replace(",", "."))
    return number / 100 if match["percent"] else number


def _is_near(claimed: float, measured: float) -> bool:
    """Tell whether a figure is one that was measured, rounded, as a share or of a hundred."""
    return any(
        abs(claimed - each) <= max(_SHARE, abs(each) * 0.01) for each in (measured, measured / 100, measured * 100)
    )
