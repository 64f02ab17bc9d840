"""Model files that a release hands to users without a signature or provenance, or straight from somebody's machine.

A release is worth as much as the way its weights came there. Files that were fetched from a host or a person's folder
and are passed on as they come could be anything; a digest in the same place would be exchanged with them.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.pushed_weights import pushed_weights
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = (
    "Train in the pipeline, or verify what is fetched; sign the weights and attach their provenance: mlsec run --sign"
)


def _run(subject: ProjectSubject) -> Observation:
    found = list(pushed_weights(subject))
    if not found:
        return not_applicable("nothing in the project brings a model to users")
    loose = [each.place for each in found if each.fetched and not each.compared]
    anywhere = any(each.proven for each in found)
    if loose and not anywhere:
        said = f"{listed(loose)} releases model files as they were fetched; nothing says where they are from."
        return failed(said, next_step=_STEP)
    if loose:
        return warned(
            f"{listed(loose)} signs model files that nobody compared when they were fetched.", next_step=_STEP
        )
    if anywhere or all(each.compared for each in found):
        return passed(f"{count(len(found), 'file')} that bring models to users, with proof of where they are from.")
    said = (
        f"{listed(each.place for each in found)} releases model files; nothing signs them or says where they are from."
    )
    return warned(said, next_step=_STEP)


PROBE = Probe(name="unproven-weights", items=("DEP-06",), run=_run, partial=True, incidental=True, docs=__doc__)
