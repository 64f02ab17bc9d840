"""Rows of the same people, machines or sessions that a random split may put on both sides.

A model that has seen a patient's other visits recognises the patient; on a new one it will do worse than its score.
The notebook shows that rows belong together when it groups or counts them by an identifier.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, read_program

_ENTITY = re.compile(
    r"(?:client|customer|device|driver|household|kund(?:e|en)|machine|member|paciente?|participant|patient(?:en)?|person"
    r"|proband|session|sensor|speaker|student|subject|user|utilisateur|vehicle)s?[ _-]?(?:id|nr|no|num|number|key)",
    re.IGNORECASE,
)
_GROUPS = frozenset({"groupby", "group_by", "value_counts", "nunique", "n_unique"})
_RANDOM = frozenset({"KFold", "RepeatedKFold", "ShuffleSplit", "StratifiedKFold", "StratifiedShuffleSplit",
                     "train_test_split"})  # fmt: skip
_AWARE = frozenset({"GroupKFold", "GroupShuffleSplit", "LeaveOneGroupOut", "LeavePGroupsOut", "StratifiedGroupKFold"})
_STEP = "Keep rows that belong together on one side: GroupShuffleSplit or GroupKFold with groups=…"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    entities = sorted({name for call in program.calls if call.method in _GROUPS for name in _columns(call)})
    splits = [call for call in program.calls if call.name.startswith("sklearn.model_selection.")]
    loose = [call for call in splits if call.method in _RANDOM]
    aware = any(call.method in _AWARE for call in splits) or any(
        call.argument(None, "groups") is not None for call in program.calls
    )
    if entities and loose and not aware:
        cells = listed(map(str, sorted({call.cell.number for call in loose})))
        return warned(
            f"Rows that belong together by {listed(entities)} are split one by one in cell {cells}.", next_step=_STEP
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not entities or not splits:
        return not_applicable("the notebook does not say that rows belong together")
    return passed(f"Rows that belong together by {listed(entities)} stay together.")


def _columns(call: Call) -> set[str]:
    """Return the identifiers that a call groups or counts by, as in ``df.groupby("user_id")``."""
    texts = {
        node.value
        for part in (call.node.func, *call.node.args, *(each.value for each in call.node.keywords))
        for node in ast.walk(part)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    texts |= {node.attr for node in ast.walk(call.node.func) if isinstance(node, ast.Attribute)}
    return {text for text in texts if _ENTITY.fullmatch(text)}


PROBE = Probe(name="split-through-groups", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
