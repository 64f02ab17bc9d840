"""Versions that a project's locks and lists of requirements pin exactly."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.structured import YAML, read_structured, within

_PIN = re.compile(
    r"^[ \t]*(?P<name>[A-Za-z0-9][\w.-]{0,100})(?:\[[^\]\n]{0,200}\])?[ \t]{0,9}"
    r"={2,3}[ \t]{0,9}(?P<version>[\w.!+]{1,60})",
    re.MULTILINE,
)
_CONDA = re.compile(r"(?P<name>[\w.-]{1,100})={1,2}(?P<version>\d[\w.]{0,60})(?:=\S{0,60})?")
_TOML_LOCKS = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "pylock.toml"})


def locked_versions(files: tuple[Path, ...]) -> dict[str, str]:
    """Return the version of each package that all locks of a project agree about, by its normalised name."""
    found: dict[str, set[str]] = {}
    for path in files:
        try:
            for name, version in pins(path):
                found.setdefault(normalised(name), set()).add(version)
        except (UnreadableError, ValueError, RecursionError):
            continue
    return {name: next(iter(versions)) for name, versions in found.items() if len(versions) == 1}


def normalised(name: str) -> str:
    """Return a package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and versions that a lock or a list of requirements pins; nothing for another file.

    Raises UnreadableError, ValueError or RecursionError where it cannot be read.
    """
    name = path.name.lower()
    if (name.startswith(("requirements", "constraints")) or path.parent.name == "requirements") and path.suffix in {
        ".txt",
        ".lock",
    }:
        yield from ((match["name"], match["version"]) for match in _PIN.finditer(read_text(path)))
    elif name in _TOML_LOCKS:
        packages = tomllib.loads(read_text(path))
        for each in packages.get("package", packages.get("packages", ())):
            if isinstance(each, dict) and {"name", "version"} <= each.keys():
                yield str(each["name"]), str(each["version"])
    elif name == "pipfile.lock":
        for package, said in within(json.loads(read_text(path)), "default").items():
            yield package, str(within(said, "version")).removeprefix("==")
    elif name.startswith(("environment", "conda")) and path.suffix in YAML:
        for document in read_structured(path) or ():
            yield from _conda(within(document, "dependencies"))


def _conda(entries: object) -> Iterator[tuple[str, str]]:
    for each in entries if isinstance(entries, list) else ():
        if isinstance(each, dict):
            yield from _conda(each.get("pip"))
        elif isinstance(each, str) and (match := _CONDA.fullmatch(each.strip())) is not None:
            yield match["name"], match["version"]
