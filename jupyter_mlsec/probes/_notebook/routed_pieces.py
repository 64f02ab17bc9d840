"""Pieces of one thing that are sent to both sides where they are made: every tenth frame of a film, windows by dice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.pieces import divides, goes_through_pieces, takes_apart
from jupyter_mlsec.probes._notebook.program import names_in
from jupyter_mlsec.probes._notebook.sides import Side, named

_CHANCE = re.compile(
    r"(?:\w+\.)*(?:rand|random|random_sample|uniform|randint|integers|choice|choices|bernoulli|binomial)"
)
_HASHES = re.compile(r"hash|md5|sha\d*|blake2[bs]|crc32|adler32|\w*fingerprint\w*")
_KEPT = frozenset(
    {"append", "extend", "add", "imwrite", "save", "imsave", "write", "writerow", "to_file", "copy", "move"}
)
_LONGEST = 40  # characters of a text that names a side


def routed_pieces(notebook: Notebook) -> Iterator[ast.AST]:
    """Yield the loops and comprehensions that send single pieces of a thing to one side or the other."""
    for tree in trees_of(notebook):
        for outer in ast.walk(tree):
            if isinstance(outer, ast.For):
                yield from _stepped(outer)
                for inner in _loops(outer):
                    if takes_apart(outer, inner) and any(_routes(inner)):
                        yield inner
        yield from _chosen_twice(tree)


def _chosen_twice(tree: ast.Module) -> Iterator[ast.ListComp]:
    """Yield the comprehensions over the pieces of the same things that leave to each side what the other has not."""
    sided: dict[str, list[ast.ListComp]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.ListComp):
            continue
        named_so = any(named(name) is not None for target in node.targets for name in names_in(target))
        if named_so and goes_through_pieces(node.value):
            turn = {*names_in(node.value.generators[1].target)}
            if any(_tells_apart(each, turn) for each in node.value.generators[1].ifs):
                sided.setdefault(ast.unparse(node.value.generators[0].iter), []).append(node.value)
    for several in sided.values():
        if len({ast.unparse(test) for each in several for test in each.generators[1].ifs}) > 1:
            yield from several


def _loops(outer: ast.For) -> Iterator[ast.For | ast.While]:
    for statement in outer.body:
        yield from (node for node in ast.walk(statement) if isinstance(node, ast.For | ast.While))


def _stepped(outer: ast.For) -> Iterator[ast.stmt]:
    """Yield what gives every n-th piece of each thing to one side: ``test.extend(windows[::5])``."""
    pieces: set[str] = set()
    whole = {*names_in(outer.target)}
    for statement in outer.body:
        if isinstance(statement, ast.Assign):
            made = {name for target in statement.targets for name in names_in(target)}
            if any(isinstance(node, ast.Call) and divides(node, whole) for node in ast.walk(statement.value)):
                pieces |= made
            whole |= made if whole & {*names_in(statement.value)} else set()
        elif isinstance(statement, ast.Expr | ast.AugAssign) and _side_of([statement]) is not None:
            for node in ast.walk(statement):
                step = (
                    node.slice.step if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) else None
                )
                if step is not None and isinstance(node, ast.Subscript) and pieces & {*names_in(node.value)}:
                    yield statement
                    break


def _routes(inner: ast.For | ast.While) -> Iterator[bool]:
    """Yield whether a condition of a loop over pieces decides on a side by what differs from piece to piece."""
    if not any(_keeps(node) for node in ast.walk(inner)):
        return
    turn = _varying(inner)
    for node in ast.walk(inner):
        if isinstance(node, ast.If | ast.IfExp) and _sides_differ(node) and _tells_apart(node.test, turn):
            yield True


def _keeps(node: ast.AST) -> bool:
    name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return name in _KEPT


def _varying(inner: ast.For | ast.While) -> set[str]:
    """Return the names that have another value for each piece: turns, counters, and what is computed from them."""
    found = {*names_in(inner.target)} if isinstance(inner, ast.For) else set()
    statements = [node for part in inner.body for node in ast.walk(part)]
    found |= {name for node in statements if isinstance(node, ast.AugAssign) for name in names_in(node.target)}
    for node in statements:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
            grows = isinstance(node.func.value, ast.Name | ast.Attribute)
            found |= {*names_in(node.func.value)} if grows else set()  # ``len(train) % 10``
    for node in statements:
        if isinstance(node, ast.Assign) and (found & {*names_in(node.value)} or _is_drawn(node.value)):
            found |= {name for target in node.targets for name in names_in(target)}
    return found


def _is_drawn(node: ast.expr) -> bool:
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
    return any(_CHANCE.fullmatch(ast.unparse(call.func)) for call in calls)


def _tells_apart(test: ast.expr, turn: set[str]) -> bool:
    """Tell whether a condition goes by a remainder, a hash or chance of each piece, and not by how late it comes."""
    if _is_drawn(test):
        return True
    if not turn & {*names_in(test)}:
        return False
    for node in ast.walk(test):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and turn & {*names_in(node.left)}:
            return True
        if isinstance(node, ast.Call) and _HASHES.fullmatch(ast.unparse(node.func).rpartition(".")[2]):
            return True
    drawn = {each.id for each in ast.walk(test) if isinstance(each, ast.Name)} & turn
    return bool(drawn) and isinstance(test, ast.Name | ast.UnaryOp)


def _sides_differ(node: ast.If | ast.IfExp) -> bool:
    """Tell whether what is done in both branches is for two different sides."""
    first, second = _side_of(_branch(node.body)), _side_of(_branch(node.orelse))
    return first is not None and second is not None and (first is Side.TRAIN) != (second is Side.TRAIN)


def _branch(part: list[ast.stmt] | ast.expr) -> list[ast.AST]:
    return [*part] if isinstance(part, list) else [part]


def _side_of(parts: list[ast.AST]) -> Side | None:
    """Return the one side that code speaks of, by names of lists and words in texts."""
    words: list[str] = []
    for part in parts:
        for node in ast.walk(part):
            if isinstance(node, ast.Name):
                words.append(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST:
                words.append(node.value)
            elif isinstance(node, ast.Attribute):
                words.append(node.attr)
    sides = {side for word in words if (side := named(word)) is not None}
    return next(iter(sides)) if len(sides) == 1 else None
