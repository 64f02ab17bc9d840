"""Where a statement gets its data from: files, addresses and the data sets that packages ship, seen in its code."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.lifecycle.scopes import replaced
from jupyter_mlsec.probes._notebook.cells import parse_source
from jupyter_mlsec.probes._tables.frames import LineageStep

Namespace = Mapping[str, Any]

_ADDRESSES = ("http://", "https://", "s3://", "gs://", "hf://", "ftp://")
_MAKERS = ("fetch_", "load_", "make_")
_LARGEST = 256 << 20  # bytes of a file that is hashed between two cells: about 0.2 s


def origins(statement: ast.stmt, namespace: Namespace) -> tuple[LineageStep, ...]:
    """Return the sources that a statement's calls name; a path in a variable is looked up by its name."""
    calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return tuple(
        {step.name: step for call in calls for step in (*_texts(call, namespace), *_package(call, namespace))}.values()
    )


def files_read_into(name: str, sources: Iterable[str], namespace: Namespace) -> tuple[str, ...]:
    """Return the existing files, as the code names them, that cells read straight into the variable ``name``."""
    paths: dict[str, None] = {}
    for source in sources:
        tree = parse_source(source)
        for statement in tree.body if tree is not None else ():
            if name in replaced(statement):
                paths.update(dict.fromkeys(_files(statement, namespace)))
    return tuple(paths)


def _files(statement: ast.stmt, namespace: Namespace) -> Iterator[str]:
    for node in ast.walk(statement):
        for argument in (*node.args[:1], *(each.value for each in node.keywords)) if isinstance(node, ast.Call) else ():
            text = _text(argument, namespace)
            if text and not text.startswith(_ADDRESSES) and os.path.isfile(text):  # noqa: PTH113 - as the code has it
                yield text


def _texts(call: ast.Call, namespace: Namespace) -> Iterator[LineageStep]:
    for argument in (*call.args[:1], *(keyword.value for keyword in call.keywords)):
        text = _text(argument, namespace)
        if text.startswith(_ADDRESSES):
            parts = urlsplit(text)
            yield LineageStep("url", f"{parts.hostname or ''}{parts.path}")  # neither a password nor a query
        elif text and os.path.isfile(text):  # noqa: PTH113 - a plain string stays as it is
            yield LineageStep("file", Path(text).name, _file_digest(text))


def _text(node: ast.expr, namespace: Namespace) -> str:
    value = (
        node.value if isinstance(node, ast.Constant) else namespace.get(node.id) if isinstance(node, ast.Name) else ""
    )
    if isinstance(value, Path):
        return os.fspath(value)
    return value if type(value) is str and len(value) < 4096 and "\0" not in value else ""  # noqa: PLR2004 - PATH_MAX


def _file_digest(path: str) -> str:
    from jupyter_mlsec.probes._ground.fingerprint import file_digest

    try:
        return file_digest(path) if os.stat(path).st_size <= _LARGEST else ""  # noqa: PTH116 - as above
    except (MlsecError, OSError):
        return ""


def _package(call: ast.Call, namespace: Namespace) -> Iterator[LineageStep]:
    """Yield the package whose function loads, fetches or makes a data set: its version says which."""
    function: Any = None
    match call.func:
        case ast.Name(id=name):
            function = namespace.get(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name) if type(namespace.get(module)) is type(sys):
            function = vars(namespace[module]).get(name)
        case _:
            return
    home: object = function.__module__ if type(function) is type(origins) else None  # made by exec, it has none
    package = home.partition(".")[0] if isinstance(home, str) else ""
    if package and name.startswith(_MAKERS) and _version(package):
        yield LineageStep("package", f"{package} {name}", version=_version(package))


@cache
def _version(package: str) -> str:
    """Return the version of the distribution that a top-level module belongs to; empty for the person's own."""
    from importlib.metadata import packages_distributions, version

    names = packages_distributions().get(package, [])
    return version(names[0]) if names else ""
