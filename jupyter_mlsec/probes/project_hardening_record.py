"""Plans and decision records that leave open whether the model is hardened against attacks.

That it is not is a decision as well, where somebody says why.
"""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_decisions import open_decision

PROBE = Probe(
    name="hardening-record",
    items=("TRN-10",),
    run=records_about("TRN-10", open_decision("hardening", "whether the model is hardened is not decided")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
