"""Models that take the place of the old one and were not held against it: the newest one wins because it is new.

Asked are the programs of a project; the notebook, too, unless it trains what it promotes: see ``unasked-promotion``.
Something has to decide between the alias and the model: a comparison on the same rows, with what chance allows for, and
somebody else's approval. Any condition about a figure, a comparison or an approval counts here.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.programs import NOTEBOOK, programs
from jupyter_mlsec.probes._folder.promotions import promotions
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._notebook.promotions import promotions as trained_promotions

_STEP = "Score both on the same rows, and go on only where the new one is no worse and somebody has approved it."
_SPEAKS = re.compile(
    r"alias|stage|promot|version_tag|model_package|champion|link_artifact|link_model|shutil|symlink|copy_object|os\.(?:replace|rename)|prod"
)


def _run(subject: ProjectSubject) -> Observation:
    sources = (each for each in programs(subject, _SPEAKS) if each.place != NOTEBOOK or not _is_told(subject))
    found = [(source.place, decided) for source in sources for decided in promotions(source)]
    blind = dict.fromkeys(place for place, decided in found if not decided)
    if blind:
        said = f"A model takes the place of the old one, and nothing compares the two: {listed(blind)}."
        return warned(said, next_step=_STEP)
    if not found:
        return not_applicable("no program of the project puts a model in the place of another")
    return passed(f"{count(len(found), 'promotion')} of a model, each after a decision.")


def _is_told(subject: ProjectSubject) -> bool:
    """Tell whether it is said of the notebook already that it promotes what it trained."""
    return not all(each.asked for each in trained_promotions(subject.notebook))


PROBE = Probe(name="unmatched-promotion", items=("MNT-02",), run=_run, partial=True, incidental=True, docs=__doc__)
