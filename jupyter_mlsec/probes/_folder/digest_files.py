"""Digests of data files as other tools keep them beside the data: lists of sums, DVC, data packages, Croissant."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_DIGEST = re.compile(r"(?:(?P<kind>sha-?\d+|md5|blake2b)[:-])?(?P<digest>[0-9a-f]{32,128})", re.IGNORECASE)
_PATHS = ("path", "contentUrl", "name", "file", "filename", "url", "uri", "@id")
_DIGESTS = ("sha256", "sha512", "sha1", "md5", "hash", "checksum", "digest")
_ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
_LEVELS = 3  # folders above a data file that are looked into
_MOST = 200  # files of one folder


def kept_digests(path: Path, root: Path) -> list[tuple[str, str]]:
    """Return what others wrote down about a file: pairs of algorithm and hexadecimal digest."""
    found: list[tuple[str, str]] = []
    for folder in list(path.resolve().parents)[:_LEVELS]:
        try:
            beside = sorted(each for each in folder.iterdir() if each.is_file())[:_MOST]
        except OSError:
            break
        for file in beside:
            found += _of_file(file, path)
        if folder == root.resolve():
            break
    return list(dict.fromkeys(found))


def _of_file(file: Path, path: Path) -> Iterator[tuple[str, str]]:
    if file == path.resolve() or not (_LISTS.fullmatch(file.name) or _SETTINGS.fullmatch(file.name)):
        return
    try:
        pairs = list(_listed(file)) if _LISTS.fullmatch(file.name) else list(_structured(file))
    except UnreadableError:
        return
    for name, digest in pairs:
        algorithm = _ALGORITHMS.get(len(digest))
        if algorithm is not None and _is_meant(name, file, path):
            yield algorithm, digest.lower()


def _listed(file: Path) -> Iterator[tuple[str, str]]:
    text = read_text(file)
    for match in (*_LINE.finditer(text), *_BSD.finditer(text)):
        yield match["path"] or file.name.rpartition(".")[0], match["digest"]


def _structured(file: Path) -> Iterator[tuple[str, str]]:
    suffix = file.suffix.lower() if file.suffix.lower() in {".json", ".toml"} else ".yaml"
    for document in parse_structured(read_text(file), suffix) or ():
        for entry in (document, *(inner for _, inner in everything(document))):
            if isinstance(entry, dict):
                yield from _entry(entry)


def _entry(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    names = [entry[key] for key in _PATHS if isinstance(entry.get(key), str)]
    for key in _DIGESTS:
        match = _DIGEST.fullmatch(str(entry.get(key, "")).strip())
        if match is not None:
            yield from ((name, match["digest"]) for name in names)


def _is_meant(name: str, file: Path, path: Path) -> bool:
    """Tell whether a name in a file means the data file: relative to where the file lies."""
    plain = name.strip().removeprefix("./").removeprefix("file://")
    if "://" in plain:
        return plain.rpartition("/")[2] == path.name
    try:
        return (file.parent / plain).resolve() == path.resolve()
    except (OSError, ValueError):
        return False
