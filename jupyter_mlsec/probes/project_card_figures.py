"""A model card whose figures are not those of the project's own files of metrics."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.card_figures import claims
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Write the card from the measurements: %mlsec card"


def _run(subject: ProjectSubject) -> Observation:
    told = list(claims(subject))
    found: dict[str, list[str]] = {}
    for place, name, true in told:
        if not true:
            found.setdefault(place, []).append(name)
    if found:
        said = "; ".join(f"{place}: {listed(names)}" for place, names in found.items())
        return failed(f"No file of metrics bears out what the card says. {said}.", next_step=_STEP)
    if not told:
        return not_applicable("no card's figures stand against those of a file of metrics")
    return passed(f"{count(len(told), 'figure')} of the card, each borne out by a file of metrics.")


PROBE = Probe(name="card-figures", items=("EVA-10",), run=_run, partial=True, incidental=True, docs=__doc__)
