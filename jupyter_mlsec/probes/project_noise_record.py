"""Records that leave open whether training needs noise, claim it without a budget, or whose budget protects nobody.

That it is not used is a decision as well, where somebody says why. A heading that nothing stands below, or a decision
record that is still a proposal, is none.
"""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_budgets import budgets_that_protect_nobody
from jupyter_mlsec.probes._folder.record_decisions import open_decision
from jupyter_mlsec.probes._folder.record_methods import claimed_privacy

PROBE = Probe(
    name="noise-record",
    items=("TRN-09",),
    run=records_about(
        "TRN-09",
        open_decision("noise", "whether training needs noise is not decided"),
        budgets_that_protect_nobody,
        claimed_privacy,
        step="Decide it with the reason, and write the budget, whose it is and who kept account of it into the record.",
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
