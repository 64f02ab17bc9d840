"""Operations that a load would run code with: imports, calls, states, persistent ids."""

from __future__ import annotations

from jupyter_mlsec.artifacts import raw_array
from jupyter_mlsec.artifacts.state import MalformedError, State, operation
from jupyter_mlsec.artifacts.value import FORGOTTEN, MEMBERS, UNKNOWN, Made, Sequence, Value
from jupyter_mlsec.errors import UnreadableError


@operation("GLOBAL")
def _global(state: State, names: Value) -> None:
    module, name = _two_names(names)
    state.push(state.judge.imported(module, name, state.protocol))


@operation("STACK_GLOBAL")
def _stack_global(state: State, _: Value) -> None:
    name, module = state.take(), state.take()
    if isinstance(name, str) and isinstance(module, str):
        state.push(state.judge.imported(module, name, state.protocol))
    elif name is FORGOTTEN or module is FORGOTTEN:
        raise UnreadableError("the pickle imports by a name that was too much to remember")
    else:
        state.push(state.judge.computed_import())


@operation("INST")
def _inst(state: State, names: Value) -> None:
    module, name = _two_names(names)
    arguments = state.pop_mark()
    _instantiate(state, state.judge.imported(module, name, state.protocol), arguments)


@operation("OBJ")
def _obj(state: State, _: Value) -> None:
    items = state.pop_mark()
    if not items:
        raise MalformedError("the pickle makes an object of no class")
    _instantiate(state, items[0], items[1:])


def _instantiate(state: State, maker: Value, arguments: list[Value]) -> None:
    """Call, as the two oldest operations do: without arguments they make an instance and run no ``__init__``."""
    state.judge.given(arguments)
    if arguments:
        state.push_new(state.judge.called(maker, Sequence(arguments[:MEMBERS]), state.follow))
    else:
        state.push_new(state.judge.instance(maker, Sequence(), may_call=True))


@operation("REDUCE")
def _reduce(state: State, _: Value) -> None:
    arguments, maker = state.take(), state.take()
    state.push_new(state.judge.called(maker, arguments, state.follow))


@operation("NEWOBJ")
def _new(state: State, _: Value) -> None:
    arguments, maker = state.take(), state.take()
    state.push_new(state.judge.instance(maker, arguments))


@operation("NEWOBJ_EX")
def _new_with_names(state: State, _: Value) -> None:
    _named, arguments, maker = state.take(), state.take(), state.take()
    state.push_new(state.judge.instance(maker, arguments))


@operation("BUILD")
def _build(state: State, _: Value) -> None:
    given = state.take()
    target = state.top()
    state.judge.given([given])
    state.judge.built(target, given)
    if isinstance(target, Made) and target.maker is not None and target.maker.full == raw_array.WRAPPER:
        _raw_array(state, target)


def _raw_array(state: State, wrapper: Made) -> None:
    """Pass over an array that joblib wrote into the stream, or follow the pickle of an array of objects."""
    try:
        header = raw_array.header(wrapper)
    except UnreadableError:
        if not raw_array.is_apart(state.source):  # joblib fails here, too, but pickle.load goes on
            state.judge.hidden_operations()
        raise
    if state.source.position < state.frame_end:  # joblib would find the array behind the frame, not here
        state.judge.hidden_operations()
    if header.has_objects:
        state.stack[-1] = state.follow(state.source)
        return
    if not (header.aligned and raw_array.is_apart(state.source)):  # told first: the array may be cut
        state.judge.hidden_operations()
    raw_array.skip(state.source, header)
    state.stack[-1] = UNKNOWN


@operation("PERSID")
def _persistent_line(state: State, _line: Value) -> None:
    state.push(state.judge.persistent(None))


@operation("BINPERSID")
def _persistent(state: State, _: Value) -> None:
    state.push(state.judge.persistent(state.take()))


@operation("EXT1", "EXT2", "EXT4")
def _extension(state: State, _code: Value) -> None:
    state.push(state.judge.extension())


def _two_names(names: Value) -> tuple[str, str]:
    if not isinstance(names, Sequence):
        raise MalformedError("the pickle imports without a name")
    module, name = names.members
    if not isinstance(module, bytes) or not isinstance(name, bytes):
        raise MalformedError("the pickle imports without a name")
    return module.decode("utf-8", "surrogateescape"), name.decode("utf-8", "surrogateescape")
