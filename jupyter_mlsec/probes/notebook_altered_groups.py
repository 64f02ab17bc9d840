"""Groups of people that are compared after they were changed: missing ones filled or left out, all made of one size.

Whoever is missing differs from those who are there, and a group of a hundred drawn from each says nothing about who is
rare. Sizes and rates have to be those of the table as it came.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.altered_groups import altered_groups
from jupyter_mlsec.probes._notebook.compared_groups import compared_by, is_protected
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Compare groups in all rows as they came, with the missing as a group of their own."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = list(dict.fromkeys(altered_groups(program)))
    if found:
        return warned(f"Groups are changed before they are compared: {listed(found)}.", next_step=_STEP)
    if not any(is_protected(name) for name in compared_by(program)[0]):
        return not_applicable("the notebook compares no groups of people")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("Groups of people are compared as they came.")


PROBE = Probe(name="altered-groups", items=("PRE-03",), run=_run, partial=True, incidental=True, docs=__doc__)
