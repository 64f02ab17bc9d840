"""Plans and records that leave open whether the model is hardened against attacks, or hold no figure of what it does.

That it is not hardened is a decision as well, where somebody says why.
"""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_decisions import open_decision
from jupyter_mlsec.probes._folder.record_methods import undecided_hardening

PROBE = Probe(
    name="hardening-record",
    items=("TRN-10",),
    run=records_about(
        "TRN-10",
        open_decision("hardening", "whether the model is hardened is not decided"),
        undecided_hardening,
        step="Decide it with the reason, and measure what it does before and after.",
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
