"""Call: one resolved call in a cell, and the rules that look at calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.code.constants import path_end
from jupyter_mlsec.code.fragment import Fragment, Located
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.origin import remote
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.values import Arguments, Const, Map, Ref, Value, same
from jupyter_mlsec.model.rule import Confidence, Edit, Fix, Hit, Rule, Severity
from jupyter_mlsec.model.text import Span, Text

_BETWEEN = re.compile(r"#[^\r\n]*|\s+|\\|[),]")  # what may stand between the last argument and the closing bracket


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A call of something outside the notebook, by its qualified name, wherever that name came from.

    ``outer`` is the notebook's own call that led into the helper function where this one stands; ``escaped`` means
    that the function is handed on (``map(pickle.load, files)``), so that others choose its arguments.
    """

    name: str
    fragment: Fragment
    node: ast.expr
    arguments: Arguments
    run: Run
    tick: int
    base: Value | None = None
    outer: tuple[Fragment, Located] | None = None
    escaped: bool = False

    @property
    def text(self) -> Text:
        """The text that the call stands in."""
        return self.fragment.text

    @property
    def history(self) -> History:
        """What happened in the whole notebook."""
        return self.run.history

    @property
    def time(self) -> int:
        """When the call was reached."""
        return self.run.start + self.tick

    @property
    def span(self) -> Span:
        """What to underline: the call where it fits a line, else the callee (the last name of a chain of lines)."""
        return call_span(self.fragment, self.node)

    @property
    def direct(self) -> bool:
        """Whether the arguments are all written in this very call."""
        node, given = self.node, self.arguments
        if not isinstance(node, ast.Call) or len(node.args) != len(given.positional):
            return False
        return all(argument.node is not None for argument in given.keywords.values())

    @property
    def module(self) -> str:
        """The first part of the qualified name."""
        return self.name.partition(".")[0].removesuffix("()")

    def argument(self, name: str, position: int | None = None) -> Value | None:
        """Return what is given for a parameter, or None where it is not given (or not known to be)."""
        return self.arguments.find(name, position)

    def after(self, *names: str) -> bool:
        """Whether one of ``names`` was called before."""
        times = map(self.history.first, names)
        return any(first is not None and first < self.time for first in times)

    def own(self, source: Value | None) -> bool:
        """Whether what is read there is what the notebook itself writes."""
        path = path_end(source) if isinstance(source, Const | Ref) else None
        if path is not None and self.wrote(path):
            return True
        return any(same(source, saved) for saved in self.history.saved)

    def wrote(self, path: str) -> bool:
        """Whether the notebook itself writes to this path, or to a folder that holds it."""
        own = self.history.written
        clean = path.removeprefix("./").rstrip("/")
        return bool(own) and any(clean == one or clean.startswith(f"{one}/") for one in own)

    def environment(self, name: str) -> Value | None:
        """Return the value that an environment variable was set to before, or None."""
        found = None
        for time, variable, value in self.history.environment():
            if variable == name and time <= self.time:
                found = value
        return found

    def version(self, distribution: str) -> tuple[int, ...] | None:
        """Return the installed version as numbers, or None where it is not known."""
        given = self.history.versions.get(distribution)
        if given is None:
            return None
        numbers = []
        for part in given.split("+")[0].split(".")[:3]:
            digits = "".join(char for char in part if char.isdigit())
            if not digits:
                break
            numbers.append(int(digits))
        return tuple(numbers)

    def keyword_fix(self, keyword: str, value: str, title: str, position: int | None = None) -> tuple[Fix, ...]:
        """Return the fix that gives a parameter this value, or nothing where the edit would not be a plain one."""
        node = self.node
        if not isinstance(node, ast.Call) or not self.direct or not self.fragment.exact or self.outer is not None:
            return ()
        given = next((one.value for one in node.keywords if one.arg == keyword), None)
        if given is None and position is not None and position < len(node.args):
            given = node.args[position]
        if given is not None:
            return (Fix(title, (Edit(self.text, self.fragment.span(given), value),), safe=False),)
        if not self.arguments.complete or (len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp)):
            return ()
        edit = self._insertion(node, f"{keyword}={value}")
        return () if edit is None else (Fix(title, (edit,), safe=False),)

    def _insertion(self, node: ast.Call, argument: str) -> Edit | None:
        """Return the edit that adds an argument behind the last one, whatever brackets and comments follow that."""
        content, (_, end) = self.fragment.content, self.fragment.inner(node)
        given = (*map(self._end, node.args), *map(self._end, node.keywords))
        at = max(given, default=content.find("(", self._end(node.func)) + 1)
        last = content[at - 1 : at]
        for match in _BETWEEN.finditer(content, at, end - 1):
            if match[0] in {")", ","}:
                at, last = match.end(), match[0]
        if content[end - 1 : end] != ")":
            return None
        before = "" if not given else " " if last == "," else ", "
        return Edit(self.text, self.fragment.at(at, at), f"{before}{argument}")

    def _end(self, node: Located) -> int:
        return self.fragment.inner(node)[1]

    def hit(
        self,
        message: str | None = None,
        *,
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> Hit:
        """Return a hit at this call."""
        return Hit(self.text, self.span, message, None, severity, confidence, fixes)


def call_span(fragment: Fragment, node: Located) -> Span:
    """Return the part of a call to underline, on one line."""
    start, end = fragment.inner(node)
    callee = node.func if isinstance(node, ast.Call) else node
    if fragment.line_of(start) != fragment.line_of(end):
        callee_start, callee_end = fragment.inner(callee)
        if isinstance(callee, ast.Attribute) and fragment.line_of(callee_start) != fragment.line_of(callee_end):
            callee_start = max(callee_start, callee_end - len(callee.attr))
        same = fragment.line_of(callee_start) == fragment.line_of(end)
        start, end = callee_start, end if same else callee_end
        if fragment.line_of(start) != fragment.line_of(end):
            end = start + 1
    span = fragment.at(start, end)
    return span if span.end > span.start else Span(span.start, span.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRule(Rule):
    """A rule about calls. ``functions`` are patterns of qualified names.

    ``"pickle.load"`` is that name, ``"keras..load_model"`` that last name anywhere under ``keras``, and
    ``"*.load_from_checkpoint"`` that last name under anything. With ``keywords`` the rule also sees each call, whatever
    its name, that is given one of them, or a dict that may hold one. A call in a helper that only its caller makes
    dangerous is reported at the caller, or, with ``inside``, in the helper: where what is missing would stand.
    """

    functions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    inside: bool = False
    check: Callable[[Call], Iterable[Hit]] = field(repr=False)


# What only keeps what it is given: the call that is made with it is the one to look at.
_KEEPING = (
    *("builtins.dict", "types.SimpleNamespace", "argparse.", "collections.", "functools.partial", "builtins.print"),
    *("omegaconf.", "easydict.", "munch.", "box.", "addict.", "ml_collections.", "dataclasses.", "pydantic", "attr"),
    *("typing.", "traitlets.", "?.dict.", "dict."),
)


class CallIndex:
    """Finds the rules that want to see a call, by its last name first.

    It knows rules by their place only, and looks at what they subscribe to: two sets of rules that subscribe alike
    (rules and the same rules informed by a kernel) can share it.
    """

    def __init__(self, rules: Sequence[CallRule]) -> None:
        self._by_last: dict[str, list[tuple[str, int]]] = {}
        self._by_keyword: dict[str, list[int]] = {}
        for place, rule in enumerate(rules):
            for pattern in rule.functions:
                self._by_last.setdefault(pattern.rpartition(".")[2], []).append((pattern, place))
            for keyword in rule.keywords:
                self._by_keyword.setdefault(keyword, []).append(place)
        self._any_keyword = list(dict.fromkeys(place for each in self._by_keyword.values() for place in each))

    def matches(self, run: Run) -> list[tuple[int, Call]]:
        """Return the calls of a cell that rules want to see, looked up once for each run."""
        if run.matches is None or run.matches[0] is not self:
            run.matches = (self, [(place, call) for call in run.calls.values() for place in self.matching(call)])
        return run.matches[1]

    def matching(self, call: Call) -> list[int]:
        """Return the places of the rules that want to see a call, each once."""
        name, keywords = call.name, call.arguments.keywords
        found: list[int] = []
        for pattern, place in self._by_last.get(name.rpartition(".")[2], ()):
            if place not in found and _fits(pattern, name):
                found.append(place)
        if keywords and not name.startswith(_KEEPING):
            for keyword in keywords:
                found.extend(place for place in self._by_keyword.get(keyword, ()) if place not in found)
            if any(isinstance(argument.value, Map) for argument in keywords.values()):
                found.extend(place for place in self._any_keyword if place not in found)
        return found


def _fits(pattern: str, name: str) -> bool:
    if pattern == name or (pattern[0] == "*" and name.endswith(pattern[1:])):
        return True
    root, separator, last = pattern.partition("..")
    return bool(separator) and name.startswith((f"{root}.", f"{root}(")) and name.endswith(f".{last}")


def every(call: Call) -> Iterator[Hit]:
    """Report each call: the check of rules whose functions are never right to call on a file of somebody else."""
    source = call.argument("", 0)
    if isinstance(source, Ref) and source.name in {
        call.name.replace("load", verb) + "()" for verb in ("dump", "dump_")
    }:
        yield call.hit("an object is copied by saving and loading it", severity=Severity.LOW)
    else:
        yield call.hit(severity=Severity.CRITICAL if remote(source) else None)
