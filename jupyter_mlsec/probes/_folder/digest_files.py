"""Digests of files as they are kept beside them: lists of sums, DVC, data packages, Croissant, notes of one's own.

What a tool keeps about a file must fit, each of it. A note that any program may have written (a JSON file with a name
and a digest, a line of a manifest) can be one of many, as runs leave them: of those one has to fit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.structured import everything, parse_structured

_LISTS = re.compile(
    r"(?:sha\d*|md5|b2|blake\w*)?_?-?(?:sums?|checksums?|digests?|hashes)(?:[._-](?:sha\d+|md5))?(?:\.(?:txt|asc|sha\d+|md5))?"
    r"|.*\.(?:sha1|sha224|sha256|sha384|sha512|md5)(?:sums?)?(?:\.txt)?|manifest-(?:sha\d+|md5)\.txt",
    re.IGNORECASE,
)
_LINE = re.compile(r"^(?P<digest>[0-9a-fA-F]{32,128})(?:\s+[* ]?(?P<path>\S.*?))?\s*$", re.MULTILINE)
_BSD = re.compile(r"^(?:\w+[\w-]*)\s*\((?P<path>[^)]+)\)\s*=\s*(?P<digest>[0-9a-fA-F]{32,128})\s*$", re.MULTILINE)
_SETTINGS = re.compile(
    r"dvc\.lock|data-?package.*\.json|.*croissant.*\.json|.*metadata.*\.json|datasets?\.(?:json|ya?ml)|.*\.dvc|data\.lock"
    r"|pins?\.(?:json|ya?ml|toml)|.*manifest.*\.(?:json|ya?ml)|registry\.(?:json|ya?ml)|.*lock\.(?:json|ya?ml)",
    re.IGNORECASE,
)
_NOTES = frozenset({
    "", ".cfg", ".checksum", ".csv", ".digest", ".hash", ".ini", ".json", ".lock", ".md", ".meta", ".pin", ".toml",
    ".tsv", ".txt", ".yaml", ".yml",
})  # fmt: skip
_DIGEST = re.compile(
    r"(?:(?P<kind>sha-?\d+|md5|blake2b)[:-])?(?P<digest>[0-9a-f]{32}(?:[0-9a-f]{8})?(?:[0-9a-f]{16})?(?:[0-9a-f]{8})?"
    r"|[0-9a-f]{96}|[0-9a-f]{128})",
    re.IGNORECASE,
)
_HEX = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{32,128}(?![0-9A-Za-z])")
_KEY = re.compile(r"sha-?\d+|md5|blake|hash|checksum|digest|sum$|pr[uü]fsumme|empreinte|huella", re.IGNORECASE)
_NO_FILE = re.compile(
    r"commit|git|revision|mac\b|hmac|signature|keyed|frame|rows?_|config|param|schema|code|notebook|content",
    re.IGNORECASE,
)
_PATHS = ("path", "contentUrl", "name", "file", "filename", "url", "uri", "@id")
_DIGESTS = ("sha256", "sha512", "sha1", "md5", "hash", "checksum", "digest")
_ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_LEVELS = 3  # folders above a file that are looked into
_MOST = 200  # files of one folder
_LONGEST = 262_144  # bytes of a note
_MOST_BYTES = 4 * 1024**3  # of a file whose digest is taken


@dataclass(frozen=True, slots=True)
class Kept:
    """What one file says about another: pairs of algorithm and hexadecimal digest, of which one has to fit."""

    digests: frozenset[tuple[str, str]]
    where: str
    strict: bool  # kept by a tool, and no note of one's own

    def fits(self, path: Path) -> bool:
        """Tell whether the bytes at ``path`` have one of the digests. Raises UnreadableError."""
        return any(digest_of(path, algorithm) == digest for algorithm, digest in self.digests)


def digest_of(path: Path, algorithm: str) -> str:
    """Return a file's hexadecimal digest. Raises UnreadableError where it cannot be read, or is too large."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableError(f"{path.name} is too large to be hashed here", help="Compare it by hand.")
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
    except OSError as error:
        raise UnreadableError(f"{path.name} cannot be read", help="Look whether it is there.") from error


def kept_digests(path: Path, root: Path) -> list[Kept]:
    """Return what others wrote down about a file, in its folder and those above it."""
    strict: dict[tuple[str, str], set[tuple[str, str]]] = {}
    noted: set[tuple[str, str]] = set()
    notes: list[str] = []
    for folder in list(path.resolve().parents)[:_LEVELS]:
        try:
            beside = sorted(each for each in folder.iterdir() if each.is_file())[:_MOST]
        except OSError:
            break
        for file in beside:
            for digest in _of_file(file, path):
                if _is_list(file):
                    strict.setdefault((file.name, digest[0]), set()).add(digest)
                else:
                    noted.add(digest)
                    notes.append(file.name)
        if folder == root.resolve():
            break
    found = [Kept(frozenset(digests), name, strict=True) for (name, _), digests in strict.items()]
    return [*found, Kept(frozenset(noted), min(notes), strict=False)] if noted else found


def holds_digests(file: Path) -> bool:
    """Tell whether a file is one that keeps digests of others."""
    return _text(file) is not None


def _is_list(file: Path) -> bool:
    return bool(_LISTS.fullmatch(file.name) or _SETTINGS.fullmatch(file.name))


def _text(file: Path) -> str | None:
    """Return the text of a file that may hold digests; None where it holds none, or is no note."""
    if not _is_list(file) and file.suffix.lower() not in _NOTES:
        return None
    try:
        status = file.stat()
        if not _is_list(file) and status.st_size > _LONGEST:
            return None
        return _read(file, status.st_mtime_ns, status.st_size)
    except (OSError, UnreadableError):
        return None


@lru_cache(maxsize=1024)
def _read(file: Path, _changed: int, _size: int) -> str | None:
    """Return a note's text, read once until it changes; None where no digest stands in it."""
    text = read_text(file)
    return text if _HEX.search(text) else None


def _of_file(file: Path, path: Path) -> Iterator[tuple[str, str]]:
    if file == path.resolve() or (text := _text(file)) is None:
        return
    if _LISTS.fullmatch(file.name):
        pairs: Iterable[tuple[str, str]] = _listed(file, text)
    elif _SETTINGS.fullmatch(file.name):
        pairs = _structured(file, text)
    else:
        pairs = _noted(file, text, path) if path.name in text or _is_named_after(file, path) else ()
    for name, digest in pairs:
        algorithm = _ALGORITHMS.get(len(digest))
        if algorithm is not None and _is_meant(name, file, path):
            yield algorithm, digest.lower()


def _listed(file: Path, text: str) -> Iterator[tuple[str, str]]:
    for match in (*_LINE.finditer(text), *_BSD.finditer(text)):
        yield match["path"] or file.name.rpartition(".")[0], match["digest"]


def _documents(file: Path, text: str) -> list[Any]:
    suffix = file.suffix.lower() if file.suffix.lower() in {".json", ".toml"} else ".yaml"
    if text.lstrip().startswith("{"):
        suffix = ".json"
    return parse_structured(text, suffix) or []


def _structured(file: Path, text: str) -> Iterator[tuple[str, str]]:
    for document in _documents(file, text):
        for entry in (document, *(inner for _, inner in everything(document))):
            if isinstance(entry, dict):
                yield from _entry(entry)


def _entry(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = [entry[key] for key in _PATHS if isinstance(entry.get(key), str)]
    for key in _DIGESTS:
        match = _DIGEST.fullmatch(str(entry.get(key, "")).strip())
        if match is not None:
            yield from ((name, match["digest"]) for name in names)
    yield from _keyed(entry)


def _keyed(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what stands under the name of a file: ``{"train.csv": "…"}``, ``{"train.csv": {"sha256": "…"}}``."""
    for name, held in entry.items():
        if "." not in str(name):
            continue
        for key, value in held.items() if isinstance(held, dict) else [("sha256", held)]:
            match = _DIGEST.fullmatch(value.strip()) if isinstance(value, str) and _KEY.search(str(key)) else None
            if match is not None:
                yield str(name), match["digest"]


def _noted(file: Path, text: str, path: Path) -> Iterator[tuple[str, str]]:
    """Yield what a note says about ``path``: in an entry that names it, on a line that does, or as all it says."""
    documents = [] if file.suffix.lower() in {".csv", ".md", ".tsv"} else _documents(file, text)
    entries = [
        each
        for document in documents
        for each in (document, *(inner for _, inner in everything(document)))
        if isinstance(each, dict)
    ]
    for entry in entries:
        yield from _keyed(entry)
        yield from ((path.name, digest) for digest in _digests_about(entry, path, file))
    if not entries:
        for line in text.splitlines():
            digests = _HEX.findall(line)
            if len(digests) == 1 and _names(line.replace(digests[0], " "), path):
                yield path.name, digests[0]
        if not any(separator in text.strip() for separator in "\n\t ,") and _is_named_after(file, path):
            yield path.name, text.strip().rpartition(":")[2]


def _digests_about(entry: dict[str, Any], path: Path, file: Path) -> Iterator[str]:
    """Yield the digests of an entry that are about ``path``, by the words that their keys share with that of its name.

    An entry that names no file is about the one that its own file is named after.
    """
    found = {
        str(key): match["digest"]
        for key, value in entry.items()
        if isinstance(value, str)
        and _KEY.search(str(key))
        and not _NO_FILE.search(str(key))
        and (match := _DIGEST.fullmatch(value.strip())) is not None
    }
    names = {
        str(key): value
        for key, value in entry.items()
        if isinstance(value, str) and key not in found and re.fullmatch(r"[^\n]{1,200}\.\w{1,12}", value.strip())
    }
    mine = [key for key, value in names.items() if Path(value.strip()).name == path.name]
    if not names and _is_named_after(file, path):
        mine = [""]
    if not mine:
        return
    if len(found) == 1 and len(names) <= 1:
        yield from found.values()
        return
    words = {word for key in mine for word in re.findall(r"[a-z]+", key.lower())} - {"file", "path", "name"}
    for key, digest in found.items():
        if words & set(re.findall(r"[a-z]+", key.lower())) or (len(names) == 1 and _is_bare(key)):
            yield digest


def _is_bare(key: str) -> bool:
    """Tell whether a key says nothing but the algorithm: ``sha256``, ``md5``, ``checksum``."""
    return _KEY.sub("", key.lower()).strip("_-. ") == ""


def _names(line: str, path: Path) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(path.name)}(?![\w-]|\.\w)", line) is not None


def _is_named_after(file: Path, path: Path) -> bool:
    """Tell whether a file's name says that it is about another: ``a.csv.lock``, or ``a.lock`` where one a lies."""
    if file == path or file.parent != path.parent:
        return False
    if file.name.startswith(f"{path.name}."):
        return True
    if file.stem != path.stem or file.suffix.lower() not in {".lock", ".digest", ".checksum", ".hash", ".pin", ".meta"}:
        return False
    return sum(each.stem == path.stem for each in file.parent.iterdir()) == 2  # noqa: PLR2004 - it and its note


def _is_meant(name: str, file: Path, path: Path) -> bool:
    """Tell whether a name in a file means another file: relative to where the file lies."""
    plain = name.strip().removeprefix("./").removeprefix("file://")
    if "://" in plain:
        return plain.rpartition("/")[2] == path.name
    try:
        return (file.parent / plain).resolve() == path.resolve()
    except (OSError, ValueError):
        return False
