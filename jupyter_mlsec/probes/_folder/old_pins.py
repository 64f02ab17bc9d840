"""Versions that a project pins and whose holes have long been known: in its lists, locks, images and installs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from packaging.version import InvalidVersion, Version

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.locked_versions import normalised, pins
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import parse_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import code_of

_INSTALL = re.compile(r"\b(?:pip3?(?:\.\d+)?|conda|mamba|micromamba)\s+install\b|\buv\s+add\b|\bpoetry\s+add\b")
_MAGIC = re.compile(r"^[ \t]*%(?:pip|conda|mamba|micromamba|uv)[ \t]+(?:pip[ \t]+)?install\b.*$", re.MULTILINE)
_WRITTEN = re.compile(
    r"%%(?:writefile|file)\s.*\b(?:requirements|constraints|environment)[\w.-]*\.(?:txt|in|ya?ml|lock)\s*$"
)
_EXACT = re.compile(
    r"(?<![\w./-])[\"']?(?P<name>[A-Za-z][\w.-]{0,100})(?:\[[^\]]{0,200}\])?={1,3}(?P<version>\d[\w.+!]{0,60})"
)


@cache
def _holes() -> dict[str, tuple[Version, str]]:
    text = (files("jupyter_mlsec.probes._folder") / "known_holes.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {name: (Version(fixed), known) for name, fixed, known in rows}


def hole_in(name: str, version: str) -> str:
    """Return the advisory about a version of a package; nothing where none of the list is about it."""
    fixed, known = _holes().get(normalised(name), (None, ""))
    try:
        return known if fixed is not None and Version(version) < fixed else ""
    except InvalidVersion:
        return ""


def pinned(subject: ProjectSubject) -> Iterator[tuple[str, str, str]]:
    """Yield the place, name and version of everything that a project pins exactly."""
    for path in require_files(subject):
        place = path.relative_to(subject.root).as_posix()
        try:
            yield from ((place, name, version) for name, version in pins(path))
        except (UnreadableError, ValueError, RecursionError):
            continue
        if path.name == "pyproject.toml":
            yield from ((place, name, version) for name, version in _of_project(path.read_text("utf-8", "replace")))
    for source in code_of(subject.notebook):
        header, _, body = source.partition("\n")
        lines = body.splitlines() if _WRITTEN.match(header) else _MAGIC.findall(source)
        for each in (match for line in lines for match in _EXACT.finditer(line)):
            yield "the notebook", each["name"], each["version"]
    for line in command_lines(subject):
        if _INSTALL.search(line.text):
            yield from ((line.place, each["name"], each["version"]) for each in _EXACT.finditer(line.text))


def _of_project(text: str) -> Iterator[tuple[str, str]]:
    for document in parse_structured(text, ".toml") or ():
        named = within(document, "project", "dependencies")
        for each in named if isinstance(named, list) else ():
            if isinstance(each, str) and (match := _EXACT.match(each)) is not None:
                yield match["name"], match["version"]
        for name, version in _mapped(within(document, "tool", "poetry", "dependencies")):
            if re.fullmatch(r"={0,3}\s*\d[\w.+!]*", version):
                yield name, version.lstrip("= ")


def _mapped(value: object) -> Iterator[tuple[str, str]]:
    for name, given in value.items() if isinstance(value, dict) else ():
        version = given.get("version") if isinstance(given, dict) else given
        if isinstance(version, str):
            yield str(name), version
