"""A comparison of groups in which the truth is the guess or both groups are one, or that is prepared and never made."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.one_source import one_source
from jupyter_mlsec.probes._judging.self_compared import self_compared
from jupyter_mlsec.probes._judging.uncompared_groups import uncompared_groups

_STEP = "Give the measure the truth of the rows and the groups that are to be compared."

PROBE = Probe(
    name="misjudged-fairness",
    items=("EVA-06",),
    run=misjudged("EVA-06", _STEP, self_compared, one_source, uncompared_groups, claimed("EVA-06")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
