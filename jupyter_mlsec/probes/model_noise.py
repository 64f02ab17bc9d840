"""Predictions that fall apart under a little noise.

Each numeric feature is disturbed by Gaussian noise of 5, 10, 20 and 50 % of its own spread. Declare ``noise-drop``:
the most accuracy (R2 for regressors) that may be lost at 10 %; by default more than 0.05 warns.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import guarded
from jupyter_mlsec.probes._predictors.corruptions import noisy
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.robustness import Curve, follow

_LEVELS = (0.05, 0.1, 0.2, 0.5)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    curve = Curve(
        name="noise-drop",
        what="noise of 10 % of each feature's spread",
        levels=_LEVELS,
        decisive=0.1,
        default="<= 0.05",
    )
    return follow(subject, curve, noisy)


PROBE = Probe(name="fragile-under-noise", items=("EVA-02",), run=_run, cost=Cost.NORMAL, docs=__doc__)
