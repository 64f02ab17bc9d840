"""What a notebook's prose and raw cells say is no code, and nothing that it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
GRANT = "%%sql\nGRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA features TO PUBLIC"
JOB = "import boto3\nboto3.client('sagemaker').create_training_job(TrainingJobName='a', EnableNetworkIsolation=False)"


@pytest.mark.parametrize(("probe", "source"), [("opened_data", GRANT), ("cloud_training", JOB)])
def test_only_code_cells_are_code(ask_project: Ask, probe: str, source: str) -> None:
    assert ask_project(probe, {}, source)[0] in {"fail", "warn"}
    for kind in ("markdown", "raw"):
        prose = {"cell_type": kind, "source": source}
        assert ask_project(probe, {}, prose)[0] == "not-applicable"
