"""A release that is not a signed run of this notebook, or whose signature nobody has verified.

The newest bundle beside the notebook is looked for; that its signature holds is for ``mlsec verify`` to say, and
without its verdict this is not evidence.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.bundles import bundles_beside
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, not_evidence, to_declare


def _run(subject: ProjectSubject) -> Observation:
    verification = subject.verification
    if verification is not None:
        if not verification.verified:
            codes = tuple(sorted({failure.code for failure in verification.failures}))
            return failed(
                f"The signed run failed verification ({count(len(verification.failures), 'failure')}).",
                *codes,
                next_step="Find out what changed the bundle, and export the run again: mlsec run NOTEBOOK -o BUNDLE",
            )
        signers = tuple(f"{signer.role}: {signer.identity}" for signer in verification.signers)
        return passed(f"The signed run was verified (trust level {verification.trust_level.value}).", *signers)
    bundles = bundles_beside(subject.folder)
    if not bundles:
        return to_declare("No signed run lies beside the notebook", "Export one: mlsec run NOTEBOOK -o BUNDLE")
    return not_evidence(f"{bundles[-1].name} was not verified", next_step=f"Verify it: mlsec verify {bundles[-1].name}")


PROBE = Probe(name="signed-run", items=("DEP-06",), run=_run, docs=__doc__)
