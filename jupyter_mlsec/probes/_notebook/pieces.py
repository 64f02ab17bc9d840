"""Several rows that are made of one thing: windows of a recording, passages of a text, frames of a film."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Func, Ref, Seq, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in

_Loop = ast.For | ast.AsyncFor | ast.While
_LISTS = re.compile(r"listdir|glob|iterdir|scandir|walk|iterrows|itertuples|items|values|to_dict|batch|loader")
_OPENS = re.compile(
    r"open|imread|load\w*|read(?:_(?!region)\w+)?|from_file|parse\w*|Image|decode_\w+|connect|fetch\w*|get|request\w*",
    re.ASCII,
)
_TEXTS = frozenset({"pages", "paragraphs", "sentences", "sents", "slices", "chunks"})
_CUTS = frozenset({"create_documents", "explode", "melt", "split_documents", "split_text", "wide_to_long",
                   "make_fixed_length_epochs"})  # fmt: skip
_MAPS = frozenset({"flat_map", "map", "map_batches"})
_SAME = frozenset({"copy", "deepcopy", "dict", "int", "len", "list", "replace", "str", "tuple", "update"})
_PASSES = frozenset({"enumerate", "islice", "iter", "list", "tqdm", "zip"})
_ADDS = frozenset({"append", "extend", "add"})


def pieces(notebook: Notebook, program: Program) -> dict[Value, CellRef]:
    """Return the values that hold several rows of one thing, and where these are made."""
    nodes = {id(node) for tree in trees_of(notebook) for node in _made_in_pieces(tree)}
    found: dict[Value, CellRef] = {}
    for call in program.calls:
        if id(call.node) in nodes and call.base is not None:
            found.setdefault(call.base, call.cell)
        elif _is_cut(call) or (call.method in _MAPS and any(_cuts(given, nodes) for given in call.arguments.values())):
            found.update(dict.fromkeys(_results(call, program), call.cell))
    for value, written in program.written.items():
        node = written.node
        if (isinstance(node, ast.ListComp | ast.GeneratorExp) and goes_through_pieces(node)) or (
            isinstance(node, ast.BinOp) and _is_beside_itself(written.parts, program)
        ):
            found.setdefault(value, CellRef(0, None))
    return found


def _is_beside_itself(parts: tuple[Value, ...], program: Program) -> bool:
    """Tell whether a list is put together of rows and changed copies of them: ``rows + [f(row) for row in rows]``."""
    for copy in parts:
        written = program.written.get(copy) if isinstance(copy, Seq) else None
        if written is None or not isinstance(written.node, ast.ListComp):
            continue
        turn = {*names_in(written.node.generators[0].target)}
        changed = any(_is_changed(node, turn) for node in ast.walk(written.node.elt))
        held = (other for other in parts if other is not copy and isinstance(other, Seq))
        if changed and any(other in written.parts for other in held):
            return True
    return False


def _is_changed(node: ast.AST, turn: set[str]) -> bool:
    """Tell whether a call makes something else of a row: not only a dict of it, or a copy."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    given = {each for value in (*node.args, *(key.value for key in node.keywords)) for each in names_in(value)}
    return name not in _SAME and bool(turn & given)


def _is_cut(call: Call) -> bool:
    """Tell whether a method takes each thing that it is given to pieces."""
    return call.method in _CUTS and (call.method != "melt" or call.value(0, "id_vars") is not None)


def _results(call: Call, program: Program) -> Iterator[Value]:
    """Yield the values that a call gave, as they are met where something is done with them."""
    seen: list[Value] = [value for _, value in program.names]
    for each in program.calls:
        seen.extend(each.arguments.values())
        seen.extend([each.base] if each.base is not None else [])
    for value in dict.fromkeys(seen):
        current: Value | None = value
        while isinstance(current, Ref):
            if current.made is call.arguments and current.name.endswith("()"):
                yield current
            current = current.base


def _cuts(value: Value, nodes: set[int]) -> bool:
    """Tell whether a function takes what it is given to pieces."""
    return isinstance(value, Func) and any(id(node) in nodes for node in ast.walk(value.node))


def _made_in_pieces(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls that add a row to a list once for each piece of something."""
    for outer in ast.walk(tree):
        if not isinstance(outer, _Loop):
            continue
        for inner in (node for statement in outer.body for node in ast.walk(statement) if isinstance(node, _Loop)):
            if takes_apart(outer, inner):
                yield from _additions(inner)
        if isinstance(outer, ast.For):
            yield from _pieces_added(outer)
            yield from _changed_copies(outer)
            yield from _repeated_labels(outer)


def _additions(loop: ast.stmt) -> Iterator[ast.Call]:
    for node in ast.walk(loop):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ADDS:
            yield node


def takes_apart(outer: _Loop, inner: _Loop) -> bool:
    """Tell whether the inner loop goes through the pieces of what the outer one has in its hands."""
    if not isinstance(outer, ast.For):
        return False
    whole = {*names_in(outer.target)} | {
        name
        for statement in outer.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Assign) and not _is_inside(node, inner)
        for target in node.targets
        for name in names_in(target)
    }
    if isinstance(inner, ast.While) or ast.unparse(inner.iter).startswith(("range(", "count(", "itertools.count(")):
        reads = (
            node for node in ast.walk(inner) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        )
        read = any(
            isinstance(node.func, ast.Attribute) and node.func.attr == "read" and whole & {*names_in(node.func.value)}
            for node in reads
        )
        if read or isinstance(inner, ast.While):
            return read
    turn = {*names_in(inner.target)}
    if _LISTS.search(ast.unparse(inner.iter)) or _opens(inner, turn):
        return False
    if _cuts_by(inner, whole, turn):
        return True
    if isinstance(inner.iter, ast.Attribute):
        return inner.iter.attr in _TEXTS and bool(whole & {*names_in(inner.iter)})
    return isinstance(inner.iter, ast.Call) and divides(inner.iter, whole)


def _pieces_added(loop: ast.For) -> Iterator[ast.Call]:
    """Yield what adds all pieces of a thing at once: ``rows.extend((part, label) for part in split(text))``."""
    whole = {*names_in(loop.target)}
    for statement in loop.body:
        for call in _additions(statement):
            inner = call.args[0] if call.args else None
            turns = inner.generators if isinstance(inner, ast.ListComp | ast.GeneratorExp) else []
            if turns and isinstance(turns[0].iter, ast.Call) and divides(turns[0].iter, whole):
                yield call


def _is_inside(node: ast.AST, loop: _Loop) -> bool:
    return any(each is node for each in ast.walk(loop))


def divides(call: ast.Call, whole: set[str]) -> bool:
    """Tell whether a call takes a text or a recording to pieces: ``text.split(".")``, ``sent_tokenize(text)``."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if name in _PASSES and call.args and isinstance(call.args[0], ast.Call):
        return divides(call.args[0], whole)
    known = re.search(
        r"split|tokenize|chunk|segment|frames?(?![a-z])|window|patch|tile|crop|slice|epochs|imiter|VideoReader|get_reader",
        name,
        re.IGNORECASE,
    )
    return known is not None and bool(whole & {*names_in(call)})


def _opens(loop: ast.For | ast.AsyncFor, turn: set[str]) -> bool:
    """Tell whether each turn of the loop opens something of its own."""
    for statement in loop.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
                if _OPENS.fullmatch(name) and any(turn & {*names_in(given)} for given in node.args):
                    return True
    return False


def _cuts_by(loop: ast.For | ast.AsyncFor, whole: set[str], turn: set[str]) -> bool:
    """Tell whether the loop's number says which piece it is: ``signal[start : start + 256]``, ``shift(wave, n)``."""
    for statement in loop.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Subscript) and whole & {*names_in(node.value)}:
                cuts = (each for each in ast.walk(node.slice) if isinstance(each, ast.Slice))
                if any(turn & {*names_in(cut)} for cut in cuts):
                    return True
            if isinstance(node, ast.Call) and _changes(node, whole, turn):
                return True
    return False


def _changes(call: ast.Call, whole: set[str], turn: set[str]) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    known = re.search(r"shift|stretch|augment|rotate|crop|region|noise|flip|warp|frame|patch|tile|jitter|perturb", name)
    given = [*call.args, *(each.value for each in call.keywords)]
    names = {each for value in given for each in names_in(value)} | {*names_in(call.func)}
    return known is not None and bool(whole & names) and bool(turn & names)


def _changed_copies(loop: ast.For) -> Iterator[ast.Call]:
    """Yield what adds a changed copy beside each thing: ``rows.append(text)``, ``rows.append(paraphrase(text))``."""
    added: dict[str, list[ast.Call]] = {}
    for statement in loop.body:
        node = statement.value if isinstance(statement, ast.Expr) else None
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and node.args
        ):
            added.setdefault(ast.unparse(node.func.value), []).append(node)
    for several in added.values():
        first = ast.unparse(several[0].args[0])
        for other in several[1:]:
            copy = other.args[0]
            held = [each for each in ast.walk(copy) if isinstance(each, ast.Call)]
            if any(first in {ast.unparse(given) for given in each.args} for each in held):
                yield other


def _repeated_labels(loop: ast.For) -> Iterator[ast.Call]:
    """Yield what adds pieces where the label is repeated for each: ``y += [label] * len(epochs)``."""
    repeats = any(
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult)
        and isinstance(node.left, ast.List)
        and isinstance(node.right, ast.Call)
        and ast.unparse(node.right.func) == "len"
        for statement in loop.body
        for node in ast.walk(statement)
    )
    if repeats:
        yield from _additions(loop)


def goes_through_pieces(node: ast.ListComp | ast.GeneratorExp) -> bool:
    """Tell whether a comprehension goes through the pieces of each thing."""
    if len(node.generators) < 2:  # noqa: PLR2004 - the things, and the pieces of each
        return False
    outer, inner = node.generators[0], node.generators[1]
    whole = {*names_in(outer.target)}
    return isinstance(inner.iter, ast.Call) and divides(inner.iter, whole)
