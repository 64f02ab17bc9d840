"""Small groups of people that are left out or put together: who was rare before is missing now.

What a model says of a group that it never saw is anybody's guess. A limit on the size of groups of a protected
attribute needs a look at who is lost by it.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.kept_people import dropped_groups
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of


def _run(subject: NotebookSubject) -> Observation:
    code = code_of(subject.notebook)
    found = list(dict.fromkeys(dropped_groups(code)))
    if found:
        step = "Keep them, weigh or collect more; say who is left out: %mlsec answer PRE-03"
        return warned(f"Small groups are left out by {listed(map(label_of, found))}.", next_step=step)
    if not any(name in code.calls for name in ("value_counts", "groupby", "group_by", "groupBy")):
        return not_applicable("the notebook counts no groups")
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    return passed("No group of people is left out by its size.")


PROBE = Probe(name="dropped-groups", items=("PRE-03",), run=_run, partial=True, incidental=True, docs=__doc__)
