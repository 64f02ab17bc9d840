"""Program: what a notebook calls and runs, and the rules over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from jupyter_mlsec.code.call import Call, CallIndex, CallRule, History, call_span
from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.code.fragment import whole
from jupyter_mlsec.code.interpreter import Interpreter
from jupyter_mlsec.code.order import orders
from jupyter_mlsec.code.scope import Scope
from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.notebook import Cell, Notebook
from jupyter_mlsec.model.rule import Confidence, Hit, Rule
from jupyter_mlsec.model.text import Place, Span, Syntax, Text

_NOTHING: Mapping[str, str] = {}
_EMPTY = Text(Place.SOURCE, "", Syntax.PYTHON)
_ORDER_NOTE = "when the notebook runs from top to bottom, which is not the order in which its cells ran"


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A notebook's calls and commands, in the order in which its cells ran.

    ``reordered`` are those of a run from top to bottom, where that order is another one. ``broken`` names the cells
    (by index) with Python that could not be parsed and the lines concerned (from 1); everything else in them was
    looked at. ``problems`` are parts that nobody looked at: with any of them a notebook is never clean.
    """

    calls: tuple[Call, ...]
    commands: tuple[Command, ...]
    reordered: Program | None = None
    broken: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def analyse(notebook: Notebook, versions: Mapping[str, str] = _NOTHING) -> Program:
    """Analyse the code cells of a notebook. Nothing is executed, imported or opened.

    ``versions`` are installed versions by distribution name (``{"torch": "2.6.0"}``); one that is missing is unknown,
    and unknown is read the way that reports more.
    """
    cells = [cell for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    as_run, as_written = orders(cells)
    program = _run(as_run, versions)
    if as_written != as_run:
        program = replace(program, reordered=_run(as_written, versions))
    return program


def _run(cells: list[Cell], versions: Mapping[str, str]) -> Program:
    """Run the cells; once more with what is bound at the end, where a name was asked for before it was bound."""
    machine, problems = _pass(cells, versions, {})
    asked = {name: machine.scope.names[name] for name in machine.scope.missed if name in machine.scope.names}
    if asked:
        machine, problems = _pass(cells, versions, asked)
    broken = {index: tuple(sorted(lines)) for index, lines in machine.broken.items()}
    return Program(tuple(machine.calls.values()), tuple(machine.commands), None, broken, tuple(problems))


def _pass(cells: list[Cell], versions: Mapping[str, str], later: dict[str, Value]) -> tuple[Interpreter, list[str]]:
    problems: list[str] = []
    machine = Interpreter(Scope(later=later), History(versions), whole(_EMPTY))
    for cell in cells:
        fragment = whole(cell.source)
        machine.fragment, machine.outer, machine.depth = fragment, None, 0
        try:
            machine.run_cell(fragment)
        except RecursionError:
            problems.append(f"cell {cell.ref.number} is nested too deeply to be analysed")
            machine.depth = machine.nested = machine.inlined = 0
            machine.running.clear()
    machine.leave()
    return machine, problems


def check_code(program: Program, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Hit]]:
    """Yield the hits of the call and command rules among ``rules``; other rules are for others to run."""
    chosen = list(rules)
    index = CallIndex(rule for rule in chosen if isinstance(rule, CallRule))
    by_program: dict[str, list[CommandRule]] = {}
    for rule in chosen:
        if isinstance(rule, CommandRule):
            for name in rule.programs or ("",):
                by_program.setdefault(name, []).append(rule)
    seen: set[tuple[str, int, Span]] = set()
    for rule, hit in _check(program, index, by_program):
        key = (rule.name, id(hit.text), hit.span)
        if key not in seen:
            seen.add(key)
            yield rule, hit
    if program.reordered is not None:
        for rule, hit in _check(program.reordered, index, by_program):
            key = (rule.name, id(hit.text), hit.span)
            if key not in seen:
                seen.add(key)
                message = f"{hit.message or rule.message} ({_ORDER_NOTE})"
                yield rule, replace(hit, message=message, confidence=Confidence.LOW)


def _check(
    program: Program, index: CallIndex, by_program: Mapping[str, list[CommandRule]]
) -> Iterator[tuple[Rule, Hit]]:
    yield from _check_calls(program, index)
    for command in program.commands:
        for rule in (*by_program.get(command.program, ()), *by_program.get("", ())):
            for hit in rule.check(command):
                yield rule, hit


def _check_calls(program: Program, index: CallIndex) -> Iterator[tuple[Rule, Hit]]:
    """Check calls where they stand first; one inside a helper counts for its caller only if it is fine by itself."""
    own: dict[tuple[str, int], list[Span]] = {}
    inside: list[tuple[CallRule, Call]] = []
    for call in program.calls:
        for rule in index.matching(call.name):
            if call.outer is not None or call.escaped:
                inside.append((rule, call))
                continue
            for hit in rule.check(call):
                own.setdefault((rule.name, id(hit.text)), []).append(hit.span)
                yield rule, hit
    for rule, call in sorted(inside, key=lambda entry: entry[1].outer is not None):
        spans = own.setdefault((rule.name, id(call.text)), [])
        if any(span.start <= call.span.start <= span.end for span in spans):
            continue
        for hit in rule.check(call):
            if call.outer is None:
                spans.append(hit.span)
                yield rule, hit
                continue
            fragment, node = call.outer
            target = call_span(fragment, node)
            outer = own.setdefault((rule.name, id(fragment.text)), [])
            if not any(span.start <= target.end and target.start <= span.end for span in outer):
                outer.append(target)
                yield rule, replace(hit, text=fragment.text, span=target, fixes=())
