"""Training in a cloud whose walls were taken away: no isolation of the network, no own network, a shell into the job.

What a program hands to SageMaker, Vertex, Azure or to an operator of a scheduler is looked at, in the notebook and in
the programs around it. What is not said is left to the platform.
"""

from __future__ import annotations

import re
from functools import cache

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.python_calls import Started, python_calls
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import entries

_SPEAKS = re.compile(
    r"sagemaker|aiplatform|azure\.ai\.ml|create_\w+_job|create_notebook_instance|DockerOperator|PodOperator"
    r"|containers\.run|V1Pod|V1Security"
)
_STEP = "Run the job in the own network without a way out: network isolation, subnets, security groups, encryption."


@cache
def _jobs() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    return tuple((re.compile(each["calls"]), each["open"]) for each in entries("training", "job"))


def _run(subject: ProjectSubject) -> Observation:
    found: list[str] = []
    jobs = 0
    for call in python_calls(subject, _SPEAKS):
        for pattern, open_ in _jobs():
            if pattern.fullmatch(call.name):
                jobs += 1
                found += [f"{_called(call)} in {call.place} {said}" for pair, said in open_.items() if call.says(pair)]
    if found:
        return failed(f"Training is not kept apart: {listed(dict.fromkeys(found), most=3)}.", *found, next_step=_STEP)
    if not jobs:
        return not_applicable("no program of the project starts training in a cloud")
    return passed(f"{count(jobs, 'job')} in a cloud, none with a wall taken away.")


def _called(call: Started) -> str:
    return call.name.replace("()", "").rpartition(".")[2]


PROBE = Probe(name="cloud-training", items=("TRN-01",), run=_run, partial=True, incidental=True, docs=__doc__)
