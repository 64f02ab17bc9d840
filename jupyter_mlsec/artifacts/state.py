"""State of a pickle machine: the stack with its marks and the memo, and what the operations do to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.memo import Memo, forgotten
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import FORGOTTEN, MEMBERS, Blob, Mapping, Sequence, Value
from jupyter_mlsec.errors import UnreadableError

_STACK = 1 << 20
_ROOMY = 1 << 15  # values on the stack, beyond which texts among them are forgotten; a library's batch is 1000
_SWEEP = 1 << 12
_MARKS = 1 << 16
_OBJECT = 112  # bytes of a container or an object
_TEXT = 60  # bytes that Python adds to a text
_CONTAINERS = 40 << 20  # bytes of all that is kept, beyond which containers are forgotten


class MalformedError(UnreadableError):
    """The stream is no pickle, or no longer one."""


@dataclass
class State:
    """What one pickle has on its stack. ``frame_end`` is the position at which the last FRAME says that it ends."""

    source: Source
    judge: Judge
    depth: int = 0
    stack: list[Value] = field(default_factory=list)
    marks: list[list[Value]] = field(default_factory=list)
    below: int = 0  # values under the marks
    protocol: int = 0
    frame_end: int = 0
    memo: Memo = field(init=False)
    _swept: int = 0

    def __post_init__(self) -> None:
        self.memo = Memo(self.source.budget)

    def follow(self, source: Source | Blob) -> Value:
        """Follow a pickle inside this one and return what it gives."""
        raise NotImplementedError

    def take(self) -> Value:
        """Take the last value off."""
        if not self.stack:
            raise MalformedError("the pickle takes more than it holds")
        return self.stack.pop()

    def top(self) -> Value:
        """Return the last value."""
        if not self.stack:
            raise MalformedError("the pickle takes more than it holds")
        return self.stack[-1]

    def push(self, value: Value) -> None:
        """Put a value on top."""
        self.stack.append(value)

    def push_new(self, value: Value) -> None:
        """Put a container or an object on top; containers are forgotten where there are too many."""
        budget = self.source.budget
        if isinstance(value, Sequence | Mapping):
            if budget.kept > _CONTAINERS:
                self.stack.append(FORGOTTEN)
                return
            if isinstance(value, Sequence):
                budget.keep(8 * len(value.members))
        budget.keep(_OBJECT)
        self.stack.append(value)

    def retained(self, items: list[Value]) -> list[Value]:
        """Return what a container remembers of its items."""
        items = items[:MEMBERS]
        texts = sum(_TEXT + len(item) for item in items if isinstance(item, str | bytes))
        if texts:
            self.source.budget.kept_texts += texts
            if not self.source.budget.keeps_texts:
                return [forgotten(item) for item in items]
        return items

    def mark(self) -> None:
        """Begin a list of values."""
        self.below += len(self.stack)
        if self.below > _ROOMY:
            self._sweep()
        self.marks.append(self.stack)
        self.stack, self._swept = [], 0
        if len(self.marks) > _MARKS:
            raise UnreadableError("the pickle holds too many objects")

    def pop_mark(self) -> list[Value]:
        """End the list of values and return it."""
        if not self.marks:
            raise MalformedError("the pickle takes more than it holds")
        items, self.stack = self.stack, self.marks.pop()
        self.below -= len(self.stack)
        self._swept = len(self.stack)
        return items

    def check_size(self) -> None:
        """Forget texts where the stack is large; raise ``UnreadableError`` where it is too large to go on."""
        depth = len(self.stack) + self.below
        if depth > _ROOMY:
            if depth > _STACK:
                raise UnreadableError("the pickle holds too many objects")
            self._swept = min(self._swept, len(self.stack))
            if len(self.stack) - self._swept > _SWEEP:
                self._sweep()

    def _sweep(self) -> None:
        """Forget the texts that lie on the stack, but for the last two, which could be the names of an import."""
        end = max(self._swept, len(self.stack) - 2)
        fresh = self.stack[self._swept : end]
        self.stack[self._swept : end] = [forgotten(item) if isinstance(item, str | bytes) else item for item in fresh]
        self._swept = end


Act = Callable[[State, Value], None]
OPERATIONS: dict[str, Act] = {}


def operation(*names: str) -> Callable[[Act], Act]:
    """Register what the opcodes of these names do; they are given the opcode's argument, or None."""

    def register(act: Act) -> Act:
        OPERATIONS.update(dict.fromkeys(names, act))
        return act

    return register
