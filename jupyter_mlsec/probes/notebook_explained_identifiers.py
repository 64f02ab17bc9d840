"""Explanations of a model that was fitted on a column which numbers its rows: it may have learnt them by heart.

A row number, a ticket's or a patient's, the name of a file: what leads such a list of importances says how the data
were gathered, and nothing about what is to be predicted.
"""

from __future__ import annotations

import ast

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._names.explained_columns import numbers_rows
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.columns import columns_of
from jupyter_mlsec.probes._notebook.numbered_features import numbered_features
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of

_FITS = frozenset({"fit", "train", "fit_resample", "DMatrix", "Dataset", "Pool"})
_STEP = "Leave the column out of the features, fit and explain again, and see whether the model is still as good."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    numbered = numbered_features(subject.notebook)
    if not numbered and not _explains(subject):
        return not_applicable("nothing in the notebook explains a model")
    fits = [call for call in program.calls if call.method in _FITS and "." in call.name]
    known = [columns_of(call.value(0, "X", "x", "data")) for call in fits]
    found = sorted({name for columns in known for name in columns if numbers_rows(name)} | numbered)
    if found:
        said = f"The model that is explained was fitted on {listed(map(label_of, found))}, which only tells rows apart."
        return warned(said, next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(known):
        return not_applicable("the columns that the explained model is fitted on do not stand in the code")
    return passed(
        f"{count(len([each for each in known if each]), 'explained fit')} without a column that numbers rows."
    )


def _explains(subject: NotebookSubject) -> bool:
    calls, attributes = words("explained", "calls"), words("explained", "attributes")
    if any(call.method in calls for call in read_program(subject.notebook).calls):
        return True
    return any(
        isinstance(node, ast.Attribute) and node.attr in attributes
        for tree in trees_of(subject.notebook)
        for node in ast.walk(tree)
    )


PROBE = Probe(name="explained-identifiers", items=("EVA-07",), run=_run, partial=True, incidental=True, docs=__doc__)
