"""Made-up tables that are given away although nobody looked how near their rows come to the real ones.

A generator that has learnt too well repeats people. Means and histograms that agree say nothing about that: distances
to the nearest real row, held against those of rows it never saw, or an attack that singles people out, do.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.made_up_rows import looks_at_closeness, made_up_tables
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Compare each made-up row with the nearest real one and with held-out rows, and stop where it is too near."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = list(dict.fromkeys(place for place, _ in made_up_tables(program)))
    if found and not looks_at_closeness(program):
        return warned(f"Made after real rows, and not compared with them: {listed(found)}.", next_step=_STEP)
    if not found:
        return not_applicable("no table that is made after real rows is seen to be written")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("Made-up rows are compared with the real ones.")


PROBE = Probe(name="synthetic-copies", items=("PRE-02",), run=_run, partial=True, incidental=True, docs=__doc__)
