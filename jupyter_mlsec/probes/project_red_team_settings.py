"""Red-team runs that try nothing: no probe, no test, or a result that stops nothing (garak, promptfoo, PyRIT, …)."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.red_team import tried
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Choose the probes that fit what the model is for, and let what they find stop the release."


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(tried(subject)))
    idle = [f"{each.place}: {each.nothing}" for each in found if each.nothing]
    if idle:
        return failed(f"Attacks that try nothing. {listed(idle)}.", next_step=_STEP)
    if not found:
        return not_applicable("the project has no settings of a tool that attacks a model")
    return passed(f"{count(len({each.place for each in found}), 'file')} with attacks that are tried.")


PROBE = Probe(name="red-team-settings", items=("EVA-03",), run=_run, partial=True, incidental=True, docs=__doc__)
