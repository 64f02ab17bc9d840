"""Records of tables of people that say that nobody measured how easily they are found again."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_anonymity import anonymity_below_limit
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="reidentification-record",
    items=("PRE-02",),
    run=records_about("PRE-02", anonymity_below_limit),
    partial=True,
    incidental=True,
    docs=__doc__,
)
