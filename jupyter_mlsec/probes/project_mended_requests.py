"""Services that mend what the model never saw: an unknown category becomes a number, a text nought, an age the edge.

Who asked gets an answer to another question and learns nothing of it. A refusal, or an answer that says what was
changed, is no mending; numbers for unknown words of a vocabulary are the model's own.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.askers import asker_of
from jupyter_mlsec.probes._serving.checks import reached
from jupyter_mlsec.probes._serving.mended import mended
from jupyter_mlsec.probes._serving.services import serving

_STEP = "Refuse what lies outside of the training data (422), and say which field; or send the request to a person."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, None] = {}
    looked: set[int] = set()
    for service in serving(subject).services:
        asker = asker_of(service)
        for route in service.routes():
            for function in reached(route.function, service):
                if id(function) not in looked:
                    looked.add(id(function))
                    found |= dict.fromkeys(f"{function.name}: {what}" for what in mended(function, asker))
    if found:
        return warned(f"A request is mended and not refused. {listed(found)}.", next_step=_STEP)
    if not looked:
        return not_applicable("nothing in the project serves a model")
    return passed(f"{count(len(looked), 'function')} behind routes, none of which mends a request.")


PROBE = Probe(name="mended-requests", items=("DEP-04",), run=_run, partial=True, incidental=True, docs=__doc__)
