"""A pickle machine that makes nothing: it follows every opcode on symbols and tells what a load imports and calls.

Where a real loader stops with an error, this one stops too; what it cannot follow is a sight or a problem.
Sources: PEP 307, 3154 and 574, and the opcode semantics of CPython's unpicklers, the C and the Python one.
"""

from __future__ import annotations

from functools import cache

from jupyter_mlsec.artifacts import constants, containers, objects
from jupyter_mlsec.artifacts.budget import DEPTH
from jupyter_mlsec.artifacts.opcodes import COUNTS, HOLDS_BYTES, OPCODES, SIGNED_COUNTS, WIDTHS, Form
from jupyter_mlsec.artifacts.skim import LONGEST, skim
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.special_states import LONG_KEYS
from jupyter_mlsec.artifacts.special_states import LONGEST as LONGEST_STATE
from jupyter_mlsec.artifacts.state import OPERATIONS, Act, MalformedError, State
from jupyter_mlsec.artifacts.value import FORGOTTEN, Blob, Sequence, Value
from jupyter_mlsec.errors import UnreadableError

__all__ = ["Machine", "MalformedError"]
_MODULES = (constants, containers, objects)  # importing them has registered their operations
_TORCH_PICKLES = 5  # magic, protocol, system, object, keys; then raw numbers


class Machine(State):
    """One pickle, read from ``source``; ``judge`` is told of its imports, calls and changes."""

    def run(self) -> Value:
        """Follow one pickle to its STOP. Raises ``UnreadableError`` where that is impossible."""
        if self.depth > DEPTH:
            raise UnreadableError("pickles are nested too deeply")
        source, acts = self.source, _acts()
        steps = 0
        while True:
            steps += 1
            if not steps & 255:
                source.budget.tick()
            try:
                if source.fill(LONGEST + 1):
                    skim(source, self.stack, self.memo, self.frame_end)
                start = source.position
                found = acts.get(source.read(1)[0])
                if found is None:
                    raise MalformedError("the file holds bytes that are no pickle")
                name, form, act = found
                if act is None:
                    return self._result()
                if form is Form.NONE:
                    act(self, None)
                else:
                    argument = self._argument(name, form)
                    self._check_frame(start)
                    act(self, argument)
            except ValueError:  # a text in no encoding: a loader stops here as well
                raise MalformedError("the pickle holds a text that is none") from None
            self.check_size()

    def _result(self) -> Value:
        value = self.take()
        self.judge.given([value])
        self.judge.ended()
        return value

    def _check_frame(self, start: int) -> None:
        """Tell of a frame that ends inside an operation: C's unpickler forgets the part that is in the frame."""
        if start < self.frame_end < self.source.position:
            self.judge.opaque("frame that ends inside an operation")

    def follow(self, source: Source | Blob) -> Value:
        """Follow a pickle inside this one: one at the same place, or PyTorch's row of them in bytes."""
        if isinstance(source, Blob):
            with self.source.region(source.start, source.length) as region:
                is_archive = region.peek(2) == b"PK"
                if not is_archive or self.judge.look is None:
                    return self._row(region)
            self.judge.look(source)
            return None
        if source is not self.source:
            return self._row(source)
        return Machine(source, self.judge, self.depth + 1).run()

    def _row(self, source: Source) -> Value:
        if source.peek(2) == b"PK":
            raise UnreadableError("an archive inside the pickle is not read by this version")
        for _ in range(_TORCH_PICKLES):
            Machine(source, self.judge, self.depth + 1).run()
        return None

    def _argument(self, name: str, form: Form) -> Value:
        if form in WIDTHS:
            return int.from_bytes(self.source.read(WIDTHS[form]), "little", signed=name == "BININT")
        if form in COUNTS:
            count = int.from_bytes(self.source.read(COUNTS[form]), "little", signed=name in SIGNED_COUNTS)
            if count < 0:
                raise MalformedError("the pickle holds a negative length")
            return self._counted(name, count)
        if form is Form.LINE:
            line = self.source.line()
            return FORGOTTEN if line is None else line
        module, attribute = self.source.line(), self.source.line()
        if module is None or attribute is None:
            raise UnreadableError("the pickle holds an import of unusual length")
        return Sequence([module, attribute])

    def _counted(self, name: str, count: int) -> Value:
        if count <= constants.KEPT_TEXT or (count <= LONGEST_STATE and self.stack[-1:] and self._is_long_key()):
            return self.source.read(count)
        if name in HOLDS_BYTES:
            if self.source.size is not None:
                start = self.source.position
                self.source.skip(count)
                self.source.budget.keep(64)
                return Blob(start, count)
            if self.source.budget.has_room(count):
                return self.source.read(count)
        self.source.skip(count)
        return FORGOTTEN

    def _is_long_key(self) -> bool:
        """Whether a long text matters: the value of a state's entry that is executed."""
        key = self.stack[-1]
        return isinstance(key, str) and key in LONG_KEYS


@cache
def _acts() -> dict[int, tuple[str, Form, Act | None]]:
    """Return what each opcode does; STOP alone has nothing."""
    return {code: (name, form, None if name == "STOP" else OPERATIONS[name]) for code, (name, form) in OPCODES.items()}
