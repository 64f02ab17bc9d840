"""Tables of people that are given to others, with columns that together find them again, whatever the groups' sizes.

Birth date, postcode and sex find most people in a country. The smallest group has to be counted, and what is too small
must not go out.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.kept_people import measures_groups, released_with
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.written_queries import limits_groups
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Count the smallest group of the columns that others know, and stop or coarsen below the limit."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    code = code_of(subject.notebook)
    found = list(released_with(program, code, subject.notebook))
    measured = measures_groups(code) if found else None
    if found and not measured and not limits_groups(program, subject.notebook):
        names = list(dict.fromkeys(name for each in found for name in each.columns))
        told = f"{listed(dict.fromkeys(each.place for each in found))} goes out with {listed(map(label_of, names))}"
        if measured is False and any(each.named for each in found):
            return failed(f"{told}, however small the groups are.", next_step=_STEP)
        return warned(f"{told}, and nobody counts the groups.", next_step=_STEP)
    if not found:
        return not_applicable("no table of people is seen to be given to others")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("The groups of what is given to others are counted, and small ones stop it.")


PROBE = Probe(name="released-tables", items=("PRE-02",), run=_run, partial=True, incidental=True, docs=__doc__)
