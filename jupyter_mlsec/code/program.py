"""Program: what a notebook calls and runs, and the rules over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from jupyter_mlsec.code.beside import NO_FILES
from jupyter_mlsec.code.call import Call, CallIndex, CallRule, call_span
from jupyter_mlsec.code.command import Command, CommandRule
from jupyter_mlsec.code.fragment import Fragment, Located
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.code.order import orders
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Confidence, Hit, Rule, Severity
from jupyter_mlsec.model.text import Span, Syntax, Text

_NOTHING: Mapping[str, str] = {}
_ORDER_NOTE = "when the notebook runs from top to bottom, which is not the order in which its cells ran"


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A notebook's calls and commands, in the order in which its cells ran.

    ``reordered`` are those of a run from top to bottom, where that order is another one.
    """

    history: History
    reordered: Program | None = None

    @property
    def runs(self) -> list[Run]:
        """What each cell did, in order."""
        return self.history.runs

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call of something outside the notebook."""
        return tuple(call for run in self.runs for call in run.calls.values())

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command that a magic or a shell runs."""
        return tuple(self.history.commands())

    @property
    def broken(self) -> Mapping[int, tuple[int, ...]]:
        """The cells (by index) with Python that could not be parsed and the lines concerned (from 1).

        Everything else in them was looked at.
        """
        found: dict[int, set[int]] = {}
        for run in self.runs:
            for home, lines in run.broken:
                if home.text.cell is not None and not home.path:
                    found.setdefault(home.text.cell.index, set()).update(lines)
        return {index: tuple(sorted(lines)) for index, lines in sorted(found.items())}

    @property
    def problems(self) -> tuple[str, ...]:
        """Parts that nobody looked at: with any of them a notebook is never clean."""
        deep = [run.home.text.cell for run in self.runs if run.too_deep and run.home is not None]
        return tuple(f"cell {cell.number} is nested too deeply to be analysed" for cell in deep if cell is not None)


def analyse(
    notebook: Notebook,
    versions: Mapping[str, str] = _NOTHING,
    memory: Memory | None = None,
    files: Mapping[str, tuple[Text, ...]] = NO_FILES,
) -> Program:
    """Analyse the code cells of a notebook. Nothing is executed, imported or opened.

    ``versions`` are installed versions by distribution name (``{"torch": "2.6.0"}``); one that is missing is unknown,
    and unknown is read the way that reports more. With the ``memory`` of an earlier analysis of the notebook only the
    cells run that an edit changes the meaning of; the answer is the same. A program is good until the next analysis
    with the same memory. ``files`` are code files beside the notebook, by the path that an import gives them: what
    they do when they are imported, run or called is reported where that happens.
    """
    memory = memory or Memory()
    cells = [cell for cell in notebook.cells if cell.source.syntax is Syntax.PYTHON]
    as_run, as_written = orders(cells)
    if as_written == as_run:
        memory.forget("written")
        return Program(memory.run("run", as_run, versions, files))
    reordered = Program(memory.run("written", as_written, versions, files))
    return Program(memory.run("run", as_run, versions, files), reordered)


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """The rules of one check: those about calls with their index, those about commands by program."""

    calls: list[CallRule]
    index: CallIndex
    commands: Mapping[str, list[CommandRule]]


def check_code(program: Program, rules: Iterable[Rule]) -> Iterator[tuple[Rule, Hit]]:
    """Yield the hits of the call and command rules among ``rules``; other rules are for others to run."""
    chosen = _choose(rules)
    seen: set[tuple[str, int, Span]] = set()
    for rule, hit in _check(program, chosen):
        key = (rule.name, id(hit.text), hit.span)
        if key not in seen:
            seen.add(key)
            yield rule, hit
    if program.reordered is not None:
        for rule, hit in _check(program.reordered, chosen):
            key = (rule.name, id(hit.text), hit.span)
            if key not in seen:
                seen.add(key)
                message = f"{hit.message or rule.message} ({_ORDER_NOTE})"
                yield rule, replace(hit, message=message, confidence=Confidence.LOW)


_indexes: dict[tuple[tuple[str, int], ...], tuple[list[CallRule], CallIndex]] = {}
_INDEXES = 8  # sets of rules


def _choose(rules: Iterable[Rule]) -> _Chosen:
    """Sort the rules; what subscribes alike is indexed once, so that runs remember which calls are wanted."""
    calls: list[CallRule] = []
    commands: dict[str, list[CommandRule]] = {}
    for rule in rules:
        if isinstance(rule, CallRule):
            calls.append(rule)
        elif isinstance(rule, CommandRule):
            for name in rule.programs or ("",):
                commands.setdefault(name, []).append(rule)
    key = tuple((rule.name, id(rule.functions)) for rule in calls)
    if key not in _indexes:
        if len(_indexes) >= _INDEXES:
            _indexes.clear()
        _indexes[key] = (calls, CallIndex(calls))  # the rules are kept so that their identities stay theirs
    return _Chosen(calls, _indexes[key][1], commands)


def _check(program: Program, chosen: _Chosen) -> Iterator[tuple[Rule, Hit]]:
    yield from _check_calls(program, chosen)
    for command in program.history.commands():
        for rule in (*chosen.commands.get(command.program, ()), *chosen.commands.get("", ())):
            for hit in rule.check(command):
                if not command.origin:
                    yield rule, hit
                elif (hit.severity or rule.severity) >= Severity.MEDIUM:
                    message = f"{hit.message or rule.message} ({command.origin})"
                    yield rule, replace(hit, message=message, fixes=())


def _check_calls(program: Program, chosen: _Chosen) -> Iterator[tuple[Rule, Hit]]:
    """Check calls where they stand first; one inside a helper counts for its caller only if it is fine by itself."""
    own: _Own = {}
    inside: list[tuple[CallRule, Call]] = []
    for place, call in (match for run in program.runs for match in chosen.index.matches(run)):
        rule = chosen.calls[place]
        if call.outer is not None or call.escaped:
            inside.append((rule, call))
            continue
        for hit in rule.check(call):
            own.setdefault((rule.name, id(hit.text)), []).append((hit.span, hit.severity or rule.severity))
            yield rule, hit
    for rule, call in sorted(inside, key=lambda entry: entry[1].outer is not None):
        spans = own.setdefault((rule.name, id(call.text)), [])
        for hit in rule.check(call):
            severity = hit.severity or rule.severity
            if call.fragment.home.path:
                yield from _of_file(rule, hit, call, own)
                continue
            if any(span.start <= call.span.start <= span.end and known >= severity for span, known in spans):
                continue
            if call.outer is None or rule.inside:
                spans.append((hit.span, severity))
                yield rule, hit
                continue
            yield from _outside(rule, hit, call.outer, own)


_Own = dict[tuple[str, int], list[tuple[Span, Severity]]]


def _outside(rule: CallRule, hit: Hit, place: tuple[Fragment, Located], own: _Own) -> Iterator[tuple[Rule, Hit]]:
    """Report a hit inside a helper where the helper is called, unless something is reported there already."""
    fragment, node = place
    target = call_span(fragment, node)
    spans = own.setdefault((rule.name, id(fragment.text)), [])
    if not any(span.start <= target.end and target.start <= span.end for span, _ in spans):
        spans.append((target, hit.severity or rule.severity))
        yield rule, replace(hit, text=fragment.text, span=target, fixes=())


def _of_file(rule: CallRule, hit: Hit, call: Call, own: _Own) -> Iterator[tuple[Rule, Hit]]:
    """Report what a file beside the notebook does where the notebook makes it do so, and say where it stands.

    Notes stay with the file: whoever looks at it gets them.
    """
    if call.outer is None or (hit.severity or rule.severity) < Severity.MEDIUM:
        return
    message = f"{hit.message or rule.message} ({call.fragment.home.path}, line {call.text.position(hit.span).line})"
    yield from _outside(rule, replace(hit, message=message), call.outer, own)
