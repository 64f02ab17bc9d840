"""Stages of a pipeline that read data which they do not name: nobody learns that the model is of other data now.

What DVC, Snakemake or make is not told, it neither records nor compares; the stage stays as it was when its data
change.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.stage_inputs import stages
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable


def _run(subject: ProjectSubject) -> Observation:
    found = list(stages(subject))
    said = [f"{name} {what}" for name, what in found if what]
    if said:
        step = "Name every input and output of the stage: deps and outs, input and output, prerequisites."
        return warned(f"Data are followed nowhere: {listed(said)}.", *said, next_step=step)
    if not found:
        return not_applicable("the project has no stages")
    return passed(f"{count(len(found), 'stage')}, each names what it reads.")


PROBE = Probe(name="stage-inputs", items=("PRE-05",), run=_run, partial=True, incidental=True, docs=__doc__)
