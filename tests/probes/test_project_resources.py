"""What projects declare and start: each probe sees its defect, passes the twin, and says nothing of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.probes._folder.resources import resources

Ask = Callable[..., tuple[str, str]]
PROBES = {
    "trail_infrastructure": ("rm -f logs/audit.log", "a log of the audit is deleted"),
    "kept_versions": ("gsutil versioning set off gs://models", "a bucket keeps no earlier versions"),
}


@pytest.mark.parametrize("probe", PROBES)
def test_defect_twin_and_nothing(ask_project: Ask, probe: str) -> None:
    line, fact = PROBES[probe]
    said = ("not-applicable", "Does not apply: the project declares and starts nothing.")
    assert ask_project(probe, {}) == said
    assert ask_project(probe, {"a.sh": f"# {line}\nls\n"}) == ("pass", "0 files of infrastructure and 1 command line.")
    assert ask_project(probe, {"a.sh": f"{line}\n"}) == ("fail", f"The project says it itself. a.sh: {fact}.")


@pytest.mark.parametrize("probe", PROBES)
def test_a_file_that_cannot_be_read_is_no_clean_one(ask_project: Ask, probe: str) -> None:
    assert ask_project(probe, {"main.tf": 'resource "a" {'}) == ("error", "Not evidence: main.tf cannot be read.")


def test_resources_have_the_kind_that_their_tool_gives_them() -> None:
    documents = [
        {"resource": [{"labels": ["aws_s3_bucket", "m"], "bucket": "m"}]},
        {"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "m"}}}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "m"}},
        [{"Bucket": {"versioned": False}}, {"print": {"a": 1}}],
        {"auditLog": {"enabled": False}},
    ]
    kinds = [[each.kind for each in resources(document)] for document in documents]
    assert kinds == [["aws_s3_bucket m"], ["AWS::S3::Bucket "], ["Deployment apps/v1"], ["Bucket"], [""]]
