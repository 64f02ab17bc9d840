"""Pieces of one thing that a random split may put on both sides.

Windows of one recording, passages of one text, frames of one film, tiles of one slide and changed copies of one row are
nearly the same: a model that has learned from one of them knows the others. What was taken to pieces is divided as a
whole, before it is taken apart, or by groups.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.loose_splits import Loose, loose_splits
from jupyter_mlsec.probes._notebook.pieces import pieces
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import Program, read_program
from jupyter_mlsec.probes._notebook.routed_pieces import routed_pieces

_AWARE = re.compile(r"(?:Stratified|Leave\w*|Repeated)?Group\w*(?:KFold|Split|Out)|PredefinedSplit|LeavePGroupsOut")
_STEP = "Divide the things before they are taken to pieces, or keep the pieces of each together: GroupShuffleSplit."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    made = pieces(subject.notebook, program)
    if made and not _knows_groups(program):
        mixed = {
            loose.cell.number
            for loose in loose_splits(program)
            if not made.keys().isdisjoint(program.flow.behind(*loose.rows, before=loose.order))
            and not _is_of_names(loose)
        }
        if mixed:
            cells = listed(map(str, sorted(mixed)))
            return warned(f"Pieces of one thing are divided at random in cell {cells}.", next_step=_STEP)
    if routed := _routed(subject, program):
        cells = listed(map(str, routed))
        return warned(f"Pieces of one thing are sent to both sides in cell {cells}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not made:
        return not_applicable("nothing is taken to pieces in the notebook")
    return passed("Pieces of one thing are not divided at random.")


def _routed(subject: NotebookSubject, program: Program) -> list[int]:
    """Return the cells in which single pieces are sent to one side or the other."""
    nodes = {id(node) for place in routed_pieces(subject.notebook) for node in ast.walk(place)}
    return in_order(call.cell.number for call in program.calls if id(call.node) in nodes)


def _knows_groups(program: Program) -> bool:
    """Whether the notebook keeps groups together somewhere."""
    return any(_AWARE.fullmatch(call.method) or call.argument(None, "groups") is not None for call in program.calls)


def _is_of_names(loose: Loose) -> bool:
    """Whether it is the things that are divided, by their names: ``set(subjects)``, ``df["nr"].unique()``."""
    return any(
        getattr(value, "name", "").endswith((".unique()", "builtins.set()", "builtins.sorted()"))
        for value in loose.rows
    )


PROBE = Probe(name="pieces-split-apart", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
