"""Routes that answer with all scores of a model, as often as somebody asks: by them it is copied and its rows found."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._serving.answers import asks_rarely, exposing_routes, is_left_out
from jupyter_mlsec.probes._serving.checks import asks_model
from jupyter_mlsec.probes._serving.services import serving

_STEP = "Answer with the label, or a rounded score, and let each caller ask only so often."


def _run(subject: ProjectSubject) -> Observation:
    whole = serving(subject)
    open_: set[str] = set()
    endless: set[str] = set()
    asked = 0
    for service in whole.services:
        asked += sum(asks_model(route.function, service) for route in service.routes())
        names = set(exposing_routes(service))
        left_out = {name for name in names if is_left_out(name, service)}
        open_ |= left_out
        names -= left_out
        rarely = asks_rarely(service) if names else True
        if rarely is False:
            endless |= names
        elif rarely is None:
            open_ |= names
    if endless:
        said = f"{listed(sorted(endless))} answers with all scores of the model, under a limit that stops nobody."
        return failed(said, next_step=_STEP)
    if open_:
        said = f"{listed(sorted(open_))} answers with all scores of the model, and no limit on questions is seen."
        return warned(said, next_step=_STEP)
    if whole.broken:
        return not_evidence(f"{count(whole.broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not asked:
        return not_applicable("no route of the project asks a model")
    return passed(f"{count(asked, 'route')} that ask a model, none gives all of its scores away without a limit.")


PROBE = Probe(name="exposed-scores", items=("EVA-05",), run=_run, partial=True, incidental=True, docs=__doc__)
