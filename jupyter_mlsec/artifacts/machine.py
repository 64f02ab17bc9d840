"""A pickle machine that makes nothing: it follows every opcode on symbols and tells what a load imports and calls.

Where a real loader stops with an error, this one stops too; what it cannot follow is a sight or a problem.
Sources: PEP 307, 3154 and 574, and the opcode semantics of CPython's unpickler.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from jupyter_mlsec.artifacts import raw_array
from jupyter_mlsec.artifacts.budget import DEPTH
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.opcodes import OPCODES, Form
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import MEMBERS, UNKNOWN, Import, Made, Mapping, Sequence, Value, made_class
from jupyter_mlsec.errors import UnreadableError

_KEPT_TEXT = 256  # bytes; a longer text names nothing, and a million of them must fit into memory
_STACK = 1 << 20
_LINE_DIGITS = 300
_WIDTH = {Form.BYTES_1: 1, Form.BYTES_2: 2, Form.BYTES_4: 4, Form.BYTES_8: 8}
_COUNT = {Form.COUNTED_1: 1, Form.COUNTED_4: 4, Form.COUNTED_8: 8}
_SIGNED = frozenset({"BINSTRING", "LONG4"})
_BYTES = frozenset({"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"})


class MalformedError(UnreadableError):
    """The stream is no pickle, or no longer one."""


@dataclass
class Machine:
    """One pickle. ``judge`` is told of imports and calls; ``joblib`` says that raw arrays may stand in the stream."""

    source: Source
    judge: Judge
    depth: int = 0
    stack: list[Value] = field(default_factory=list)
    marks: list[list[Value]] = field(default_factory=list)
    memo: dict[int, Value] = field(default_factory=dict)
    protocol: int = 0
    steps: int = 0

    def run(self) -> Value:
        """Follow one pickle to its STOP. Raises ``UnreadableError`` where that is impossible."""
        if self.depth > DEPTH:
            raise UnreadableError("pickles are nested too deeply")
        handlers = _handlers()
        while True:
            self.steps += 1
            if not self.steps % 512:
                self.source.budget.tick()
            found = handlers.get(self.source.read(1)[0])
            if found is None:
                raise MalformedError("the file holds bytes that are no pickle")
            name, form, handler = found
            if handler is None:
                return self._take()
            try:
                if form is Form.NONE:
                    handler(self)
                else:
                    handler(self, self._argument(name, form))
            except ValueError:  # a text in no encoding: a loader stops here as well
                raise MalformedError("the pickle holds a text that is none") from None
            if len(self.stack) > _STACK:
                raise UnreadableError("the pickle holds too many objects")

    # -- arguments

    def _argument(self, name: str, form: Form) -> Value:
        if form in _WIDTH:
            return int.from_bytes(self.source.read(_WIDTH[form]), "little", signed=name == "BININT")
        if form in _COUNT:
            count = int.from_bytes(self.source.read(_COUNT[form]), "little", signed=name in _SIGNED)
            if count < 0:
                raise MalformedError("the pickle holds a negative length")
            return self._counted(name, count)
        if form is Form.LINE:
            line = self.source.line()
            return UNKNOWN if line is None else line
        module, attribute = self.source.line(), self.source.line()
        if module is None or attribute is None:
            raise UnreadableError("the pickle holds an import of unusual length")
        return Sequence([module, attribute])

    def _counted(self, name: str, count: int) -> Value:
        is_kept = count <= _KEPT_TEXT or (name in _BYTES and self.source.budget.has_room(count))
        if is_kept:
            return self.source.read(count)
        self.source.skip(count)
        return UNKNOWN

    # -- the stack

    def _take(self) -> Value:
        if not self.stack:
            raise MalformedError("the pickle takes more than it holds")
        return self.stack.pop()

    def _top(self) -> Value:
        if not self.stack:
            raise MalformedError("the pickle takes more than it holds")
        return self.stack[-1]

    def _push(self, value: Value) -> None:
        self.stack.append(value)

    def _mark(self) -> None:
        self.marks.append(self.stack)
        self.stack = []
        if len(self.marks) > _STACK:
            raise UnreadableError("the pickle holds too many objects")

    def _pop_mark(self) -> list[Value]:
        if not self.marks:
            raise MalformedError("the pickle takes more than it holds")
        items, self.stack = self.stack, self.marks.pop()
        return items

    def _pop(self) -> None:
        if self.stack:
            self.stack.pop()
        else:
            self._pop_mark()

    def _dup(self) -> None:
        self._push(self._top())

    # -- constants

    def _proto(self, version: Value) -> None:
        if not isinstance(version, int) or version > 5:  # noqa: PLR2004 - the newest protocol there is
            raise MalformedError("the pickle has a protocol that does not exist")
        self.protocol = version

    def _frame(self, _length: Value) -> None:
        """Frames only help reading ahead; what is in them is followed as it comes."""

    def _none(self) -> None:
        self._push(None)

    def _newtrue(self) -> None:
        self._push(True)  # noqa: FBT003 - a value

    def _newfalse(self) -> None:
        self._push(False)  # noqa: FBT003 - a value

    def _bytes(self, data: Value) -> None:
        self._push(data)

    _binint = _binint1 = _binint2 = _push
    _short_binbytes = _binbytes = _binbytes8 = _bytearray8 = _bytes

    def _binfloat(self, _bits: Value) -> None:
        self._push(UNKNOWN)

    def _float(self, _line: Value) -> None:
        self._push(UNKNOWN)

    def _int(self, line: Value) -> None:
        self._push(_number(line))

    _long = _int

    def _long1(self, data: Value) -> None:
        small = isinstance(data, bytes) and len(data) <= 32  # noqa: PLR2004 - far beyond any shape or magic number
        self._push(int.from_bytes(data, "little", signed=True) if small and isinstance(data, bytes) else UNKNOWN)

    _long4 = _long1

    def _text(self, data: Value) -> None:
        self._push(data.decode("utf-8", "surrogatepass") if isinstance(data, bytes) else UNKNOWN)

    _short_binunicode = _binunicode = _binunicode8 = _text

    def _old_text(self, data: Value) -> None:
        self._push(data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else UNKNOWN)

    _short_binstring = _binstring = _old_text

    def _string(self, line: Value) -> None:
        if not isinstance(line, bytes):
            return self._push(UNKNOWN)
        line = line.strip()
        if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in {b"'", b'"'}:  # noqa: PLR2004 - two quotes
            raise MalformedError("the pickle holds a text without quotes")
        return self._old_text(codecs.escape_decode(line[1:-1])[0])

    def _unicode(self, line: Value) -> None:
        self._push(line.decode("raw-unicode-escape") if isinstance(line, bytes) else UNKNOWN)

    # -- containers

    def _empty_tuple(self) -> None:
        self._push(Sequence())

    _empty_list = _empty_set = _empty_tuple

    def _empty_dict(self) -> None:
        self._push(Mapping())

    def _tuple(self) -> None:
        items = self._pop_mark()
        self._push(Sequence(items[:MEMBERS]))

    _list = _frozenset = _tuple

    def _tuple_of(self, count: int) -> None:
        items = [self._take() for _ in range(count)]
        self._push(Sequence(items[::-1]))

    def _tuple1(self) -> None:
        self._tuple_of(1)

    def _tuple2(self) -> None:
        self._tuple_of(2)

    def _tuple3(self) -> None:
        self._tuple_of(3)

    def _dict(self) -> None:
        items = self._pop_mark()
        self._push(Mapping())
        self._set(items)

    def _append(self) -> None:
        item = self._take()
        self._extend([item])

    def _appends(self) -> None:
        items = self._pop_mark()
        self._extend(items)

    _additems = _appends

    def _extend(self, items: list[Value]) -> None:
        target = self._top()
        self.judge.changed(target, "members")
        if isinstance(target, Sequence):
            target.members.extend(items[: MEMBERS - len(target.members)])

    def _setitem(self) -> None:
        value, key = self._take(), self._take()
        self._set([key, value])

    def _setitems(self) -> None:
        items = self._pop_mark()
        self._set(items)

    def _set(self, items: list[Value]) -> None:
        target = self._top()
        self.judge.changed(target, "items")
        if isinstance(target, Mapping):
            for key, value in zip(items[::2], items[1::2], strict=False):
                if isinstance(key, str) and (len(target.entries) < MEMBERS or key in target.entries):
                    target.entries[key] = value

    # -- the memo

    def _put(self, line: Value) -> None:
        self._remember(_index(line))

    def _binput(self, index: Value) -> None:
        self._remember(_index(index))

    _long_binput = _binput

    def _memoize(self) -> None:
        self._remember(len(self.memo))

    def _remember(self, index: int) -> None:
        value = self._top()
        self.source.budget.keep(160 + (len(value) if isinstance(value, str | bytes) else 0))
        self.memo[index] = value

    def _get(self, index: Value) -> None:
        found = self.memo.get(_index(index), self)
        if isinstance(found, Machine):
            raise MalformedError("the pickle refers to something it does not hold")
        self._push(found)

    _binget = _long_binget = _get

    # -- imports, calls and states: what a load would do

    def _import(self, module: str, name: str) -> Import:
        return self.judge.imported(module, name, self.protocol)

    def _global(self, names: Value) -> None:
        module, name = _two_names(names)
        self._push(self._import(module, name))

    def _stack_global(self) -> None:
        name, module = self._take(), self._take()
        if isinstance(name, str) and isinstance(module, str):
            self._push(self._import(module, name))
        else:
            self._push(self.judge.computed_import())

    def _inst(self, names: Value) -> None:
        module, name = _two_names(names)
        arguments = self._pop_mark()
        self._call(self._import(module, name), Sequence(arguments[:MEMBERS]))

    def _obj(self) -> None:
        items = self._pop_mark()
        if not items:
            raise MalformedError("the pickle makes an object of no class")
        self._call(items[0], Sequence(items[1 : MEMBERS + 1]))

    def _reduce(self) -> None:
        arguments, maker = self._take(), self._take()
        self._call(maker, arguments)

    _newobj = _reduce

    def _newobj_ex(self) -> None:
        _named, arguments, maker = self._take(), self._take(), self._take()
        self._call(maker, arguments)

    def _call(self, maker: Value, arguments: Value) -> None:
        for nested in self.judge.called(maker, arguments):
            Machine(nested, self.judge, self.depth + 1).run()
        self._push(Made(maker, arguments))

    def _build(self) -> None:
        state = self._take()
        target = self._top()
        self.judge.changed(target, "state")
        if not isinstance(target, Made):
            return
        if state is not None:
            target.state = state
        found = made_class(target)
        if found is not None and (found.module, found.name) == raw_array.WRAPPER:
            self._raw_array(target)

    def _raw_array(self, wrapper: Made) -> None:
        """Pass over an array that joblib wrote into the stream, or follow the pickle of an array of objects."""
        header = raw_array.header(wrapper)
        if header.has_objects:
            self.stack[-1] = Machine(self.source, self.judge, self.depth + 1).run()
            return
        if not raw_array.skip(self.source, header):
            self.judge.hidden_operations()
        self.stack[-1] = UNKNOWN

    def _persid(self, _line: Value) -> None:
        self._push(self.judge.persistent(None))

    def _binpersid(self) -> None:
        self._push(self.judge.persistent(self._take()))

    def _extension(self, _code: Value) -> None:
        self._push(self.judge.extension())

    _ext1 = _ext2 = _ext4 = _extension

    def _next_buffer(self) -> None:
        self._push(UNKNOWN)

    def _readonly_buffer(self) -> None:
        self._top()


@cache
def _handlers() -> dict[int, tuple[str, Form, Callable[..., None] | None]]:
    """Return the method of each opcode; STOP alone has none."""
    return {code: (name, form, getattr(Machine, f"_{name.lower()}", None)) for code, (name, form) in OPCODES.items()}


def _number(line: Value) -> Value:
    if not isinstance(line, bytes):
        return UNKNOWN
    text = line.strip().rstrip(b"L")
    if len(text) > _LINE_DIGITS:
        return UNKNOWN
    try:
        return int(text)
    except ValueError:
        raise MalformedError("the pickle holds a number that is none") from None


def _index(value: Value) -> int:
    index = value if isinstance(value, int) else _number(value)
    if not isinstance(index, int) or index < 0:
        raise MalformedError("the pickle refers to something it does not hold")
    return index


def _two_names(names: Value) -> tuple[str, str]:
    if not isinstance(names, Sequence):
        raise MalformedError("the pickle imports without a name")
    module, name = names.members
    if not isinstance(module, bytes) or not isinstance(name, bytes):
        raise MalformedError("the pickle imports without a name")
    return module.decode("utf-8", "surrogateescape"), name.decode("utf-8", "surrogateescape")
