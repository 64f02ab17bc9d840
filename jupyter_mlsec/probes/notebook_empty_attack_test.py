"""A test of adversarial robustness that cannot fail: an attack of no size or steps, or whose rows nobody looks at."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._notebook.empty_answer import empty_tests

PROBE = Probe(
    name="empty-attack-test",
    items=("EVA-03",),
    run=empty_tests("EVA-03"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
