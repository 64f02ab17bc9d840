"""Columns of people that the code asks for by name, where nobody wrote down why they may be used.

Faith, health, origin, opinions, unions and convictions need more than a reason (GDPR Art. 9 and 10). Names of columns
are a hint only, and data that others have published are left alone.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.legal_basis import basis_is_told
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.asked_people import asked_people, reads_published
from jupyter_mlsec.probes._notebook.columns import personal
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.personal_names import Reach

_STEP = "Do without them, or write down the basis: %mlsec declare dataset NAME --legal-basis …"


def _run(subject: ProjectSubject) -> Observation:
    program = read_program(subject.notebook)
    asked = asked_people(program, subject.notebook)
    special = [name for name, kind in asked.items() if kind.reach is Reach.SPECIAL] if len(asked) > 1 else []
    found = [*special, *personal(asked)]
    if not found:
        return unreadable(program) or not_applicable("the code asks for no column that is about people")
    if reads_published(program):
        return not_applicable("all data that the code reads are published by others")
    if not basis_is_told(subject):
        told = f"No legal basis is written down for {listed(map(label_of, found))}."
        return warned(told, *(f"{label_of(name)}: {asked[name].kind}" for name in found), next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    return passed(f"A legal basis is written down for {listed(map(label_of, found))}.")


PROBE = Probe(name="personal-columns", items=("COL-01",), run=_run, partial=True, incidental=True, docs=__doc__)
