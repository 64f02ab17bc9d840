"""Rehearsals of a rollback that prove nothing: one model's answers held against themselves, the restored one not asked.

A rehearsal scores a fixed sample with what was restored and compares with the answers that were recorded when it was
in use. Whether it took place is said by a person.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.programs import programs
from jupyter_mlsec.probes._folder.rehearsals import REHEARSES, void_rehearsals
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Score a fixed sample with what was restored, and compare with the answers that were recorded with it."


def _run(subject: ProjectSubject) -> Observation:
    found = [(source.place, why) for source in programs(subject, REHEARSES) for why in void_rehearsals(source)]
    void = dict.fromkeys(f"{place} {why}" for place, why in found if why)
    if void:
        return warned(f"The rehearsal proves nothing: {listed(void)}.", next_step=_STEP)
    if not found:
        return not_applicable("no program of the project rehearses going back to an older model")
    return passed(f"{count(len(found), 'rehearsal')} that asks what was restored and compares its answers.")


PROBE = Probe(name="void-rehearsals", items=("MNT-05",), run=_run, partial=True, incidental=True, docs=__doc__)
