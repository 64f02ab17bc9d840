"""Checks that change nothing: a figure is held against a limit, or data against a schema, and nothing follows.

The twin raises, asserts, exits, or keeps the model from being saved; whatever hangs on the answer counts, through
names, lists, functions and what they return.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.consequences import Code, called, is_empty
from jupyter_mlsec.probes._notebook.limits import Limit, pattern
from jupyter_mlsec.probes._notebook.program import Program, read_program
from jupyter_mlsec.probes._notebook.void_expectations import ONLY_WARNS, is_switched_off, void_expectation

_DATA = "COL-02"
_DEEPEST = 2  # functions that call functions
_OTHERS = frozenset({"ImportError", "ModuleNotFoundError", "FileNotFoundError", "KeyError", "OSError", "IOError",
                     "AttributeError", "KeyboardInterrupt", "NameError"})  # fmt: skip
_MODELS = frozenset({"BaseModel", "DataFrameModel", "SchemaModel"})
_COLLECTED = ("validate", "run_checkpoint", "run", "save_expectation_suite", "add_expectation")
_UNHEEDED = "a limit is compared, and nothing follows when it is broken"
_CAUGHT = "a failed check is caught, and nothing follows"
_UNREAD = "nobody looks at what a validation answers"
FOLLOWED_BY_NOTHING = frozenset(
    {_UNHEEDED, _CAUGHT, _UNREAD, ONLY_WARNS}
)  # checks that could fail: whether they did is not seen
_SEES = ("success", "passed", "errors", "is_valid", "valid", "statistics", "results", "anomaly_info", "all_passed")


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: the item that it is evidence for, and why nothing follows from it; nothing where something does."""

    item: str
    idle: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is looked at: the code, and the full names of its calls."""

    code: Code
    named: dict[int, str]
    optimised: bool


_last: tuple[Program, tuple[Checked, ...]] | None = None  # several probes ask in a row
_code: tuple[Program, Code] | None = None


def code_of(notebook: Notebook) -> Code:
    """Return the code of a notebook and of the files beside it, gone through once."""
    global _code  # noqa: PLW0603 - a cache of one; replacing it is atomic
    program, last = read_program(notebook), _code
    if last is not None and last[0] is program:
        return last[1]
    code = Code(tuple(trees_of(notebook)))
    _code = (program, code)
    return code


def checks_of(notebook: Notebook) -> tuple[Checked, ...]:
    """Return the checks of a notebook's code and of the code beside it."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    program, last = read_program(notebook), _last
    if last is not None and last[0] is program:
        return last[1]
    code = code_of(notebook)
    named = {id(call.node): call.name for call in program.calls}
    reading = _Reading(code, named, _is_optimised(code))
    found = tuple(_checks(reading))
    _last = (program, found)
    return found


def _checks(reading: _Reading) -> Iterator[Checked]:
    for node in reading.code.nodes:
        if isinstance(node, ast.If):
            yield from _asked(node, reading)
        elif isinstance(node, ast.Assert):
            yield from _asserted(node, reading)
        elif isinstance(node, ast.Try | ast.TryStar | ast.With | ast.AsyncWith):
            yield from _caught(node, reading)
        elif isinstance(node, ast.Call):
            yield from (Checked(_DATA, idle) for idle in void_expectation(node, reading.code))
            yield from _answered(node, reading)
        elif isinstance(node, ast.Assign):
            yield from _noted(node, reading)


def _asked(node: ast.If, reading: _Reading) -> Iterator[Checked]:
    """Look at ``if auc < MIN: …``."""
    code = reading.code
    known = code.names.truth(node.test)
    if known is not None and not (isinstance(node.test, ast.Name) and node.test.id == "__debug__"):
        dead = node.orelse if known else node.body
        for item in _stops_in(dead, reading):
            yield Checked(item, "a check stands where the code never comes")
        return
    follows: bool | None = None
    for limit in code.names.limits(node.test):
        if follows is None:
            follows = code.follows([*node.body, *node.orelse])
        if follows:
            stops = _stops(node.body)
            idle = (limit.never if stops else _stops(node.orelse) and limit.void) and not _is_range(node.test)
            if idle or limit.named or stops or _stops(node.orelse):
                yield Checked(limit.item, "a limit that no figure breaks" if idle else "")
        elif (
            _is_check(node, limit)
            and not _asked_elsewhere(limit, code)
            and ((limit.named and is_empty([*node.body, *node.orelse])) or _goes_on(node, limit.item, reading))
        ):
            yield Checked(limit.item, _UNHEEDED)


def _is_check(node: ast.If, limit: Limit) -> bool:
    """Tell whether a comparison is meant as a limit: by the limit's name, by what is said, or by its side."""
    if limit.named or _says_failure(*node.body, *node.orelse):
        return True
    return is_empty(node.body)


def _says_failure(*parts: ast.AST) -> bool:
    said = " ".join(
        each.value for part in parts for each in ast.walk(part)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )  # fmt: skip
    return pattern("failing").search(said) is not None


def _asked_elsewhere(limit: Limit, code: Code) -> bool:
    """Tell whether another test of the same figure has a consequence."""
    names = [each.id for each in ast.walk(limit.measured) if isinstance(each, ast.Name)]
    return any(code.tested(name) for name in names[:3])


def _asserted(node: ast.Assert, reading: _Reading) -> Iterator[Checked]:
    """Look at ``assert auc >= MIN``."""
    names = reading.code.names
    if isinstance(node.test, ast.Tuple) and node.test.elts:
        for limit in names.limits(node.test.elts[0]):
            yield Checked(limit.item, "an assert of a pair always holds")
        return
    always = names.truth(node.test) is True
    for limit in names.limits(node.test):
        if always:
            yield Checked(limit.item, "an assert always holds")
        elif limit.void and not _is_range(node.test):
            yield Checked(limit.item, "a limit that no figure breaks")
        else:
            yield Checked(limit.item, "asserts are switched off" if reading.optimised else "")


def _is_range(test: ast.expr) -> bool:
    """Tell whether a test only asks that a share is between 0 and 1: a check of the code, not of the figure."""
    return isinstance(test, ast.BoolOp) and len(test.values) > 1


def _caught(node: ast.Try | ast.TryStar | ast.With | ast.AsyncWith, reading: _Reading) -> Iterator[Checked]:
    """Look at ``try: schema.validate(df)`` whose failure is caught, and at ``with suppress(…)``."""
    code = reading.code
    if isinstance(node, ast.With | ast.AsyncWith):
        opened = [each.context_expr for each in node.items]
        if not any(isinstance(each, ast.Call) and called(each) == "suppress" for each in opened):
            return
        held = node.body
    else:
        catching = [handler for handler in node.handlers if _catches(handler)]
        if not catching or any(code.follows(handler.body) for handler in catching):
            return
        held = [*node.body, *node.orelse]
    if any(_goes(each, _DATA) for part in held for each in ast.walk(part) if isinstance(each, ast.Call)):
        return
    for item in _stops_in(node.body, reading):
        if _goes_on(node, item, reading):
            yield Checked(item, _CAUGHT)


def _catches(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler catches what a check raises, and not only what a missing file or library does."""
    told = [] if handler.type is None else re.findall(r"\w+(?=\W*(?:,|\)|$))", ast.unparse(handler.type))
    return not told or any(each not in _OTHERS for each in told)


def _stops_in(block: Sequence[ast.AST], reading: _Reading, depth: int = 0) -> Iterator[str]:
    """Yield the items of the checks in a block that would stop."""
    code = reading.code
    for node in (each for part in block for each in ast.walk(part)):
        if isinstance(node, ast.Assert) or (isinstance(node, ast.If) and _stops([*node.body, *node.orelse])):
            yield from (limit.item for limit in code.names.limits(node.test))
        elif isinstance(node, ast.Call) and _raises(node, reading):
            yield _DATA
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and depth < _DEEPEST:
            function = code.functions.get(node.func.id)
            yield from _stops_in(function.body, reading, depth + 1) if function is not None else ()


def _stops(block: Sequence[ast.AST]) -> bool:
    for node in (each for part in block for each in ast.walk(part)):
        if isinstance(node, ast.Raise | ast.Assert):
            return True
        if isinstance(node, ast.Call) and pattern("stops").fullmatch(called(node)):
            return True
    return False


def _raises(node: ast.Call, reading: _Reading) -> bool:
    """Tell whether a call raises where data are not as a schema says."""
    name = called(node)
    made = reading.code.classes.get(name)
    if made is not None:
        return any(ast.unparse(base).rpartition(".")[2] in _MODELS for base in made.bases)
    if not pattern("raises").fullmatch(name):
        return False
    root = reading.named.get(id(node), "").partition(".")[0]
    return root == "jsonschema" or not pattern("answering").fullmatch(root)


def _answered(node: ast.Call, reading: _Reading) -> Iterator[Checked]:
    """Look at validations that answer and do not raise: whether anybody looks at the answer."""
    code, name = reading.code, called(node)
    if not pattern("answers").fullmatch(name):
        return
    full = reading.named.get(id(node), "")
    if full.startswith("jsonschema.") and name in {"validate", "check_schema"}:
        return
    expects = name.startswith("expect_")
    if not expects and not pattern("answering").match(full.removeprefix("?.")):
        return
    if expects and any(code.calls.get(each) for each in _COLLECTED):
        return
    if "eport" in full and "est" not in full:
        return
    if code.matters(node) or (isinstance(node.func, ast.Attribute) and _is_seen(node.func.value, code)):
        yield Checked(_DATA)
    elif _goes_on(node, _DATA, reading):
        yield Checked(_DATA, _UNREAD)


def _is_seen(receiver: ast.expr, code: Code) -> bool:
    """Tell whether something hangs on what a validator found: ``if v.errors: raise``."""
    if not isinstance(receiver, ast.Name):
        return False
    for read in code.reads.get(receiver.id, ()):
        place = code.parent(read)
        if isinstance(place, ast.Attribute) and place.attr in _SEES and code.matters(place):
            return True
    return False


def _noted(node: ast.Assign, reading: _Reading) -> Iterator[Checked]:
    """Look at ``passed = auc >= MIN`` that nobody asks."""
    code = reading.code
    if is_switched_off(node):
        yield Checked(_DATA, "validation is switched off")
    if not isinstance(node.value, ast.Compare | ast.BoolOp | ast.IfExp):
        return
    test = node.value.test if isinstance(node.value, ast.IfExp) else node.value
    for limit in code.names.limits(test):
        if not limit.named and not (isinstance(node.value, ast.IfExp) and _says_failure(node.value)):
            continue
        if any(code.matters_named(name) for target in node.targets for name in _names(target)):
            yield Checked(limit.item)
        elif _goes_on(node, limit.item, reading) and not _asked_elsewhere(limit, code):
            yield Checked(limit.item, _UNHEEDED)


def _names(target: ast.expr) -> Iterator[str]:
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    if isinstance(target, ast.Name):
        yield target.id


def _goes_on(node: ast.AST, item: str, reading: _Reading) -> bool:
    """Tell whether a model or data are used, saved or handed on after a check, or where a function holds it, at all."""
    code = reading.code
    kind = _DATA if item == _DATA else ""
    last = code.last_call(kind, lambda name: _is_going(name, kind))
    return last > (-1 if code.function_of(node) is not None else code.order[id(node)])


def _goes(node: ast.Call, item: str) -> bool:
    return _is_going(called(node), item)


def _is_going(name: str, item: str) -> bool:
    return any(pattern(kind).fullmatch(name) for kind in (("goes", "learns", "uses") if item == _DATA else ("goes",)))


def _is_optimised(code: Code) -> bool:
    """Tell whether asserts are switched off: ``python -O``, ``PYTHONOPTIMIZE``."""
    for node in code.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 300:  # noqa: PLR2004 - a line
            text = node.value
            if "PYTHONOPTIMIZE" in text or ("python" in text and " -O " in f"{text} "):
                return True
    return False
