"""Records of hardening that put the decision off, or that hold no figure of what it does."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_methods import undecided_hardening

PROBE = Probe(
    name="unmeasured-hardening",
    items=("TRN-10",),
    run=records_about("TRN-10", undecided_hardening),
    partial=True,
    incidental=True,
    docs=__doc__,
)
