"""What a project says it needs, as requirements: conda environments, pyproject.toml, Pipfile, pixi.toml, setup.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.structured import parse_structured, within

CONDA = re.compile(r"(?:conda[-_]?)?env(?:ironment)?[\w.-]*\.ya?ml|conda\.ya?ml", re.IGNORECASE)
_ANY = re.compile(r"\*?|latest", re.IGNORECASE)
_EXACT = re.compile(r"={0,3}\s*v?\d+(?:\.\d+)+[\w.+!-]*")
_BUILT = re.compile(r"[^=<>!~]+={1,2}[^=<>!~*]+=[^=<>!~*]+")
_CONDA_PIN = re.compile(r"[^=<>!~\s]+\s*={1,2}\s*\d[^=<>!~*,|]*(?:=[^=<>!~,|]+)?")
_PIN = re.compile(r"[^=<>!~\s]+\s*===?\s*\d[^*,;]*(?:;.*)?|.*\s@\s.*|(?:git|hg)\+.*|[./].*|file:.*")
_TOOLS = frozenset({"pip", "setuptools", "wheel", "uv", "python"})


def conda_needs(path: Path) -> list[tuple[str, bool, bool]] | None:
    """Return what a conda environment needs: name, whether its version is exact, whether its build is.

    None where the file is no conda environment. Raises UnreadableError where it cannot be read.
    """
    documents = parse_structured(read_text(path), ".yaml") or []
    found = next((each for each in documents if isinstance(each, dict) and "dependencies" in each), None)
    listed = None if found is None else found["dependencies"]
    if not isinstance(listed, list):
        return None
    return [need for each in listed for need in _conda_need(each)]


def _conda_need(entry: object) -> Iterator[tuple[str, bool, bool]]:
    if isinstance(entry, dict):
        pip = entry.get("pip")
        for each in pip if isinstance(pip, list) else ():
            text = str(each).strip()
            if not text.startswith("-"):
                yield _name(text), _PIN.fullmatch(text) is not None, "--hash" in text
    elif isinstance(entry, str):
        text = entry.strip().rpartition("::")[2]
        if _name(text) != "pip":
            yield _name(text), _CONDA_PIN.fullmatch(text) is not None, _BUILT.fullmatch(text) is not None


def loose_needs(path: Path) -> list[str]:
    """Return the packages that a manifest names without one exact version; nothing where it is no manifest."""
    try:
        text = read_text(path)
    except UnreadableError:
        return []
    needs = _manifest(path.name, text)
    return [name for name, version in needs if name.lower() not in _TOOLS and not _EXACT.fullmatch(version.strip())]


def _manifest(name: str, text: str) -> list[tuple[str, str]]:
    if name == "setup.py":
        return [_parted(each) for each in _of_setup(text)]
    documents = parse_structured(text, ".toml") or [] if name in {"pyproject.toml", "pixi.toml", "Pipfile"} else []
    return [need for document in documents for need in _of_toml(name, document)]


def _of_toml(name: str, document: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a stranger's settings
    if name == "Pipfile":
        yield from _mapped(within(document, "packages"))
        return
    for text in _list(within(document, "project", "dependencies")):
        yield _parted(text)
    yield from _mapped(within(document, "tool", "poetry", "dependencies"))
    yield from _mapped(within(document, "tool", "pixi", "dependencies"))
    if name == "pixi.toml":
        yield from _mapped(within(document, "dependencies"))
        yield from _mapped(within(document, "pypi-dependencies"))


def _list(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _mapped(value: object) -> Iterator[tuple[str, str]]:
    for name, wanted in value.items() if isinstance(value, dict) else ():
        version = wanted.get("version", "=1.0") if isinstance(wanted, dict) else wanted  # a path or a commit is exact
        yield str(name), "" if _ANY.fullmatch(str(version).strip()) else str(version)


def _parted(text: str) -> tuple[str, str]:
    """Return a requirement's name and version: ``numpy==1.2 ; python_version > "3"`` -> numpy, ==1.2."""
    if " @ " in text:
        return _name(text), "=1.0"
    plain = re.sub(r"\[[^\]]*\]", "", text.partition(";")[0])
    return _name(text), plain[len(_name(plain)) :]


def _name(text: str) -> str:
    match = re.match(r"[A-Za-z0-9][\w.-]*", text.strip())
    return "" if match is None else match[0]


def _of_setup(text: str) -> Iterator[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "install_requires" and isinstance(node.value, ast.List):
            yield from (
                each.value for each in node.value.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )
