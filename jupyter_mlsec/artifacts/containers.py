"""Operations on the stack, on the memo, and on tuples, lists, sets and dictionaries."""

from __future__ import annotations

from jupyter_mlsec.artifacts import special_states
from jupyter_mlsec.artifacts.constants import number
from jupyter_mlsec.artifacts.state import MalformedError, State, operation
from jupyter_mlsec.artifacts.value import MEMBERS, Made, Mapping, Sequence, Value

_NEWEST = 5
_READ_KEYS = {"__class__", "shape", "dtype", "numpy_array_alignment_bytes"} | special_states.READ_KEYS  # see judge.py
_TEXTS = {"builtins", "numpy", "numpy.core.multiarray", "numpy._core.multiarray", "_codecs"}  # that make texts
_ENTRIES = 1000
_FRAME = 9  # bytes of the operation
_ENTRY = 100  # bytes
_EMPTY = Sequence()  # a tuple: nobody adds to it


@operation("PROTO")
def _proto(state: State, version: Value) -> None:
    if not isinstance(version, int) or version > _NEWEST:
        raise MalformedError("the pickle has a protocol that does not exist")
    state.protocol = version


@operation("FRAME")
def _frame(state: State, length: Value) -> None:
    """Frames only help reading ahead; where they end matters to arrays that joblib writes between them."""
    if isinstance(length, int):
        if state.source.position - _FRAME < state.frame_end:  # C's unpickler forgets what the outer one held
            state.judge.opaque("frame inside another frame")
        state.frame_end = state.source.position + length


@operation("MARK")
def _mark(state: State, _: Value) -> None:
    state.mark()


@operation("POP")
def _pop(state: State, _: Value) -> None:
    if state.stack:
        state.stack.pop()
    else:
        state.pop_mark()


@operation("POP_MARK")
def _pop_mark(state: State, _: Value) -> None:
    state.pop_mark()


@operation("DUP")
def _dup(state: State, _: Value) -> None:
    state.push(state.top())


@operation("PUT", "BINPUT", "LONG_BINPUT")
def _put(state: State, index: Value) -> None:
    state.memo.put(_index(index), state.top())


@operation("MEMOIZE")
def _memoize(state: State, _: Value) -> None:
    state.memo.add(state.top())


@operation("GET", "BINGET", "LONG_BINGET")
def _get(state: State, index: Value) -> None:
    try:
        state.push(state.memo.get(_index(index)))
    except LookupError:
        raise MalformedError("the pickle refers to something it does not hold") from None


def _index(value: Value) -> int:
    index = value if isinstance(value, int) else number(value, 10)
    if not isinstance(index, int) or index < 0:
        raise MalformedError("the pickle refers to something it does not hold")
    return index


@operation("EMPTY_TUPLE")
def _empty_tuple(state: State, _: Value) -> None:
    state.push(_EMPTY)


@operation("EMPTY_LIST", "EMPTY_SET")
def _empty_list(state: State, _: Value) -> None:
    state.push_new(Sequence())


@operation("EMPTY_DICT")
def _empty_dict(state: State, _: Value) -> None:
    state.push_new(Mapping())


@operation("TUPLE", "LIST", "FROZENSET")
def _sequence(state: State, _: Value) -> None:
    items = state.pop_mark()
    state.judge.given(items)
    state.push_new(Sequence(state.retained(items)))


@operation("TUPLE1")
def _tuple_1(state: State, _: Value) -> None:
    _tuple_of(state, 1)


@operation("TUPLE2")
def _tuple_2(state: State, _: Value) -> None:
    _tuple_of(state, 2)


@operation("TUPLE3")
def _tuple_3(state: State, _: Value) -> None:
    _tuple_of(state, 3)


def _tuple_of(state: State, count: int) -> None:
    if len(state.stack) < count:
        raise MalformedError("the pickle takes more than it holds")
    items = state.stack[-count:]
    del state.stack[-count:]
    state.judge.given(items)
    state.push_new(Sequence(state.retained(items)))


@operation("DICT")
def _dict(state: State, _: Value) -> None:
    items = state.pop_mark()
    state.push_new(Mapping())
    _set(state, items)


@operation("SETITEM")
def _set_item(state: State, _: Value) -> None:
    value, key = state.take(), state.take()
    _set(state, [key, value])


@operation("SETITEMS")
def _set_items(state: State, _: Value) -> None:
    items = state.pop_mark()
    _set(state, items)


@operation("APPEND")
def _append(state: State, _: Value) -> None:
    item = state.take()
    _extend(state, [item])


@operation("APPENDS", "ADDITEMS")
def _appends(state: State, _: Value) -> None:
    items = state.pop_mark()
    _extend(state, items)


def _extend(state: State, items: list[Value]) -> None:
    target = state.top()
    state.judge.given(items)
    state.judge.changed(target, "members")
    if isinstance(target, Sequence):
        target.members.extend(state.retained(items[: MEMBERS - len(target.members)]))


def _set(state: State, items: list[Value]) -> None:
    target = state.top()
    state.judge.given(items)
    state.judge.changed(target, "items")
    if isinstance(target, Mapping):
        for key, value in zip(items[::2], items[1::2], strict=False):
            if type(key) is Made and (key.maker is None or key.maker.module in _TEXTS):
                target.has_made_names = True
            elif isinstance(key, str) and (key in _READ_KEYS or (_is_field(value) and len(target.entries) < _ENTRIES)):
                state.source.budget.keep(_ENTRY)
                target.entries[key] = value


def _is_field(value: Value) -> bool:
    """Whether a value looks like a field of a structured NumPy type: a type and an offset."""
    return isinstance(value, Sequence) and bool(value.members) and isinstance(value.members[0], Made)
