"""Predictions that fall apart when inputs move: a sensor's offset, another unit, inflation, brighter light.

Every numeric feature is moved, one at a time, by 0.5, 1 and 2 of its own spreads; features of one unit (pixels, samples
of a signal) are moved together, too, up and down. What is worst counts. Declare
``shift-drop``: the most accuracy (R2) that may be lost at half a spread; by default more than 0.2 warns.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import guarded
from jupyter_mlsec.probes._predictors.corruptions import moved
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.robustness import Curve, follow

_LEVELS = (0.5, 1.0, 2.0)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    curve = Curve(
        name="shift-drop", what="inputs moved by half a spread", levels=_LEVELS, decisive=0.5, default="<= 0.2"
    )
    return follow(subject, curve, moved)


PROBE = Probe(name="fragile-under-shift", items=("EVA-02",), run=_run, cost=Cost.NORMAL, docs=__doc__)
