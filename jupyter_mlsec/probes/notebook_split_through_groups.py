"""Rows of the same people, machines or sessions that a random split may put on both sides.

A model that has seen a patient's other visits recognises the patient; on a new one it will do worse than its score.
The notebook shows that rows belong together when it groups, counts or joins them by an identifier, or names groups to
a splitter; one that ignores them fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.loose_splits import loose_splits
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.splits import Split, find_splits
from jupyter_mlsec.probes._notebook.traced import Item
from jupyter_mlsec.probes._notebook.units import (
    called_pieces,
    counted_units,
    is_unit,
    one_each,
    says_repeated,
    shown_units,
)

_ENTITY = re.compile(
    r"(?:account|animal|case|client|customer|device|donor|driver|employee|family|household|kund(?:e|en)|machine|member"
    r"|paciente?|participant|patient(?:en)?|person|player|proband|sample|seller|sensor|session|site|speaker|student"
    r"|subject|tester|unit|user|utilisateur|vehicle|visitor|writer)s?[ _-]?(?:id|nr|no|num|number|key|uid|code)",
    re.IGNORECASE,
)
_GROUPS = frozenset({"cumcount", "drop_duplicates", "duplicated", "groupby", "group_by", "groupBy", "join", "merge",
                     "n_unique", "ngroup", "nunique", "partitionBy", "pivot_table", "value_counts"})  # fmt: skip
_LOOSE = frozenset({"KFold", "RepeatedKFold", "RepeatedStratifiedKFold", "ShuffleSplit", "StratifiedKFold",
                    "StratifiedShuffleSplit"})  # fmt: skip
_AWARE = re.compile(r"(?:Stratified|Leave\w*|Repeated)?Group\w*(?:KFold|Split|Out)|PredefinedSplit|LeavePGroupsOut")
_IDS = frozenset({"drop_duplicates", "set", "unique"})
_FOLDS = frozenset({"cross_val_predict", "cross_val_score", "cross_validate", "learning_curve", "validation_curve"})
_STEP = "Keep rows that belong together on one side: GroupShuffleSplit or GroupKFold with groups=…"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program).all
    ignored = sorted({call.cell.number for call in program.calls if _ignores_groups(call, program)})
    if ignored:
        cells = listed(map(str, ignored))
        return failed(f"Groups are given to a splitter that ignores them in cell {cells}.", next_step=_STEP)
    entities = _entities(program)
    made = [
        call for call in program.calls if call.method in _LOOSE and call.name.startswith("sklearn.model_selection.")
    ]
    apart = [*_divided(program)]
    cells_of = {cell.number for rows, cell in apart if not one_each(rows)}
    cells_of |= set() if apart else {call.cell.number for call in made}
    aware = (
        any(_AWARE.fullmatch(call.method) for call in program.calls)
        or any(call.argument(None, "groups") is not None for call in program.calls)
        or any(_by_entity(split, program) for split in splits)
    )
    if cells_of and not aware:
        cells = listed(map(str, sorted(cells_of)))
        if entities:
            what = f"Rows that belong together by {listed(entities)} are split one by one in cell {cells}."
            return warned(what, next_step=_STEP)
        if says_repeated(subject.notebook) or _are_pieces(subject.notebook, program):
            what = f"Rows of which several are about one thing are split one by one in cell {cells}."
            return warned(what, next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not entities or not (splits or made or aware):
        return not_applicable("the notebook does not say that rows belong together")
    return passed(f"Rows that belong together by {listed(entities)} stay together.")


def _entities(program: Program) -> list[str]:
    """Return the columns by which rows belong together, as the notebook shows."""
    named = {name for call in program.calls if call.method in _GROUPS for name in _columns(call)}
    return sorted(named | set(counted_units(program)))


def _divided(program: Program) -> Iterator[tuple[tuple[Value, ...], CellRef]]:
    """Yield the rows that are divided one by one, and where."""
    for split in find_splits(program).all:
        if _loose(split) and not _by_entity(split, program):
            yield split.rows, split.cell
    for loose in loose_splits(program):
        yield loose.rows, loose.cell


def _are_pieces(notebook: Notebook, program: Program) -> bool:
    """Tell whether rows that are divided are called pieces, and what they are pieces of is named as well."""
    called = any(called_pieces(loose.rows, loose.order, program) for loose in loose_splits(program))
    return called and any(True for _ in shown_units(notebook))


def _loose(split: Split) -> bool:
    return split.random or (split.folds and split.call is not None and not _AWARE.search(split.call.name))


def _by_entity(split: Split, program: Program) -> bool:
    """Tell whether a split is one of identifiers, or made from them: a list of patients, a digest of each name."""
    call = split.call
    for value in program.flow.behind(*split.rows, before=split.order)[:60]:
        if isinstance(value, Ref) and value.name.removesuffix("()").rpartition(".")[2] in _IDS:
            return True
    for order, _, item in program.selections if call is None else ():
        if order <= split.order and item.base in split.rows:
            behind = program.flow.behind(item.key, before=order)
            if any(isinstance(each, Item) and _is_entity(each) for each in behind):
                return True
    return call is not None and call.value(None, "group", "groups", "by", "stratify_group") is not None


def _is_entity(item: Item) -> bool:
    key = item.key
    name = key.value if isinstance(key, Const) and isinstance(key.value, str) else ""
    return _ENTITY.fullmatch(name) is not None or is_unit(name)


def _ignores_groups(call: Call, program: Program) -> bool:
    """Tell whether groups are named to a splitter that does not take them: ``KFold().split(X, groups=…)``."""
    groups = call.value(2 if call.method == "split" else None, "groups")
    if groups is None or (isinstance(groups, Const) and groups.value is None):
        return False
    if call.method == "split":
        return call.name.rpartition(".")[0].rpartition(".")[2].removesuffix("()") in _LOOSE
    if call.method not in _FOLDS:
        return False
    cv = call.value(None, "cv")
    if cv is None or isinstance(cv, Const):
        return True
    made = program.flow.call_of(cv)
    return made is not None and made.method in _LOOSE


def _columns(call: Call) -> set[str]:
    """Return the identifiers that a call groups or counts by, as in ``df.groupby("user_id")``."""
    texts = {
        node.value
        for part in (call.node.func, *call.node.args, *(each.value for each in call.node.keywords))
        for node in ast.walk(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    texts |= {text for name in ("by", "on", "subset", "left_on", "index") for text in call.texts(0, name)}
    texts |= {node.attr for node in ast.walk(call.node.func) if isinstance(node, ast.Attribute)}
    return {text for text in texts if _ENTITY.fullmatch(text)}


PROBE = Probe(name="split-through-groups", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
