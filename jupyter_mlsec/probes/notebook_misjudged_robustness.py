"""A test of robustness whose change comes to nothing on its way to the model, or whose rows nobody looks at."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._judging.answer import misjudged
from jupyter_mlsec.probes._judging.claimed import claimed
from jupyter_mlsec.probes._judging.clean_alone import clean_alone
from jupyter_mlsec.probes._judging.one_source import one_source
from jupyter_mlsec.probes._judging.unused_changes import unused_changes
from jupyter_mlsec.probes._judging.weightless import weightless

_STEP = "Ask the model about rows that are changed by as much as the world changes them."

PROBE = Probe(
    name="misjudged-robustness",
    items=("EVA-02",),
    run=misjudged("EVA-02", _STEP, weightless, unused_changes, one_source, clean_alone, claimed("EVA-02")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
