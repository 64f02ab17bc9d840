"""What projects declare and start: each probe sees its defect, passes the twin, and says nothing of nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.probes._folder.resources import resources

Ask = Callable[..., tuple[str, str]]
PROBES = {
    "trail_infrastructure": ("rm -f logs/audit.log", "a log of the audit is deleted"),
    "self_approval": ("gh pr merge --admin 7", "a change is merged past the rules"),
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


def test_runtimes_are_old_lately_old_or_mended(ask_project: Ask) -> None:
    assert ask_project("runtime_support", {"Dockerfile": "FROM scratch\n"}) == (
        "not-applicable",
        "Does not apply: no file of the project names a runtime whose end is known.",
    )
    said = [
        ask_project("runtime_support", {"Dockerfile": f"FROM python:{version}\n"})
        for version in ("3.8", "3.10", "3.12")
    ]
    assert said == [
        ("fail", "No longer mended: python 3.8 since 2024-10-07 (Dockerfile)."),
        ("warn", "No longer mended: python 3.10 since 2026-10-31 (Dockerfile)."),
        ("pass", "1 runtime, each still mended."),
    ]


def test_images_are_proven_or_not_or_that_is_switched_off(ask_project: Ask) -> None:
    push = "docker push r.example/x:1\n"
    said = [
        ask_project("unproven_images", {"push.sh": text})
        for text in ("ls\n", push, f"export DOCKER_CONTENT_TRUST=0\n{push}", f"{push}cosign sign r.example/x:1\n")
    ]
    assert said == [
        ("not-applicable", "Does not apply: nothing in the project pushes an image."),
        ("warn", "push.sh pushes images; nothing signs them or says where they are from."),
        ("fail", "Signatures without consequence. push.sh: signatures are not looked at."),
        ("pass", "1 file that push images, with proof of where they are from."),
    ]
