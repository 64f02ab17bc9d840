"""Programs that fetch a model and let it answer requests as it came: no signature is verified, no digest compared.

Whoever can write to the bucket decides what is deployed. A manifest or a signature that is fetched beside the model and
only read, or not at all, changes nothing of that.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.programs import programs
from jupyter_mlsec.probes._folder.rollouts import rollout
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Verify the signature of the release, compare the model's SHA-256 with it, and stop where they do not fit."
_SPEAKS = re.compile(r"deploy|endpoint|create_or_update|upload|kubectl|helm|rollout|update_function|namespaced")


def _run(subject: ProjectSubject) -> Observation:
    found = {source.place: each for source in programs(subject, _SPEAKS) if (each := rollout(source)) is not None}
    signed = [place for place, each in found.items() if each.signed and not each.verified]
    plain = [place for place, each in found.items() if not each.signed and not each.verified]
    if signed:
        said = "What is rolled out is held against nothing, though its signature or manifest is fetched"
        return warned(f"{said}: {listed(signed)}.", next_step=_STEP)
    if plain:
        return warned(f"A model is fetched and rolled out as it came: {listed(plain)}.", next_step=_STEP)
    if not found:
        return not_applicable("no program of the project fetches a model and rolls it out")
    return passed(f"{count(len(found), 'rollout')} of a fetched model, held against a signature or a digest.")


PROBE = Probe(name="unverified-rollouts", items=("DEP-06",), run=_run, partial=True, incidental=True, docs=__doc__)
