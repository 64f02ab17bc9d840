"""The answer of probes that ask whether anything follows from a notebook's checks of a figure against a limit."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._notebook.idle_checks import FOLLOWED_BY_NOTHING, checks_of

_STEP = "Raise, exit or keep the model from being saved where the check fails."


def idle_checks(item: str) -> Callable[[NotebookSubject], Observation]:
    """Return the run of a probe that looks at the checks of one item of the checklist."""

    def run(subject: NotebookSubject) -> Observation:
        found = [each for each in checks_of(subject.notebook) if each.item == item]
        idle = sorted({each.idle for each in found if each.idle})
        if idle:
            # what nothing follows from may well have held; what cannot fail has told nothing in any case
            answer = warned if all(each in FOLLOWED_BY_NOTHING for each in idle) else failed
            return answer(f"Checks that change nothing: {listed(idle)}.", next_step=_STEP)
        if not found:
            return not_applicable("the notebook holds nothing of the kind against a limit")
        return passed(f"{count(len(found), 'check')} with a consequence.")

    return run
