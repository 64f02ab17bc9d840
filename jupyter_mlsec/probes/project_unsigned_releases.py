"""Models that a pipeline or a script brings to users unsigned: nobody can tell one that was exchanged on its way.

A pickle runs what is in it before anybody has looked. Where any part of the project signs what it releases, nothing is
said; whose key it is has to be verified by who loads it.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.released_models import released_models
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Release safetensors, ONNX or skops, and sign them in the same job: model_signing sign … or cosign sign-blob …"


def _run(subject: ProjectSubject) -> Observation:
    found = list(released_models(subject))
    if not found:
        return not_applicable("nothing in the project brings a model to users")
    grave = dict.fromkeys(each.place for each in found if each.public and each.pickled and not each.signed)
    if grave:
        return failed(f"{listed(grave)} publishes a pickle that nobody has signed.", next_step=_STEP)
    unsigned = dict.fromkeys(each.place for each in found if not each.signed)
    if unsigned:
        return warned(f"{listed(unsigned)} brings a model to others that nobody has signed.", next_step=_STEP)
    pickled = dict.fromkeys(each.place for each in found if each.pickled and each.public)
    if pickled:
        return warned(f"{listed(pickled)} publishes a pickle, which runs what is in it.", next_step=_STEP)
    return passed(f"{count(len({each.place for each in found}), 'release')} of models, signed.")


PROBE = Probe(name="unsigned-releases", items=("TRN-07",), run=_run, partial=True, incidental=True, docs=__doc__)
