from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
DIGEST = "a1" * 32
WHOLE = f'[{{"file": "old.csv", "sha256": "{DIGEST}", "date": "2026-02-01"}}]'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE, ("pass", "1 record of deletions, with digests and days.")),
        (WHOLE.replace(DIGEST, ""), ("fail", "deletions.json proves too little: no digest.")),
        (
            WHOLE.replace("2026-02-01", "2026-02-01T07:15:09.204113+00:00"),
            ("pass", "1 record of deletions, with digests and days."),
        ),
        (WHOLE.replace("2026-02-01", "soon"), ("fail", "deletions.json proves too little: no day.")),
        ("{", ("error", "Not evidence: deletions.json cannot be read.")),
    ],
)
def test_records(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("deletion_document", {"deletions.json": text}) == said


def test_prose(ask_project: Ask) -> None:
    text = f"# Löschungen\n- alt.csv am 01.02.2026, {DIGEST}\n"
    assert ask_project("deletion_document", {"loeschprotokoll.md": text})[0] == "pass"
    assert ask_project("deletion_document", {"loeschprotokoll.md": "alt.csv, gestern\n"}) == (
        "fail",
        "loeschprotokoll.md proves too little: no day and no digest.",
    )


@pytest.mark.parametrize(
    "line", ["Nachsuche über SHA-256 am 09.07.2026: nichts", "preuve : recherche par empreinte du 2026-07-09, rien"]
)
def test_a_search_by_digests_that_are_not_kept_is_half_a_proof(ask_project: Ask, line: str) -> None:
    text = f"# Deletion\n- old.csv: deleted 2026-02-01\n- {line}\n"
    assert ask_project("deletion_document", {"deletion_record.md": text}) == (
        "warn",
        "deletion_record.md tells of a search by digests and holds none.",
    )


def test_no_record(ask_project: Ask) -> None:
    assert ask_project("deletion_document", {"a.md": WHOLE})[0] == "not-applicable"


SAID_ONCE = f"""
retired: speed 2
deleted_on: 2026-09-30
files:
  - {{path: models/speed.onnx, sha256: {DIGEST}}}
  - {{path: exports/speed.csv, sha256: {DIGEST}}}
backups: {{expire: 2026-10-30, confirmed_by: r.diaz@bank.example, tapes: n/a}}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ("pass", "1 record of deletions, with digests and days.")),
        ("deleted_on: 2026-09-30", "", ("fail", "deletion_record.yaml proves too little: no day.")),
        (f"{{path: exports/speed.csv, sha256: {DIGEST}}}", "{path: exports/speed.csv}",
         ("fail", "deletion_record.yaml proves too little: no digest.")),
        (f", sha256: {DIGEST}", "", ("fail", "deletion_record.yaml proves too little: no digest.")),
    ],
)  # fmt: skip
def test_a_day_that_is_said_once_counts_for_each(ask_project: Ask, old: str, new: str, said: tuple[str, str]) -> None:
    text = SAID_ONCE.replace(old, new) if old else SAID_ONCE
    assert ask_project("deletion_document", {"deletion_record.yaml": text}) == said


def test_a_date_of_yaml_above_a_list_by_name(ask_project: Ask) -> None:
    text = f'{{"batch": {{"day": "2026-10-04", "erased": {{"a.bin": {{"sha256": "{DIGEST}"}}}}}}}}'
    assert ask_project("deletion_document", {"deletions.json": text})[0] == "pass"
