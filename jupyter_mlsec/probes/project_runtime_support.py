"""Runtimes that nobody mends any more, by what images, workflows and functions of the project name."""

from __future__ import annotations

from datetime import timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.runtimes import runtimes
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_LONG = timedelta(days=180)
_STEP = "Build on a line that its maker still mends, and plan the next move before its end."


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(runtimes(subject)))
    if not found:
        return not_applicable("no file of the project names a runtime whose end is known")
    today = subject.now.date()
    over = [each for each in found if each.end < today]
    if over:
        told = listed(f"{each.name} since {each.end} ({each.place})" for each in over)
        say = failed if any(each.end < today - _LONG for each in over) else warned
        return say(f"No longer mended: {told}.", next_step=_STEP)
    return passed(f"{count(len(found), 'runtime')}, each still mended.")


PROBE = Probe(name="runtime-support", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
