"""Changes that nobody but their author has to approve, by the settings of branches and what pipelines do."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.resources import declared_about

_STEP = "Ask for the approval of somebody else, for administrators and machines as well."

PROBE = Probe(
    name="self-approval",
    items=("MNT-02",),
    run=declared_about("approvals", _STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
