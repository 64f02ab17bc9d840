"""Rows that cannot be read and vanish: skipped by the reader, passed over in a loop, turned into gaps and filled.

Whatever is broken is seldom broken at random: one station, one year, one group goes missing. What counts what was left
out and stops above a limit is left alone.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.discarded import discards, looked_at
from jupyter_mlsec.probes._notebook.program import read_program


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = list(dict.fromkeys(discards(program, subject.notebook)))
    if found:
        step = "Count what was left out, say so, and stop above a limit: assert bad / total < 0.01"
        return warned(f"Nobody learns what was thrown away: {listed(found)}.", next_step=step)
    if not looked_at(program):
        return not_applicable("the notebook reads no table")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("What cannot be read is not thrown away unseen.")


PROBE = Probe(name="discarded-rows", items=("COL-02",), run=_run, partial=True, incidental=True, docs=__doc__)
