"""Calls of a project's programs and its notebook, with the constants that they are given."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import canonical
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import body_of, code_of, parse_source

UNKNOWN = ...
_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Mult: operator.mul,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
}
_LARGEST = 1e15  # of numbers that are worked out
_DEEPEST = 6
_ONE_OF = re.compile(r"[A-Z][A-Z0-9_]+")
_UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1, "weeks": 604_800}


@dataclass(frozen=True, slots=True)
class Started:
    """One call: where it stands, its full name, and its options by their names without signs.

    An option is a constant, or Ellipsis where its value is not known. ``open`` where ``**options`` may hold any.
    """

    place: str
    name: str
    options: Mapping[str, object] = field(default_factory=dict)
    open: bool = False

    def says(self, pair: str) -> bool:
        """Tell whether an option has a value, both written small and without signs: ``networkmode=host``."""
        name, _, value = pair.partition("=")
        given = self.options.get(name, UNKNOWN)
        return given is not UNKNOWN and (str(given) if isinstance(given, int) else canonical(str(given))) in {
            value,
            value.capitalize(),
        }


def python_calls(subject: ProjectSubject, wanted: re.Pattern[str]) -> Iterator[Started]:
    """Yield the calls of programs in which something ``wanted`` stands."""
    cells = [body_of(source) for source in code_of(subject.notebook)]
    if any(map(wanted.search, cells)):
        yield from _calls("\n".join(each for each in cells if parse_source(each) is not None), "the notebook")
    for path in require_files(subject):
        if path.suffix.lower() == ".py":
            text = read_text(path)
            if wanted.search(text):
                yield from _calls(text, path.relative_to(subject.root).as_posix())


@lru_cache(maxsize=64)
def _calls(text: str, place: str) -> tuple[Started, ...]:
    tree = parse_source(text)
    if tree is None:
        return ()
    names, values = _bound(tree)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = {canonical(each.arg): _value(each.value, values, 0) for each in node.keywords if each.arg}
            spread = any(each.arg is None for each in node.keywords)
            for each in (*node.args, *(each.value for each in node.keywords)):
                given = _inside(each, values, 0) | given
            found.append(Started(place, _name(node.func, names, 0), given, spread))
    return tuple(found)


def _bound(tree: ast.Module) -> tuple[dict[str, str], dict[str, ast.expr]]:
    """Return what names stand for: what they were imported as or made by, and their values."""
    names: dict[str, str] = {}
    values: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            values[node.targets[0].id] = node.value
    for name, value in values.items():
        if isinstance(value, ast.Call) and name not in names:
            names[name] = f"{_name(value.func, names, 0)}()"
    return names, values


def _name(node: ast.expr, names: Mapping[str, str], depth: int) -> str:
    if depth > 20:  # noqa: PLR2004 - methods of methods
        return ""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value, names, depth + 1)}.{node.attr}"
    return f"{_name(node.func, names, depth + 1)}()" if isinstance(node, ast.Call) else ""


def _inside(node: ast.expr, values: Mapping[str, ast.expr], depth: int) -> dict[str, object]:
    """Return the options in mappings that are handed over: ``ResourceConfig={…}``, ``IpPermissions=[{…}]``."""
    node = values.get(node.id, node) if isinstance(node, ast.Name) else node
    if depth > _DEEPEST:
        return {}
    found: dict[str, object] = {}
    if isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            found = _inside(each, values, depth + 1) | found
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                found = _inside(value, values, depth + 1) | found | {canonical(key.value): _value(value, values, 0)}
    return found


def _value(node: ast.expr, values: Mapping[str, ast.expr], depth: int) -> object:  # noqa: PLR0911 - one return a kind of expression
    """Return a constant, worked out where it is arithmetic; Ellipsis where it is not known."""
    if depth > _DEEPEST:
        return UNKNOWN
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name) if name in values:
            return _value(values[name], values, depth + 1)
        case ast.List(elts=[only]) | ast.Tuple(elts=[only]):
            return _value(only, values, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _value(operand, values, depth + 1)
            return -inner if isinstance(inner, int | float) else UNKNOWN
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            one, other = _value(left, values, depth + 1), _value(right, values, depth + 1)
            return _worked_out(_OPERATIONS[type(op)], one, other)
        case ast.Call(func=func, keywords=keywords) if ast.unparse(func)[-9:] == "timedelta":
            parts = [(_UNITS.get(each.arg or "", 0), _value(each.value, values, depth + 1)) for each in keywords]
            return sum(unit * number for unit, number in parts if isinstance(number, int | float))
        case ast.Attribute(value=ast.Name(id=kind) | ast.Attribute(attr=kind), attr=name) if (
            _ONE_OF.fullmatch(name) and kind[:1].isupper()
        ):
            return name  # one of an enumeration: ``PauseStatus.PAUSED``
        case ast.Attribute() if ast.unparse(node) in {"math.inf", "np.inf", "numpy.inf", "sys.maxsize"}:
            return float("inf")
    return UNKNOWN


def _worked_out(operation: Callable[[float, float], float], one: object, other: object) -> object:
    if not (isinstance(one, int | float) and isinstance(other, int | float)) or max(abs(one), abs(other)) > _LARGEST:
        return UNKNOWN
    try:
        return operation(one, other)
    except ZeroDivisionError:
        return UNKNOWN
