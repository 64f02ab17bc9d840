"""Values of a row that are computed from rows that come after it: shifts, frames of windows, smoothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._notebook.made_columns import expression_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.spelled_names import constants
from jupyter_mlsec.probes._notebook.traced import Item

_AHEAD = frozenset({"diff", "lead", "pct_change", "roll", "shift"})
_RUNS = re.compile(r"\.(?:rolling\w*|ewm\w*|expanding|cum\w+)\(\)")
_LOOKS_UP = re.compile(r"rolling\w*|ewm\w*|expanding|cum_?(?:sum|max|min|prod)")
_FRAMES = frozenset({"rangeBetween", "range_between", "rows_between", "rowsBetween"})
_ORDERED = re.compile(r"\.(?:orderBy|order_by)\(\)")
_ENDLESS = re.compile(r"unbounded_?following$", re.IGNORECASE)
_FORWARD = re.compile(r"FixedForwardWindowIndexer\(\)")
_SMOOTHS = re.compile(
    r"(?:numpy|scipy\.signal|scipy\.ndimage)\.(?:convolve1?d?|correlate1?d?|fftconvolve|medfilt|median_filter|wiener"
    r"|oaconvolve|uniform_filter1d)|statsmodels\.\S*(?:hpfilter|lowess)|pywt\.\w+"
)
_LIVES = frozenset({"count", "last", "max", "nunique", "size", "sum"})
_GROUPED = re.compile(r"\.group_?by\(\)", re.IGNORECASE)


def from_later(value: Value, program: Program, before: int) -> Iterator[Call]:
    """Yield the calls that bring values of later rows into a column, which is made at a moment."""
    for each, down in expression_of(value):
        call = program.flow.call_of(each)
        if call is not None and call.order < before and isinstance(each, Ref) and _is_ahead(call, each, down, program):
            yield call


def from_before(value: Value, program: Program, before: int) -> Iterator[Call]:
    """Yield the calls that bring values of the rows above into a column: later ones, where the newest stands first."""
    for each, _ in expression_of(value):
        call = program.flow.call_of(each)
        if call is None or call.order >= before or not isinstance(each, Ref):
            continue
        runs = _LOOKS_UP.fullmatch(call.method) is not None and not is_reversed(each)
        if runs or (call.method in _AHEAD - {"lead", "roll"} and steps_of(call, program) > 0):
            yield call


def of_whole_lives(value: Value, program: Program) -> Iterator[Call]:
    """Yield the calls that give a row how many rows of its kind there are, those that come after it among them."""
    for each, _ in expression_of(value):
        call = program.flow.call_of(each)
        grouped = call is not None and call.method == "transform" and _GROUPED.search(call.name) is not None
        if grouped and call is not None and not _LIVES.isdisjoint(call.texts(0, "func")):
            yield call


def _is_ahead(call: Call, value: Ref, down: float, program: Program) -> bool:
    """Tell whether a call gives a row the value of a later one."""
    if call.method in _AHEAD:
        steps = steps_of(call, program)
        return steps + down < 0 if call.method != "lead" else steps >= 0 and max(1.0, steps) > down
    if call.method == "over" or call.method in _FRAMES:
        return any(_ends_later(frame) for frame in _frames(value))
    if call.method == "rolling" and call.base is not None:
        return any(isinstance(each, Ref) and _FORWARD.search(each.name) for each in call.arguments.values())
    if _SMOOTHS.fullmatch(call.name) is not None:
        return call.text(2, "mode") in {"same", "nearest", "reflect", None} and not _is_full(call)
    return _RUNS.search(f"{call.name}()") is not None and is_reversed(value)


def _is_full(call: Call) -> bool:
    """Whether a convolution is one whose beginning is the series' own: what is cut off it decides."""
    return call.name in {"numpy.convolve", "numpy.correlate"} and call.text(2, "mode") is None


def _frames(value: Ref) -> Iterator[Ref]:
    """Yield the frames of the window that a value is taken over."""
    given = value.made.values() if value.made is not None else ()
    for each in given:
        current: Value | None = each
        while isinstance(current, Ref):
            if current.name.removesuffix("()").rpartition(".")[2] in _FRAMES and current.name.endswith("()"):
                yield current
            current = current.base


def ends_before(value: Value) -> float | None:
    """Return by how many rows a window ends before the row itself; None where its rows stand in no order."""
    if not isinstance(value, Ref):
        return None
    for frame in _frames(value):
        end = frame.made.find("end", 1) if frame.made is not None else None
        number = end.value if isinstance(end, Const) and isinstance(end.value, int | float) else 0
        return float(-number)
    given = value.made.values() if value.made is not None else ()
    return 0.0 if any(isinstance(each, Ref) and _ORDERED.search(each.name) for each in given) else None


def _ends_later(frame: Ref) -> bool:
    """Tell whether a frame goes on behind the row itself: ``rowsBetween(-5, 5)``."""
    end = frame.made.find("end", 1) if frame.made is not None else None
    if isinstance(end, Const):
        return isinstance(end.value, int | float) and end.value > 0
    return isinstance(end, Ref) and _ENDLESS.search(end.name.removesuffix("()")) is not None


def is_reversed(value: Ref) -> bool:
    """Tell whether a series was turned around before: ``series[::-1].rolling(5)``."""
    owner = value.base
    while isinstance(owner, Ref):
        if owner.name.endswith(".reverse()"):
            return True
        step = owner.node.step if isinstance(owner, Item) and isinstance(owner.node, ast.Slice) else None
        if step is not None and ast.unparse(step) == "-1":
            return True
        owner = owner.base if owner.name.endswith(("]", "()")) else None
    return False


def steps_of(call: Call, program: Program) -> float:
    """Return how many rows a call moves values down; less than nothing where it moves them up.

    Of what a loop goes through it is the fewest.
    """
    given = _given_steps(call)
    return 0 if given is None else min(_numbers(given, program), default=0)


def moves_by_turns(call: Call) -> bool:
    """Tell whether a call moves values by what a loop goes through: the answers of several horizons, it may be."""
    return call.method in _AHEAD and not isinstance(_given_steps(call), Const | None)


def _given_steps(call: Call) -> Value | None:
    place = 1 if call.method in {"lag", "lead", "roll"} and (call.base is None or _is_function(call)) else 0
    return call.value(place, "periods", "n", "offset", "shift")


def _numbers(value: Value, program: Program) -> list[float]:
    """Return the numbers that a value may be: ``-k`` for k in (1, 2)."""
    known = [each for each in constants(value) if isinstance(each, int | float)]
    written = program.written.get(value)
    if known or written is None or not written.parts:
        return known or _first(value)
    inner = [each for part in written.parts for each in _numbers(part, program)]
    turned = isinstance(written.node, ast.UnaryOp) and isinstance(written.node.op, ast.USub)
    if isinstance(written.node, ast.BinOp) and isinstance(written.node.op, ast.Mult):
        turned = "-" in ast.unparse(written.node)
    return [-abs(each) for each in inner] if turned else []


def _first(value: Value) -> list[float]:
    """Return the first number that a loop goes through, where it goes up from there: ``range(1, n)``."""
    given = (
        value.made.positional if isinstance(value, Ref) and value.name == "builtins.range()[]" and value.made else ()
    )
    first = given[0].value if len(given) == 2 else None  # noqa: PLR2004 - the beginning and the end
    return [first.value] if isinstance(first, Const) and isinstance(first.value, int) else []


def _is_function(call: Call) -> bool:
    return isinstance(call.base, Ref) and "(" not in call.base.name and not call.base.name.endswith("]")
