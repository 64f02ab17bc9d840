from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
POLICY = 'data "aws_iam_policy_document" "p" {{\n  statement {{\n    {}\n  }}\n}}\n'


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        ("main.tf", 'resource "aws_s3_bucket" "m" {\n  acl = "public-read"\n}\n', "shows a bucket to everybody"),
        ("main.tf", 'resource "x" "m" {\n  member = "allUsers"\n}\n', "is given to everybody"),
        ("main.tf", POLICY.format('actions = ["*"]\n    resources = ["*"]'), "may do everything"),
        (
            "main.tf",
            POLICY.format('actions = ["s3:Get"]\n    principals {\n identifiers = ["*"]\n}'),
            "is given to everybody",
        ),
        ("a.tf", 'resource "aws_db_instance" "d" {\n  storage_encrypted = false\n}\n', "keeps data unencrypted"),
        ("t.yaml", "Resources:\n  B:\n    Properties: {AccessControl: PublicRead}\n", "shows a bucket to everybody"),
        (
            "m.bicep",
            "resource s 'a@1' = {\n  properties: {\n    minimumTlsVersion: 'TLS1_0'\n  }\n}\n",
            "speaks an old TLS",
        ),
        ("i.py", "import pulumi_aws as aws\naws.s3.Bucket('m', acl='public-read')\n", "shows a bucket to everybody"),
    ],
)
def test_planted_weaknesses(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("public_storage", {name: text}) == ("fail", f"{name} {fact}.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", 'resource "aws_s3_bucket" "m" {\n  acl = "private"\n}\n'),
        ("main.tf", POLICY.format('effect = "Deny"\n    actions = ["*"]\n    resources = ["*"]')),
        ("t.yaml", "Resources:\n  B:\n    Properties: {BucketName: !Sub '${A}-m'}\n"),
    ],
)
def test_clean_twins(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("public_storage", {name: text}) == (
        "pass",
        "1 file of infrastructure, none opens anything to everybody.",
    )


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("public_storage", {"main.tf": 'resource "a" "b" {\n  x = [1,\n'}) == (
        "error",
        "Not evidence: main.tf cannot be read.",
    )


def test_nothing_is_declared(ask_project: Ask) -> None:
    assert ask_project("public_storage", {"app.py": "x = 1\n"}) == (
        "not-applicable",
        "Does not apply: the project declares nothing in a cloud.",
    )
