"""What lies beside a data set and says where it comes from: cards, sheets, front matter, Croissant, data packages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.labelled_lines import Label, labels_of_prose, labels_of_settings, plain
from jupyter_mlsec.probes._folder.structured import YAML, everything, parse_structured
from jupyter_mlsec.probes._names.read import words

FIELDS = ("source", "licence", "owner", "collection")
_PROSE = frozenset({".adoc", ".md", ".org", ".rst", ".txt", ""})
_SETTINGS = YAML | {".json", ".jsonld", ".toml", ".cff"}
_LICENCES = re.compile(r"(?:licen[cs]e|licencia|lizenz|licenza|copying|copyright)s?\b.*", re.IGNORECASE)
_PLACES = ("contentUrl", "path", "file", "filename", "data_files", "@id")
_SHEETS = ("docs", "doc", "documentation", "data", "dokumentation")  # folders of a project that sheets are kept in
_LEVELS = 3  # folders above a data file that are looked into
_MOST = 200  # files of one folder
_TITLE = 400  # characters in which the text of a licence says which one it is


@dataclass(frozen=True, slots=True)
class DataRecord:
    """What is written down about a data set: fields with what they say, empty where nothing does; and in which file."""

    file: str
    fields: Mapping[str, str]


def record_of(path: Path, folder: Path, root: Path) -> DataRecord | None:
    """Return what the files around a data file say about it; None where none is about it.

    ``folder`` is the notebook's, ``root`` the project's: what lies there is about the data only where it says so.
    """
    fields: dict[str, str] = {}
    name = ""
    for document in _documents(path.resolve(), folder.resolve(), root.resolve()):
        found = _fields(document, path, own=document.parent not in {folder.resolve(), root.resolve()})
        for field, text in found.items():
            if text or field not in fields:
                fields[field] = fields.get(field) or text
        name = name or (document.name if found else "")
    return DataRecord(name, fields) if fields else None


def _documents(path: Path, folder: Path, root: Path) -> Iterator[Path]:
    places = [place for place in list(path.parents)[:_LEVELS] if place.is_relative_to(root) or place == path.parent]
    for place in dict.fromkeys([*places, folder, root, *(root / name for name in _SHEETS)]):
        yield from (each for each in _entries(place) if each != path)


@lru_cache(maxsize=64)
def _listing(place: Path, _changed: int) -> tuple[Path, ...]:
    return tuple(sorted(each for each in place.iterdir() if each.is_file())[:_MOST])


def _entries(place: Path) -> tuple[Path, ...]:
    try:
        return _listing(place, place.stat().st_mtime_ns)
    except OSError:
        return ()


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"\\b(?:{word})" for word in sorted(words("records", kind))))


def _fields(document: Path, path: Path, *, own: bool) -> dict[str, str]:
    """Return what a document says about a data file; nothing where it is about something else."""
    suffix, name = document.suffix.lower(), plain(document.stem)
    if suffix not in _PROSE | _SETTINGS:
        return {}
    licence = _LICENCES.fullmatch(document.stem) is not None and suffix in _PROSE
    sheet = _pattern("sheets").match(name) is not None
    named = name == plain(path.stem) or name == plain(path.name)
    if not (sheet or named or (own and (licence or _pattern("own").match(name))) or name.startswith("readme")):
        return {}
    try:
        text = read_text(document)
    except UnreadableError:
        return {}
    if suffix in _SETTINGS:
        return _of_settings(text, suffix, path, own=own or named)
    if licence:
        return {"licence": _licence_of(text)}
    return _of_prose(text, path, own=own or named, sheet=sheet)


def _of_settings(text: str, suffix: str, path: Path, *, own: bool) -> dict[str, str]:
    documents = parse_structured(text, ".json" if suffix == ".jsonld" else ".yaml" if suffix == ".cff" else suffix)
    found: dict[str, str] = {}
    for each in documents or ():
        if isinstance(each, dict) and _is_about(each, path, own=own):
            labels = list(labels_of_settings(each))
            found |= _sorted(labels)
            found |= {"collection": said} if (said := _gathered(" ".join(label.text for label in labels))) else {}
    return found


def fields_of_settings(document: Mapping[str, object]) -> dict[str, str]:
    """Return what settings say of a data set's licence, source, owner and collection; "" where they only name one."""
    return _sorted(list(labels_of_settings(document)))


def _is_about(document: Mapping[str, object], path: Path, *, own: bool) -> bool:
    """Tell whether settings name the data file among their files; where they name none, whether they lie beside it."""
    places = [value for key, value in everything(dict(document)) if key in _PLACES and isinstance(value, str)]
    files = [place for place in places if re.search(r"\.\w{1,8}$", place)]
    if any(place.rpartition("/")[2] == path.name for place in files):
        return True
    return own and not any(Path(place).suffix == path.suffix for place in files)


def _of_prose(text: str, path: Path, *, own: bool, sheet: bool) -> dict[str, str]:
    front, body = _front(text)
    about = own or (sheet and _mentions(text, path)) or (front is not None and _is_data_card(front))
    if not about:
        body, front = _section(body, path), None
    labels = [*(labels_of_settings(front) if front is not None else ()), *labels_of_prose(body)]
    found = _sorted(labels)
    if (said := _gathered(body)) and not found.get("collection"):
        found.setdefault("collection", said)
    if about and "licence" not in found and (narrow := _narrow(body)):
        found["licence"] = narrow
    return found


def _front(text: str) -> tuple[dict[str, object] | None, str]:
    match = re.match(r"---\s*\n(?P<front>.*?)\n---\s*(?:\n|$)", text, re.DOTALL)
    if match is None:
        return None, text
    found = next(iter(parse_structured(match["front"], ".yaml") or ()), None)
    return (found if isinstance(found, dict) else None), text[match.end() :]


def _is_data_card(front: Mapping[str, object]) -> bool:
    """Tell whether front matter is a data set's and not a model's or a page's."""
    return bool(front.keys() & {"dataset_info", "task_categories", "size_categories", "annotations_creators",
                                "source_datasets", "pretty_name", "task_ids"})  # fmt: skip


def _mentions(text: str, path: Path) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w-])", text) is not None or (
        len(path.stem) > 2 and re.search(rf"(?<![\w-]){re.escape(path.stem)}(?![\w-])", text) is not None  # noqa: PLR2004 - a name
    )


def _section(text: str, path: Path) -> str:
    """Return the sections of a page whose headings name the data file."""
    parts = re.split(r"^(?=#{1,6}\s)", text, flags=re.MULTILINE)
    return "".join(part for part in parts if part.startswith("#") and _mentions(part.partition("\n")[0], path))


def _sorted(labels: list[Label]) -> dict[str, str]:
    found: dict[str, str] = {}
    for label in labels:
        field = next((field for field in ("licence", *FIELDS) if _pattern(field).search(plain(label.name))), None)
        if field is not None and (label.text or field not in found):
            found[field] = found.get(field) or label.text
    return found


def _gathered(text: str) -> str:
    match = _pattern("gathered").search(plain(text))
    return "" if match is None else match[0]


def _narrow(text: str) -> str:
    match = re.search("|".join(sorted(words("records", "narrow"))), plain(text))
    return "" if match is None else match[0]


def _licence_of(text: str) -> str:
    """Return what a licence's text is, as far as it matters: what narrows it down, or how it begins."""
    return _narrow(text) or " ".join(text[:_TITLE].split())
