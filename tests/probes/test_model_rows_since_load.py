"""The rows that a kernel saw a model fitted on, since they were loaded."""

from __future__ import annotations

import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.since_load import RowHistory
from jupyter_mlsec.probes.model_rows_since_load import PROBE

LOADED, SCALED = pd.DataFrame({"a": [1, 2, 3]}), pd.DataFrame({"a": [0.1, 0.2, 0.3]})
THEN, NEW = frame_digest(LOADED), frame_digest(SCALED)


@pytest.mark.parametrize(
    ("rows", "history", "status"),
    [
        (LOADED, RowHistory(THEN, THEN), Status.PASS),
        (SCALED, RowHistory(THEN, NEW), Status.FAIL),
        (SCALED, RowHistory(THEN, NEW, frozenset({NEW})), Status.PASS),
        (SCALED, RowHistory(THEN, THEN), Status.WARN),
        (LOADED, RowHistory(), Status.OPEN),
        (None, RowHistory(THEN, THEN), Status.OPEN),
    ],
)
def test_rows_are_compared_with_what_they_were(rows: object, history: RowHistory, status: Status) -> None:
    assert PROBE.run(ModelSubject(name="clf", model=object(), x_train=rows, history=history)).status is status
