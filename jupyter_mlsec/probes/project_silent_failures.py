"""Failures that look like an answer: an exception says "healthy", a threshold for abstaining has nothing below it."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.services import serving
from jupyter_mlsec.probes._serving.silent_failures import Silent, asking, program_of, silent_failures

_STEP = (
    "Answer a failure, and what the model is not sure of, with neither class: raise, or say that a person must look."
)


def _run(subject: ProjectSubject) -> Observation:
    found: list[Silent] = []
    asked = 0
    for text in serving(subject).modules.texts.values():
        program = program_of(text)
        if program is not None:
            asked += asking(program)
            found.extend(silent_failures(program))
    if found:
        told = listed(dict.fromkeys(f"{each.function}: {each.why}" for each in found))
        return failed(f"Nobody learns that the model had no answer. {told}.", next_step=_STEP)
    if not asked:
        return not_applicable("no function asks a model and catches its failures")
    return passed(f"{count(asked, 'function')} whose failures look like no answer.")


PROBE = Probe(name="silent-failures", items=("EVA-09",), run=_run, partial=True, incidental=True, docs=__doc__)
