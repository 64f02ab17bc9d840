"""Iteration: what the functions give that combine several things to go through."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.expressions import element
from jupyter_mlsec.code.intrinsic_table import first, known
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import UNKNOWN, Argument, Arguments, Const, Func, Ref, Seq, Value

_ITEMS = 256  # of a chain that are told apart
_STEPS = 16  # of a reduction that are followed
_HIGHEST, _BYTE = 0x10FFFF, 256


@known("builtins.zip", "itertools.zip_longest", "itertools.product")
def _zip(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    columns = [argument.value for argument in arguments.positional]
    if not columns or not arguments.complete:
        return None
    lengths = {len(column.items) if isinstance(column, Seq) else -1 for column in columns}
    if len(lengths) == 1 and -1 not in lengths and ref.name == "builtins.zip":
        rows = zip(*(column.items for column in columns if isinstance(column, Seq)), strict=True)
        return Seq(tuple(Seq(row) for row in rows))
    return Seq((Seq(tuple(element(column) for column in columns)),))


@known("builtins.enumerate")
def _enumerate(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    given = first(arguments, "iterable")
    items = given.items if isinstance(given, Seq) else (element(given),)
    return Seq(tuple(Seq((UNKNOWN, item)) for item in items))


@known("itertools.chain", "itertools.cycle", "itertools.islice", "tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm")
def _chain(_state: State, ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    given = [argument.value for argument in arguments.positional]
    if not ref.name.endswith("chain"):
        return given[0] if given and isinstance(given[0], Seq) else None
    items = [item for one in given for item in (one.items if isinstance(one, Seq) else (element(one),))]
    return Seq(tuple(items[:_ITEMS]))


@known("builtins.filter")
def _filter(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    function, given = first(arguments), arguments.find("", 1)
    if isinstance(function, Func) and given is not None:
        state.invoke(function, Arguments((Argument(element(given), state.fragment),)), node)
    return given if isinstance(given, Seq) else None


@known("builtins.chr")
def _chr(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    return _character(first(arguments, "i"))


def _character(value: Value) -> Value | None:
    number = value.value if isinstance(value, Const) else None
    return Const(chr(number), decoded=True) if isinstance(number, int) and 0 <= number <= _HIGHEST else None


@known("builtins.bytes", "builtins.bytearray")
def _bytes(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    given = first(arguments)
    if not isinstance(given, Seq) or not given.items:
        return None
    numbers = [item.value for item in given.items if isinstance(item, Const) and isinstance(item.value, int)]
    if len(numbers) != len(given.items) or not all(0 <= number < _BYTE for number in numbers):
        return None
    return Const(bytes(numbers), decoded=True)


@known("builtins.map")
def _map(_state: State, _ref: Ref, arguments: Arguments, _node: ast.Call) -> Value | None:
    function, given = first(arguments), arguments.find("", 1)
    if not isinstance(function, Ref) or function.name != "builtins.chr" or not isinstance(given, Seq):
        return None
    made = [_character(item) for item in given.items]
    return Seq(tuple(one for one in made if one is not None)) if None not in made else None


@known("functools.reduce")
def _reduce(state: State, _ref: Ref, arguments: Arguments, node: ast.Call) -> Value | None:
    function, given, begin = first(arguments), arguments.find("", 1), arguments.find("", 2)
    if not isinstance(given, Seq) or not 0 < len(given.items) <= _STEPS or isinstance(function, Const):
        return None
    whole, *rest = (begin, *given.items) if begin is not None else given.items
    for item in rest:
        pair = (Argument(whole, state.fragment), Argument(item, state.fragment))
        whole = state.invoke(function, Arguments(pair), node)
    return whole
