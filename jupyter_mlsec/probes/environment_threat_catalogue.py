"""A catalogue of attacks that is older than the attacks: threats are proposed from an edition of MITRE ATLAS.

The edition comes with this package. A newer one names techniques that this one cannot propose.
"""

from __future__ import annotations

from datetime import timedelta

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject
from jupyter_mlsec.probes._ground.observations import not_evidence
from jupyter_mlsec.probes._ground.threats import ATLAS, ATLAS_DATE

_LIMIT = timedelta(days=365)


def _run(subject: EnvironmentSubject) -> Observation:
    age = subject.now.date() - ATLAS_DATE
    if age < timedelta(0):
        return not_evidence("the catalogue of attacks is of the future", next_step="Set this machine's clock.")
    old = age > _LIMIT
    return Observation(
        status=Status.WARN if old else Status.PASS,
        summary=f"Threats are proposed from MITRE ATLAS {ATLAS}, {age.days} days old.",
        measurements=(Measurement(name="atlas-age", value=float(age.days), limit=f"<= {_LIMIT.days}", unit="d"),),
        next_step="Update jupyter-mlsec, and look at the threats again." if old else "",
    )


PROBE = Probe(name="threat-catalogue", items=("GOV-05",), run=_run, partial=True, docs=__doc__)
