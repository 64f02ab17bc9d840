"""Choices that are made by looking at held back rows: to stop, to keep the best, to weigh, to set a threshold.

What part of the rows is there to choose by is not a matter of its name: it is the one that nothing is judged on any
more once the choice is made, while other rows that were held back are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Func, Ref, Seq, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.judged import Held, Judged, judged_rows
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS
from jupyter_mlsec.probes._notebook.said_judges import said_judges
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import SEARCHED

_BEST = frozenset({"max", "min", "sorted"})
_PICKS = frozenset({"argmax", "argmin", "idxmax", "idxmin", "nanargmax", "nanargmin"})
_ORDERS = frozenset({"argsort", "nlargest", "nsmallest", "sort_values"})  # which may be done only to show them so
_SAVES = frozenset({"save", "save_model", "save_pretrained", "save_weights", "dump", "deepcopy", "state_dict"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that is chosen by held back rows; ``held`` is empty where only their name says what they are.

    ``meant``: the call says of the rows that they are there to choose by.
    """

    cell: CellRef
    order: int
    held: frozenset[Held]
    meant: bool = False


def choices(notebook: Notebook, splits: Splits) -> Iterator[Choice]:
    """Yield the choices that are made by test rows on which something is judged afterwards."""
    if splits.learns:
        yield from (Choice(call.cell, call.order, frozenset()) for call in said_judges(notebook, splits.program))
    if not splits.apart:
        return
    judged = judged_rows(splits)
    made = [*_made(notebook, judged)]
    last: dict[Held, int] = {}
    for value, call in judged.figures():
        for each in judged.about(value):
            last[each] = max(last.get(each, 0), call.order if call is not None else when(value, splits.program))
    by = {each for choice in made for each in choice.held}
    for choice in made:
        if not choice.held or any(_counts(each, choice, last, by, splits) for each in choice.held):
            yield choice


def _counts(held: Held, choice: Choice, last: dict[Held, int], by: set[Held], splits: Splits) -> bool:
    """Tell whether rows are the ones that judge, and not there to choose by."""
    if held[1] is not Side.TEST or held[0].folds:
        return False
    later = [each for each, order in last.items() if order > choice.order and each not in by]
    if (later or choice.meant) and last.get(held, 0) <= choice.order:
        return False
    call = held[0].call
    if call is None or splits.of_call(call) is not held[0]:
        return True
    called = {named(name) for name in call.targets}
    return not later or Side.VALID not in called or Side.TEST in called


def _made(notebook: Notebook, judged: Judged) -> Iterator[Choice]:
    for call in judged.program.calls:
        if call.name == SEARCHED:
            held = _figures(judged, *call.arguments.values())
        elif call.method in _PICKS | _BEST or (call.method in _ORDERS and _is_fitted_by(call, judged.program)):
            held = _picked(call, judged)
        else:
            given = _watched(call, judged.splits)
            if given is None:
                continue
            held = given
            if not held:
                yield Choice(call.cell, call.order, held)
        if held:
            yield Choice(call.cell, call.order, held, _are_to_choose_by(call))
    yield from _kept(notebook, judged)
    yield from _leaning(judged)


def _figures(judged: Judged, *values: Value | None) -> frozenset[Held]:
    """Return what figures among values are about."""
    found: set[Held] = set()
    for value in values:
        if value is not None:
            found |= judged.about(value)
            for each in judged.made_of(value).figures:
                found |= judged.about(each)
    return frozenset(found)


def _picked(call: Call, judged: Judged) -> frozenset[Held]:
    """Return the rows by whose figures the best of several is taken: ``max(scores, key=scores.get)``."""
    key, given = call.value(None, "key"), call.value(0)
    if isinstance(key, Func) and (held := _figures(judged, key.returns)):
        return held
    if call.method in _BEST and key is None:
        behind = judged.program.flow.behind(call.base, *call.arguments.values(), before=call.order)
        beside = (each for each in behind if isinstance(each, Seq) and each is not given and len(each.items) > 1)
        if call.name != call.method or not any(_figures(judged, each) for each in beside):
            return frozenset()  # the highest score is told, and nothing that goes with it
    return _figures(judged, call.base, *call.arguments.values())


def _is_fitted_by(call: Call, program: Program) -> bool:
    """Tell whether a model is fitted with something that a call gave."""
    fits = (each for each in program.calls if each.order > call.order and each.method in FITS)
    return any(
        isinstance(value, Ref) and value.made is call.arguments
        for fit in fits
        for value in program.flow.behind(fit.base, *fit.arguments.values(), before=fit.order)
    )


def _kept(notebook: Notebook, judged: Judged) -> Iterator[Choice]:
    """Yield where a loop compares a figure with the best so far, and keeps something or stops."""
    compared = {id(node) for tree in trees_of(notebook) for node in _comparisons(tree)}
    found: dict[int, tuple[int, frozenset[Held]]] = {}
    for value, written in judged.program.written.items():
        if id(written.node) in compared and (held := _figures(judged, *written.parts)):
            order, known = found.get(id(written.node), (0, frozenset()))
            found[id(written.node)] = max(order, when(value, judged.program)), known | held
    for order, held in found.values():
        call = next((each for each in reversed(judged.program.calls) if each.order <= order), None)
        if call is not None:
            yield Choice(call.cell, order, held)


def _comparisons(tree: ast.AST) -> Iterator[ast.Compare]:
    """Yield what a loop decides by whether it keeps something."""
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For | ast.While):
            for node in ast.walk(loop):
                if (isinstance(node, ast.If) and any(_keeps(each) for each in node.body)) or (
                    isinstance(node, ast.IfExp) and not isinstance(node.body, ast.Constant)
                ):
                    yield from (each for each in ast.walk(node.test) if isinstance(each, ast.Compare))


def _keeps(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign | ast.Break):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _SAVES


def _leaning(judged: Judged) -> Iterator[Choice]:
    """Yield the figures that another one on the same rows has decided about, other than by which rows are left."""
    for value, call in judged.figures():
        about = frozenset(each for each in judged.about(value) if each[1] is Side.TEST)
        if not about or call is None:
            continue
        for earlier, left in judged.leaned_on(value, about):
            if not left:
                yield Choice(call.cell, when(earlier, judged.program), about & judged.about(earlier))
                break


def when(value: Value, program: Program) -> int:
    """Return when a value was computed: when the last call was made whose result it is made of."""
    pending, last = [value], 0
    for _ in range(40):
        if not pending:
            break
        each = pending.pop()
        written = program.written.get(each)
        if written is not None:
            pending.extend(written.parts)
        elif isinstance(each, Ref):
            call = program.flow.made.get(id(each.made)) if each.made is not None else None
            if call is not None:
                last = max(last, call.order)
            elif each.base is not None:
                pending.append(each.base)
            elif each.name == "?" and each.made is not None:
                pending.extend(each.made.values())
    return last


def _watched(call: Call, splits: Splits) -> frozenset[Held] | None:
    """Return the rows that a call is given to choose by; None where it is given none, or only looks at them."""
    watched = words("choices", "watched")
    if call.method in words("choices", "looks"):
        return None
    if call.method.endswith("Trainer") and not keeps_the_best(call, splits.program):
        return None
    given = [each.value for name, each in call.arguments.keywords.items() if name in watched]
    place = _places(call)
    if place is not None and len(call.arguments.positional) > place:
        given.append(call.arguments.positional[place].value)
    held = frozenset(splits.parts(*given, before=call.order)) if given else frozenset()
    found = frozenset(each for each in held if each[1] is Side.TEST and not each[0].folds)
    if found:
        return found
    said = any(
        _says_test(argument.node, splits) for name, argument in call.arguments.keywords.items() if name in watched
    )
    return frozenset() if said else None


def _are_to_choose_by(call: Call) -> bool:
    """Tell whether a call names the rows that it watches, and calls none of them test rows: ``valid_names=[…]``."""
    names = (call.value(None, "valid_names"), call.value(None, "eval_names"))
    said = {named(text) for value in names if value is not None for text in all_texts(value)}
    return Side.VALID in said and Side.TEST not in said


def _places(call: Call) -> int | None:
    """Return the place at which a call is given such rows without a name."""
    if call.method == "fit" and call.name.endswith("Trainer().fit"):
        return 2
    return 1 if call.method == "fit" and "TabularPredictor" in call.name else None


def _says_test(node: ast.expr | None, splits: Splits) -> bool:
    """Tell whether what is given is called test rows, where nothing else is known of where it comes from."""
    if not isinstance(node, ast.Name) or named(node.id) is not Side.TEST:
        return False
    held = [value for name, value in splits.program.names if name == node.id]
    return not splits.parts(*held)


def keeps_the_best(call: Call, program: Program) -> bool:
    """Tell whether a trainer goes back to its best state, or stops when it gets no better."""
    made = program.flow.calls(*call.arguments.values(), before=call.order)
    return any(
        each.constant("load_best_model_at_end") is True
        or each.text(None, "metric_for_best_model") is not None
        or "EarlyStopping" in each.name
        or "Checkpoint" in each.name
        for each in made
    )
