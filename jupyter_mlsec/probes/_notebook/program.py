"""A notebook's calls in the order of its cells, by the qualified name of what they call, however it is spelled.

The cells, and the modules beside them that they use, are run on the abstract values of ``code``: names are resolved
over cells, imports and files, arguments are folded, functions and classes of the notebook are followed with what each
call gives them. Nothing is executed, imported or opened.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jupyter_mlsec.code.fragment import Home
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.memory import Order
from jupyter_mlsec.code.parse import Parsed as CodeParsed
from jupyter_mlsec.code.pause import collector_paused
from jupyter_mlsec.code.values import Arguments, Const, Ref, Value, strings
from jupyter_mlsec.model.notebook import NOTHING_BESIDE, Beside, Cell, CellKind, Notebook
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.probes._notebook.cells import Contents, body_of, contents_of, parse_notebook, parsed_source
from jupyter_mlsec.probes._notebook.flow import Flow, Growth
from jupyter_mlsec.probes._notebook.mentions import Mentions, bindings, names_in
from jupyter_mlsec.probes._notebook.places import FileRef
from jupyter_mlsec.probes._notebook.readings import note_reading
from jupyter_mlsec.probes._notebook.traced import Event, Item, Written
from jupyter_mlsec.probes._notebook.tracer import Tracer

__all__ = ["Call", "Program", "bindings", "names_in", "read_program", "read_tree", "text_of"]

_SCALARS = (str, bytes, bool, int, float, type(None))


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call. ``name`` is what it calls: ``pandas.read_csv``, ``sklearn.svm.SVC().fit``, ``pandas.read_csv().drop``.

    ``targets`` are the names that its result is bound to. A call inside a function stands here once for each place
    that calls the function, with what is given there. ``cell`` is where it stands; for code in a file beside the
    notebook it is the cell that makes it run, and ``cell.number`` says the file and line as well.
    """

    name: str
    node: ast.Call
    cell: CellRef
    order: int
    targets: tuple[str, ...]
    arguments: Arguments = field(default_factory=Arguments, repr=False)
    base: Value | None = field(default=None, repr=False)
    home: Home | None = field(default=None, repr=False)  # the text that it stands in

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    def value(self, position: int | None, *keywords: str) -> Value | None:
        """Return what is known of an argument, by its position or one of its keywords; None where it is not given."""
        if position is not None and position < len(self.arguments.positional):
            return self.arguments.positional[position].value
        return next((self.arguments.keywords[each].value for each in keywords if each in self.arguments.keywords), None)

    def argument(self, position: int | None, *keywords: str) -> ast.expr | None:
        """Return an argument by its position or one of its keywords: a constant where it is known to be one.

        Otherwise as it is written, or under the name of what is given where a mapping brings it.
        """
        given = self.arguments
        found = given.positional[position] if position is not None and position < len(given.positional) else None
        if found is None:
            found = next((given.keywords[each] for each in keywords if each in given.keywords), None)
        if found is None:
            return None
        if isinstance(found.value, Const) and isinstance(found.value.value, _SCALARS):
            return found.node if isinstance(found.node, ast.Constant) else _constant(found.value.value, self.node)
        if found.node is not None:
            return found.node
        name = found.value.name if isinstance(found.value, Ref) else "?"
        return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), self.node)

    def text(self, position: int | None, *keywords: str) -> str | None:
        """Return an argument's text where it is known without running anything."""
        value = self.value(position, *keywords)
        found = dict.fromkeys(strings(value))
        if len(found) == 1:
            return next(iter(found))
        argument = self.argument(position, *keywords)
        return text_of(argument, {}) if argument is not None and not found else None

    def texts(self, position: int | None, *keywords: str) -> tuple[str, ...]:
        """Return all texts that an argument may be: of branches, of what a loop goes through."""
        return tuple(dict.fromkeys(strings(self.value(position, *keywords))))

    def constant(self, keyword: str) -> object:
        """Return a keyword argument's constant; Ellipsis where it is absent or not constant."""
        value = self.value(None, keyword)
        return value.value if isinstance(value, Const) else ...

    def number(self, keyword: str) -> float | None:
        """Return a keyword argument's number, also where a name holds it; None where it is not known."""
        value = self.constant(keyword)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    @property
    def spread(self) -> bool:
        """Whether ``**options`` may hold any keyword."""
        return not self.arguments.complete


@dataclass(frozen=True, slots=True)
class Program:
    """All calls and imports of a notebook, and the cells that could not be read as Python.

    ``files`` are the files beside the notebook whose code is among it.
    """

    calls: tuple[Call, ...]
    modules: frozenset[str]
    broken: tuple[CellRef, ...]
    python: bool
    mentions: dict[str, frozenset[str]] = field(repr=False)  # name -> names that its last values were made from
    bound: frozenset[str] = frozenset()  # names that are given a value somewhere
    stars: bool = False  # ``from x import *`` may bind any name
    flow: Flow = field(default_factory=Flow, repr=False)
    history: History = field(default_factory=History, repr=False)  # the same as the rules of a scan see it
    files: tuple[str, ...] = ()
    selections: tuple[tuple[int, CellRef, Item], ...] = field(default=(), repr=False)  # ``x[key]``, and when
    written: Mapping[Value, Written] = field(default_factory=dict, repr=False)  # how values were computed
    names: tuple[tuple[str, Value], ...] = field(default=(), repr=False)  # what names were bound to, functions' last
    unread: tuple[str, ...] = ()  # code beside the notebook that it uses and that nobody could read, and why

    def ancestors(self, name: str) -> frozenset[str]:
        """Return all names that went into ``name``, itself included."""
        seen: set[str] = set()
        pending = [name]
        while pending:
            current = pending.pop()
            if current not in seen:
                seen.add(current)
                pending.extend(self.mentions.get(current, ()))
        return frozenset(seen)


_last: tuple[Contents, Program] | None = None  # many probes look at one notebook in a row


def read_program(notebook: Notebook) -> Program:
    """Read a notebook's code cells, in the order in which they stand, with the code beside it that they use.

    What was read is kept until another notebook is, or this one's code is another.
    """
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    note_reading()
    beside = tuple((path, tuple(text.content for text in texts)) for path, texts in notebook.beside.files.items())
    contents, last = (contents_of(notebook), beside, notebook.beside.unread), _last
    if last is not None and last[0] == contents:
        return last[1]
    program = _read(notebook)
    _last = (contents, program)
    return program


def read_tree(tree: ast.Module) -> Program:
    """Read a script's tree as if it were one cell."""
    source = Text(Place.SOURCE, ast.unparse(tree), Syntax.PYTHON, cell=CellRef(0, None))
    cell = Cell(CellRef(0, None), CellKind.CODE, source)
    mentions = Mentions()
    mentions.read(tree)
    machine = _Machine({source.content: CodeParsed((tree,), {})}, NOTHING_BESIDE)
    return machine.program([cell], mentions, (), python=True)


def _read(notebook: Notebook) -> Program:
    mentions, broken = Mentions(), []
    for parsed in parse_notebook(notebook):
        if parsed.broken:
            broken.append(parsed.cell.ref)
        if parsed.tree is not None:
            mentions.read(parsed.tree)
    cells = [cell for cell in notebook.cells if cell.kind is CellKind.CODE and cell.source.syntax is Syntax.PYTHON]
    machine = _Machine({}, notebook.beside)
    return machine.program(cells, mentions, tuple(broken), python=notebook.language == "python")


class _Machine:
    """The abstract machine for one reading."""

    def __init__(self, parsed: dict[str, CodeParsed], beside: Beside) -> None:
        self.order = Order()
        self.order.facts = self.order.beside.facts(beside.files)
        self.beside = beside
        self.tracer = Tracer(self.order.journal, self.order.names)
        self.tracer.known = parsed
        self.order.machine = self.tracer

    def program(self, cells: list[Cell], mentions: Mentions, broken: tuple[CellRef, ...], *, python: bool) -> Program:
        """Run the cells and return what they do."""
        with collector_paused():
            history = self.order.run(cells, {})
        events = [event for run in history.runs for event in self.tracer.traces.get(run, ())]
        deep = tuple(
            run.home.text.cell
            for run in history.runs
            if run.too_deep and run.home is not None and run.home.text.cell is not None
        )
        bound = ((name, value) for run in history.runs for name, value in run.bound.items())
        names = (*bound, *((name, value) for value, name in self.tracer.locals.items()))
        unread = [*self.beside.unread, *self._read_beside(mentions)]
        calls, flow = _calls(events, mentions.targets)
        return Program(
            calls=calls,
            modules=frozenset(mentions.modules),
            broken=tuple(sorted({*broken, *deep}, key=lambda ref: ref.index)),
            python=python,
            mentions={name: frozenset(made) for name, made in mentions.made.items()},
            bound=frozenset(mentions.bound),
            stars="*" in mentions.bound,
            flow=flow,
            history=history,
            selections=tuple(
                (order, _place(event), event.value)
                for order, event in enumerate(events)
                if event.grown is None and isinstance(event.value, Item)
            ),
            written=self.tracer.shapes,
            names=names,
            files=tuple(self.beside.files),
            unread=tuple(unread),
        )

    def _read_beside(self, mentions: Mentions) -> Iterator[str]:
        """Take what the files import, and what their calls are bound to; yield what in them is not Python."""
        for path, texts in self.beside.files.items():
            own = Mentions()
            for text in texts:
                parsed = parsed_source(body_of(text.content))
                for tree in parsed.trees:
                    own.read(tree)
                if parsed.broken or parsed.stray:
                    yield f"{path} is not valid Python"
            mentions.modules |= own.modules
            mentions.targets |= own.targets


def _calls(events: list[Event], targets: dict[int, tuple[str, ...]]) -> tuple[tuple[Call, ...], Flow]:
    """Return the calls, each once for each place that leads to it, and what flows between them.

    What a function does when nobody has called it yet counts only where nobody does.
    """
    followed = {(id(event.fragment.home), id(event.node), event.name) for event in events if event.inlined}
    calls: dict[tuple[int, int, str, int], Call] = {}
    made: dict[int, Call] = {}
    grown: dict[Value, list[Growth]] = {}
    for order, event in enumerate(events):
        if event.value is not None:
            if event.grown is not None:
                grown.setdefault(event.grown, []).append((order, event.value, event.name))
            continue
        place = (id(event.fragment.home), id(event.node), event.name)
        call = _call(event, order, targets)
        made[id(event.arguments)] = call
        if event.inlined or place not in followed:
            calls.setdefault((*place, id(event.outer[1]) if event.outer is not None else 0), call)
    return tuple(calls.values()), Flow(made, {value: tuple(times) for value, times in grown.items()})


def _call(event: Event, order: int, targets: dict[int, tuple[str, ...]]) -> Call:
    node = event.node
    bound = targets.get(id(node), ())
    if not isinstance(node, ast.Call):
        node = ast.copy_location(ast.Call(func=node, args=[], keywords=[]), node)
    name = event.name.removeprefix("?.").removeprefix("builtins.")
    return Call(name, node, _place(event), order, bound, event.arguments, event.base, event.fragment.home)


def _place(event: Event) -> CellRef:
    home = event.fragment.home
    if not home.path:
        return home.text.cell or CellRef(0, None)
    outer = event.outer[0].home.text.cell if event.outer is not None else None
    line = event.fragment.text.position(event.fragment.span(event.node)).line
    return FileRef(outer.index if outer else 0, outer.id if outer else None, file=home.path, line=line)


def _constant(value: object, place: ast.Call) -> ast.Constant:
    assert isinstance(value, _SCALARS)  # noqa: S101 - what the caller asked
    return ast.copy_location(ast.Constant(value=value), place)


def text_of(node: ast.expr, known: dict[str, str]) -> str | None:  # noqa: PLR0911 - one return a kind of expression
    """Return the text that an expression evaluates to, where it is made of known strings only."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return known.get(name)
        case ast.BinOp(left=left, op=ast.Add() | ast.Div() as operator, right=right):
            parts = (text_of(left, known), text_of(right, known))
            separator = "/" if isinstance(operator, ast.Div) else ""
            return None if None in parts else separator.join(part for part in parts if part)
        case ast.JoinedStr(values=values):
            pieces = [text_of(each, known) for each in values]
            return None if None in pieces else "".join(piece for piece in pieces if piece)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return text_of(value, known)
        case ast.Call(func=ast.Name(id="Path" | "str") | ast.Attribute(attr="Path" | "join"), args=args) if args:
            pieces = [text_of(each, known) for each in args]
            return None if None in pieces else "/".join(piece for piece in pieces if piece)
        case _:
            return None
