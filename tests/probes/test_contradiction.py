"""What the rest of a table says against a label, where rows are thinned out and a rare class is lost by it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.probes._tables.contradiction import contradicts

ROWS = 6000


@pytest.mark.parametrize("planted", [True, False])
def test_a_class_that_is_lost_when_rows_are_thinned_out_shifts_no_label(planted: bool) -> None:  # noqa: FBT001 - a case
    random = np.random.default_rng(0)
    score = random.normal(size=ROWS)
    labels = np.where(score > 0, 2, 0)
    labels[7] = 1  # one row of 6,000, of which 1,500 are kept
    rows = random.random(ROWS) < 0.02
    rows[7] = False
    rows &= score < 0 if planted else score > 0
    labels[rows] = 2
    frame = pd.DataFrame({"score": score, "code": np.where(rows, "zz", random.choice(["a", "b", "c"], ROWS))})
    assert contradicts(frame, labels, rows, {"code"}, tried=1) is planted
