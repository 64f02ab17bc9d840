"""Sources that a notebook writes over: what was raw is gone, and nobody can say what it was made of.

A second run starts from what the first one left. Rows that are only added to a file are left alone.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.overwritten import overwritten, writes_any
from jupyter_mlsec.probes._notebook.program import read_program


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = list(dict.fromkeys(overwritten(program)))
    if found:
        step = (
            "Write the changed data to a file of their own, with a version in its name, and leave the source as it is."
        )
        return warned(f"Written over with what was made of it: {listed(found)}.", next_step=step)
    if not writes_any(program):
        return not_applicable("the notebook writes no table")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("No source is written over.")


PROBE = Probe(name="overwritten-sources", items=("PRE-05",), run=_run, partial=True, incidental=True, docs=__doc__)
