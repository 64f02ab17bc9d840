"""Where a secret stands in an expression: what is around it, what it is called, and how much of it is the secret."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.scan.fixes.bindings import Code
from jupyter_mlsec.scan.fixes.variable import Circumstances
from jupyter_mlsec.secrets.folding import folded
from jupyter_mlsec.secrets.located import pieces_of, value_range
from jupyter_mlsec.secrets.rewritten import Part
from jupyter_mlsec.secrets.surface import Surface

_READS_VARIABLE = frozenset({"getenv", "get", "setdefault", "pop"})
_WRITES_VARIABLE = frozenset({"putenv", "__setitem__", "setenv"})
_GIVES_BYTES = frozenset(
    [
        *("b64decode", "urlsafe_b64decode", "standard_b64decode", "decodebytes", "b32decode", "b16decode", "b85decode"),
        *("fromhex", "unhexlify", "a2b_hex", "a2b_base64", "encode", "bytes", "bytearray"),
    ]
)
_GIVES_TEXT = frozenset({"decode", "str", "format"})


def path_to(code: Code, start: int, end: int) -> list[ast.AST]:
    """Return the nodes around a range of the code, from the module inwards; not into f-strings."""
    path: list[ast.AST] = []
    node: ast.AST | None = code.tree
    while node is not None:
        path.append(node)
        node = None if isinstance(node, ast.JoinedStr) else _child(code, node, start, end)
    return path


def _child(code: Code, node: ast.AST, start: int, end: int) -> ast.AST | None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.expr, ast.stmt, ast.keyword, ast.arg, ast.excepthandler, ast.pattern)):
            if _covers(code, child, start, end):
                return child
            if not getattr(child, "decorator_list", None):
                continue
        if _child(code, child, start, end) is not None:  # nodes that have no place of their own: arguments, cases
            return child
    return None


def _covers(code: Code, node: ast.AST, start: int, end: int) -> bool:
    line, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
    first = code.offset(line, getattr(node, "col_offset", 0))
    return first <= start and end <= code.offset(last, getattr(node, "end_col_offset", 0))


@dataclass(frozen=True, slots=True)
class Folded:
    """An expression that amounts to a string: ``part`` is where, ``first`` to ``last`` is the secret in its value."""

    part: Part
    first: int
    last: int

    @property
    def head(self) -> str:
        """What the value begins with, before the secret."""
        return self.part.value[: self.first]

    @property
    def tail(self) -> str:
        """What the value ends with, behind the secret."""
        return self.part.value[self.last :]

    @property
    def is_whole(self) -> bool:
        """Whether the value is the secret and nothing else."""
        return not self.head.strip() and not self.tail.strip()

    def elsewhere(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the secret's pieces that stand outside the expression: in names that it reads."""
        for start, end in pieces_of(self.part, self.first, self.last):
            if not self.part.start <= start < self.part.end:
                yield start, end


@lru_cache(maxsize=4)
def _parts(content: str) -> tuple[Part, ...]:
    return tuple(folded(Surface(content, Syntax.PYTHON)))


def folded_at(code: Code, start: int, end: int) -> Folded | None:
    """Return the expression of several pieces whose value holds the secret at ``start..end``."""
    for part in _parts(code.content):
        bounds = value_range(part, start, end)
        if bounds is not None and part.source_span(*bounds) == (start, end):
            return Folded(part, *bounds)
    return None


def gives_bytes(node: ast.AST) -> bool:
    """Whether an expression that folds gives a byte string."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bytes)
    if isinstance(node, ast.BinOp):
        return gives_bytes(node.left)
    if isinstance(node, ast.Subscript):
        return gives_bytes(node.value)
    if isinstance(node, ast.Call):
        name = _last_name(node.func)
        if name in _GIVES_TEXT or name in _GIVES_BYTES:
            return name in _GIVES_BYTES
        return isinstance(node.func, ast.Attribute) and gives_bytes(node.func.value)
    return False


def circumstances(code: Code, path: Sequence[ast.AST], *, whole: bool, scheme: str) -> Circumstances:
    """Return what the code around ``path``'s last node calls the secret."""
    names = list(_names(path))
    is_variable = writes_environment(code, path) or environment_default(code, path) is not None
    return Circumstances(tuple(name for name in names if name), is_variable and bool(names), whole, scheme)


def _names(path: Sequence[ast.AST]) -> Iterator[str]:
    for node, inner in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        if isinstance(node, ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.Dict) and inner in node.values:
            key = node.keys[node.values.index(inner)]
            yield key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and inner is node.value:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield from _target_names(target)
        elif isinstance(node, ast.arguments):
            yield _default_of(node, inner)
        elif isinstance(node, ast.Compare):
            yield from _target_names(node.left)
        elif isinstance(node, ast.Call):
            yield _variable_of(node, inner)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and isinstance(inner, ast.Return):
            yield node.name


def _target_names(target: ast.AST) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
        yield from _target_names(target.value)
    elif isinstance(target, ast.Subscript):
        key = target.slice
        yield key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        yield from _target_names(target.value)


def _default_of(arguments: ast.arguments, inner: ast.AST) -> str:
    named = [*arguments.posonlyargs, *arguments.args]
    with_default = zip(named[len(named) - len(arguments.defaults) :], arguments.defaults, strict=True)
    pairs = [*with_default, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    return next((argument.arg for argument, default in pairs if default is inner), "")


def _variable_of(call: ast.Call, inner: ast.AST) -> str:
    """Return the variable that ``os.getenv("NAME", …)`` and its like are about."""
    first = call.args[0] if call.args else None
    about = _READS_VARIABLE | _WRITES_VARIABLE
    is_second = len(call.args) > 1 and call.args[1] is inner
    if is_second and isinstance(first, ast.Constant) and _last_name(call.func) in about:
        return first.value if isinstance(first.value, str) else ""
    return ""


def environment_default(code: Code, path: Sequence[ast.AST]) -> tuple[ast.Call, str] | None:
    """Return the call and the source of ``environ`` where the secret is a default of ``os.getenv`` or its like.

    The source is empty where only ``getenv`` itself was imported.
    """
    for node, inner in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        if isinstance(node, ast.Call) and _variable_of(node, inner):
            function = node.func
            name = _last_name(function)
            if name == "getenv":
                owner = code.content[slice(*code.range(function.value))] if isinstance(function, ast.Attribute) else ""
                return node, f"{owner}.environ" if owner else ""
            if name in _READS_VARIABLE and isinstance(function, ast.Attribute) and _is_environment(function.value):
                return node, code.content[slice(*code.range(function.value))]
            return None
        if isinstance(node, (ast.stmt, ast.Call)):
            return None
    return None


def writes_environment(code: Code, path: Sequence[ast.AST]) -> bool:
    """Whether the secret is what an environment variable is set to: it cannot be read from there."""
    del code
    for node, inner in zip(reversed(path[:-1]), reversed(path[1:]), strict=True):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            owner = target.value if isinstance(target, ast.Subscript) else target
            return inner is node.value and _is_environment(owner)
        if isinstance(node, ast.Call):
            name = _last_name(node.func)
            owner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if name in _WRITES_VARIABLE or (name == "update" and _is_environment(owner)):
                return True
            if not (isinstance(node.func, ast.Name) and name in {"dict", "str"}):
                return False
        if isinstance(node, ast.stmt):
            return False
    return False


def _is_environment(node: ast.AST) -> bool:
    return _last_name(node) == "environ"


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
