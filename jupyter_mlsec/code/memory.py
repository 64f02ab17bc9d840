"""Memory: what the cells of one notebook did when they last ran, so that an edit runs only what it changes.

Each cell's run is kept with everything that it depended on (names, objects of other cells) and everything that it left
behind. A later analysis goes through the cells in their order and takes a run over where all of that is still the
same; where it is not, the cell runs again, and what it binds to the same as before *is* the same as before, so that
the cells behind it stay as they are. Where in the notebook a cell stands does not matter: cells may move.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.code.alike import Likeness
from jupyter_mlsec.code.beside import NO_FILES, Beside
from jupyter_mlsec.code.fragment import Fragment, Home, whole
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.interpreter import Interpreter
from jupyter_mlsec.code.journal import Journal, Tracked
from jupyter_mlsec.code.parse import Parsed
from jupyter_mlsec.code.pause import collector_paused
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.scope import Globals
from jupyter_mlsec.code.state import INLINE_BUDGET
from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.notebook import Cell
from jupyter_mlsec.model.text import Place, Syntax, Text

_RUNS = 3  # of one cell that are kept: of the first pass, of the second, and of the state before the last edit
_LARGEST = 4_000_000  # characters of a notebook that is remembered; a larger one is analysed anew each time
_KEY = secrets.token_bytes(32)
_EMPTY = Text(Place.SOURCE, "", Syntax.PYTHON)
_CellKey = tuple[bytes, int]


@dataclass(slots=True, eq=False)
class Remembered:
    """One cell: its text as code, what was parsed of it, and its last runs, the latest first."""

    fragment: Fragment
    parsed: dict[str, Parsed] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)  # its own, and of the cell before edits that something outlived


class Memory:
    """What is remembered of one notebook, for each order of its cells.

    It holds the cells' texts: it must not outlive the notebook. Not for several threads at once; a ``Program`` is good
    until the next analysis with its memory.
    """

    __slots__ = ("_orders",)

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}

    def run(
        self,
        order: str,
        cells: Sequence[Cell],
        versions: Mapping[str, str],
        files: Mapping[str, tuple[Text, ...]] = NO_FILES,
    ) -> History:
        """Run the cells in this order, as far as they have to run. ``order`` names the order between analyses."""
        machine = self._orders.pop(order, None) or Order()
        with collector_paused():
            machine.facts = machine.beside.facts(files)
            history = machine.run(cells, versions)
        if sum(len(cell.source.content) for cell in cells) <= _LARGEST:
            self._orders[order] = machine  # only now: what an exception has left behind is not used again
        return history

    def forget(self, order: str) -> None:
        """Forget an order that is no other one any more."""
        self._orders.pop(order, None)

    def clear(self) -> None:
        """Forget everything, at once: programs that were made with this memory are no good any more."""
        for order in self._orders.values():
            order.clear()
        self._orders.clear()


class Order:
    """The cells of a notebook in one order, and the interpreter that they run in."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.names = Globals(self.journal)
        empty = Run(History())
        self.machine = Interpreter(self.journal, self.names, empty, self.names, whole(_EMPTY), {})
        self.cells: dict[_CellKey, Remembered] = {}
        self.beside = Beside()
        self.facts: dict[str, Value] = {}  # what is so before any cell runs
        self.last: dict[tuple[int, str], Run] = {}  # by pass and place: what an edited cell did before the edit

    def run(self, cells: Sequence[Cell], versions: Mapping[str, str]) -> History:
        """Run the cells; once more with what is bound at the end, where a name was asked for before it was bound."""
        pairs = self._take_over(cells)
        last: dict[tuple[int, str], Run] = {}
        history = self._pass(pairs, versions, 0, last)
        missed = {name for run in history.runs for name in run.later}
        end = self.names.base
        if any(name in end for name in missed):
            self.names.later = end
            history = self._pass(pairs, versions, 1, last)
        self.last = last
        return history

    def clear(self) -> None:
        """Let go of all cells, names and runs."""
        for entry in self.cells.values():
            for run in entry.runs:
                run.forget()
            entry.runs.clear()
            entry.parsed.clear()
        for held in (self.cells, self.last, self.names.base, self.names.later, self.names.names, self.names.facts):
            held.clear()
        self.names.run = None
        self._begin(Run(History()))
        self.journal.run = self.names.run = None

    def _take_over(self, cells: Sequence[Cell]) -> list[tuple[Cell, Remembered]]:
        """Return the cells with what is remembered of them; forget the cells that are no more."""
        repeated: Counter[bytes] = Counter()
        known, self.cells = self.cells, {}
        pairs: list[tuple[Cell, Remembered]] = []
        for cell in sorted(cells, key=lambda cell: cell.ref.index):
            digest = _digest(cell.source.content)
            key = (digest, repeated[digest])
            repeated[digest] += 1
            entry = known.get(key)
            if entry is None:
                entry = Remembered(whole(cell.source))
                entry.homes.append(entry.fragment.home)
            for home in entry.homes:
                home.text = cell.source
            self.cells[key] = entry
            pairs.append((cell, entry))
        places = {id(cell): place for place, cell in enumerate(cells)}
        return sorted(pairs, key=lambda pair: places[id(pair[0])])

    def _pass(
        self,
        pairs: Iterable[tuple[Cell, Remembered]],
        versions: Mapping[str, str],
        number: int,
        last: dict[tuple[int, str], Run],
    ) -> History:
        history = History(versions)
        self.names.base = dict(self.facts)
        if number == 0:
            self.names.later = {}
        left, clock, commands = INLINE_BUDGET, 0, 0
        for cell, entry in pairs:
            slot = (number, cell.ref.id or str(cell.ref.index))
            run = self._known(entry, left)
            if run is None:
                run = self._run(entry, history, left, self.last.get(slot))
            else:
                run.replay(self.names.base)
            last[slot] = run
            run.history, run.start, run.before = history, clock, commands
            history.runs.append(run)
            left, clock, commands = left - run.spent, clock + run.clock, commands + len(run.commands)
        self._leave(history, clock, commands)
        return history

    def _known(self, entry: Remembered, left: int) -> Run | None:
        """Return the run of a cell that depended on nothing but what is so now."""
        for place, run in enumerate(entry.runs):
            if run.holds(self.names.base, self.names.later, left):
                entry.runs.insert(0, entry.runs.pop(place))
                return run
        return None

    def _run(self, entry: Remembered, history: History, left: int, before: Run | None) -> Run:
        """Run a cell, and let what it binds as it did ``before`` be what it was."""
        run, machine = Run(history, entry.fragment.home, limit=left), self.machine
        self._begin(run)
        machine.fragment, machine.parsed, machine.budget = entry.fragment, entry.parsed, left
        try:
            machine.run_cell(entry.fragment)
        except RecursionError:
            run.too_deep = True
        run.homes = entry.homes
        run.spent = left - max(0, machine.budget)
        run.bound, run.unbound = self.names.commit()
        if before is not None:
            self._take_back(entry, run, before)
        run.heap = [self._left_behind(entry, run, before, thing) for thing in run.changed]
        self.journal.run = self.names.run = None
        _apply(self.names.base, run)
        entry.runs.insert(0, run)
        del entry.runs[_RUNS:]
        return run

    def _take_back(self, entry: Remembered, run: Run, before: Run) -> None:
        """Let what a cell binds be what it bound before, where that is as good."""
        home, likeness = entry.fragment.home, self._likeness(entry, before)
        for name, value in run.bound.items():
            earlier = before.bound.get(name)
            if earlier is not None and earlier is not value and likeness.alike(earlier, value):
                run.bound[name] = earlier
        for was, is_ in likeness.stayed.values():
            was.home.text = home.text  # for what was derived from it
            if was.home not in entry.homes:
                entry.homes.append(was.home)
            was.stand_in(is_)

    def _left_behind(
        self, entry: Remembered, run: Run, before: Run | None, thing: Tracked
    ) -> tuple[Tracked, object, object]:
        """Return what a thing of another cell holds now; where the cell left it so before, it is that version."""
        now = thing.content()
        for one, content, version in before.heap if before is not None else ():
            if one is thing and before is not None and self._likeness(entry, before).same_content(content, now):
                thing.restore(content)
                thing.version = version
                return thing, content, version
        return thing, now, run

    def _likeness(self, entry: Remembered, before: Run) -> Likeness:
        home = entry.fragment.home
        alive = before.home is not home and self._is_alive(before.home)
        return Likeness([home] if alive else [home, *before.homes], home)

    def _is_alive(self, home: Home | None) -> bool:
        return any(home is one for entry in self.cells.values() for one in entry.homes)

    def _begin(self, run: Run) -> None:
        machine = self.machine
        self.journal.run = run
        self.names.begin(run)
        machine.run, machine.scope, machine.outer = run, self.names, None
        machine.depth = machine.nested = machine.inlined = machine.conditional = machine.round = 0
        machine.running.clear()
        machine.returned.clear()

    def _leave(self, history: History, clock: int, commands: int) -> None:
        """Note the partial functions that were made and never called, as a last run that is not remembered."""
        partials = [partial for run in history.runs for partial in run.partials]
        if partials:
            run = Run(history, start=clock, before=commands)
            self._begin(run)
            self.machine.leave(partials)
            self.journal.run = self.names.run = None
            history.runs.append(run)


def _apply(names: dict[str, Value], run: Run) -> None:
    names.update(run.bound)
    for name in run.unbound:
        names.pop(name, None)


def _digest(content: str) -> bytes:
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=16).digest()
