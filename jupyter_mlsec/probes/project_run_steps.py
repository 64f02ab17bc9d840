"""Records of a run in which the table of the fit is not the one that was split, and nothing says why.

Whoever can write into a table after it was split decides what the model learns, and no test on the other part shows it.
"""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_steps import changed_before_fit

PROBE = Probe(
    name="run-steps",
    items=("TRN-05",),
    run=records_about("TRN-05", changed_before_fit),
    partial=True,
    incidental=True,
    docs=__doc__,
)
