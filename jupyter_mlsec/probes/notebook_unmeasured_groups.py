"""Rates that are compared by something else than groups of people, although the table says who they are.

The language of a page is not the nationality of its reader. Where a column of a protected group is in the table, sizes
and rates have to be compared by that column. Whether anything looks at a rare group at all is asked by
``uncounted-groups``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.compared_groups import compared_by, compared_instead, is_protected
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Compare sizes and rates by the groups of people themselves, with intervals: %mlsec data NAME --groups COLUMN"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    instead, left = compared_instead(program, subject.notebook)
    if left:
        told = f"Rates are compared by {listed(map(label_of, instead))}"
        return warned(f"{told}, and never by {listed(map(label_of, left))}.", next_step=_STEP)
    people = {name for name in compared_by(program)[0] if is_protected(name)}
    if not people:
        return not_applicable("the notebook compares no groups of people")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed(f"Groups are compared by {listed(map(label_of, sorted(people)))}.")


PROBE = Probe(name="unmeasured-groups", items=("PRE-03",), run=_run, partial=True, incidental=True, docs=__doc__)
