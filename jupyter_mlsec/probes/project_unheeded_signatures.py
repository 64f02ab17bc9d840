"""Signatures that are verified, and nobody minds the answer.

A model whose signature does not fit was exchanged on its way. A release that verifies it and goes on, asks for no
certain signer, or only writes the answer down, ships whatever it is given.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.signature_policies import toothless_policies
from jupyter_mlsec.probes._folder.unheeded import Asked, asked, command, options
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "End the release where a signature does not fit, and name the signer whose it has to be."


def _run(subject: ProjectSubject) -> Observation:
    verified = [each for each in asked(subject, "verifiers", "sums", void="verify_void") if _is_of_a_model(each)]
    policies = list(toothless_policies(subject))
    grave = [f"{each.command} in {each.place} {each.why}" for each in verified if each.why]
    grave += [f"{place} {why}" for place, why in policies if why]
    if grave:
        return failed(f"Signatures stop nothing: {listed(dict.fromkeys(grave))}.", next_step=_STEP)
    if not verified and not policies:
        return not_applicable("no script of the project verifies a signature")
    return passed(f"{count(len(verified) + len(policies), 'verification')}, each can stop a release.")


def _is_of_a_model(each: Asked) -> bool:
    """Tell whether a command is about a model: sums are held against anything."""
    return (
        command("sums").search(each.line) is None or options("models").search(f"{each.line} {each.place}") is not None
    )


PROBE = Probe(name="unheeded-signatures", items=("TRN-07",), run=_run, partial=True, incidental=True, docs=__doc__)
