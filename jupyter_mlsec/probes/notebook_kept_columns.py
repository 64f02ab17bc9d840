"""Columns that are kept although the model does without them: names beside the features, whole files written again.

Whoever reads the file of the features then reads names and telephone numbers as well, which nobody needed.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.kept_people import people_beside, whole_tables_kept, written_tables
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Read and keep only the columns that are needed: columns=[…], usecols=[…], .select(…)"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    people = list(dict.fromkeys(people_beside(program)))
    if people:
        told = listed(map(label_of, people))
        return failed(f"Kept beside the features, and used by nothing: {told}.", next_step=_STEP)
    whole = list(dict.fromkeys(whole_tables_kept(program)))
    if whole:
        return warned(f"Read and kept with all columns, of which few are used: {listed(whole)}.", next_step=_STEP)
    if next(written_tables(program), None) is None:
        return not_applicable("the notebook writes no table")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("No column that names people is kept beside the features.")


PROBE = Probe(name="kept-columns", items=("COL-07",), run=_run, partial=True, incidental=True, docs=__doc__)
