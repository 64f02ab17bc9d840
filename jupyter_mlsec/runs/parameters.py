"""Parameters of a run: names that the notebook declares, values whose types are kept, secrets by reference only."""

from __future__ import annotations

import ast
import json
import keyword
import math
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.runs.references import SecretReference, read_reference

_ASSIGNED = re.compile(r"^\s*([^\W\d]\w*)\s*(?:=(?!=)|<-)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CommandLineText:
    """A value as somebody typed it; the notebook's own default says what it means (``01234`` may be text)."""

    text: str


def parse_value(text: str) -> object:
    """Read one command-line value: a reference, ``True``/``False``/``None``, a number, else the text itself."""
    if reference := read_reference(text):
        return reference
    words = {"true": True, "false": False, "none": None, "null": None}
    if text.lower() in words and text in {text.lower(), text.capitalize()}:
        return words[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def declared_parameters(cells: Sequence[Mapping[str, object]], language: str) -> dict[str, object]:
    """Return the names that the cell tagged ``parameters`` assigns, each with its literal default (``...`` if none)."""
    for cell in cells:
        if cell.get("cell_type") == "code" and "parameters" in tags(cell):
            source = str(cell.get("source", ""))
            if language != "python":
                return dict.fromkeys(_ASSIGNED.findall(source), ...)
            return _python_assignments(source)
    return {}


def tags(cell: Mapping[str, object]) -> Sequence[str]:
    """Return a cell's tags, none where the file is malformed."""
    metadata = cell.get("metadata")
    found = metadata.get("tags", ()) if isinstance(metadata, Mapping) else ()
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def check_parameters(given: Mapping[str, object], declared: Mapping[str, object]) -> dict[str, object]:
    """Return ``given`` with every name known and every value of a type that survives; raise UsageError otherwise."""
    checked: dict[str, object] = {}
    for name, value in given.items():
        if not name.isidentifier() or keyword.iskeyword(name):
            raise UsageError(f"{name!r} is not a parameter's name", help="use letters, digits and underscores")
        if name not in declared:
            known = ", ".join(sorted(declared)) or "none"
            raise UsageError(
                f"the notebook has no parameter {name}",
                help=(f"it declares: {known}", "tag the cell that assigns the defaults with 'parameters'"),
            )
        if isinstance(value, CommandLineText):
            checked[name] = _keep_type(name, typed_value(value.text, declared[name]), declared[name])
        else:
            checked[name] = _keep_type(name, value, declared[name])
        _check_value(name, checked[name])
    return checked


def _keep_type(name: str, value: object, default: object) -> object:
    """Hold a value against the default that the notebook declares: text stays text, a number must be one."""
    if isinstance(value, SecretReference) or default is ... or default is None or value is None:
        return value
    if isinstance(default, str) and isinstance(value, bool | int | float):
        raise UsageError(f"the parameter {name} is text in the notebook", help="pass it as text: -p keeps it as typed")
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, type(default)) and isinstance(value, bool) == isinstance(default, bool):
        return value
    raise UsageError(f"the parameter {name} is {_word(default)} in the notebook, not {_word(value)}")


def typed_value(text: str, default: object) -> object:
    """Read a command-line value as the type of the notebook's own default, so that ``01234`` can stay text."""
    value = parse_value(text)
    if isinstance(value, SecretReference):
        return value
    if isinstance(default, list | dict):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text if isinstance(default, str) else value


def _word(value: object) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list"}
    return words.get(type(value), "a table" if isinstance(value, dict) else f"a {type(value).__name__}")


def _check_value(name: str, value: object) -> None:
    """Refuse what no notebook language and no strict JSON reader gives back unchanged."""
    if isinstance(value, float) and not math.isfinite(value):
        raise UsageError(f"the parameter {name} is not a finite number")
    if isinstance(value, list | tuple):
        for part in value:
            _check_value(name, part)
    elif isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise UsageError(f"the parameter {name} is a table with keys that are not text")
        for part in value.values():
            _check_value(name, part)
    elif not isinstance(value, SecretReference | str | bool | int | float | None):
        raise UsageError(f"the parameter {name} is of a type that cannot be passed to a notebook")


def _python_assignments(source: str) -> dict[str, object]:
    """Read the simple assignments of a parameters cell; magics and broken lines declare nothing."""
    lines = ("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, object] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = _literal(value)
    return found


def _literal(node: ast.expr | None) -> object:
    try:
        return ... if node is None else ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ...
