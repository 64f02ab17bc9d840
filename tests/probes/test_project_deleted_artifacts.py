from __future__ import annotations

import hashlib
from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
DIGEST = hashlib.sha256(b"rows").hexdigest()
GONE = {"deletion__train.csv": {"sha256": f"sha256:{DIGEST}"}}


def test_gone(ask_project: Ask) -> None:
    assert ask_project("deleted_artifacts", {"notes.md": "x"}, declare=GONE) == (
        "pass",
        "1 deletion confirmed: the paths are gone, and none of 1 file holds the same bytes.",
    )


def test_still_there(ask_project: Ask) -> None:
    assert ask_project("deleted_artifacts", {"train.csv": "other"}, declare=GONE) == (
        "fail",
        "train.csv was declared deleted and is still there.",
    )


def test_a_copy_under_another_name(ask_project: Ask) -> None:
    assert ask_project("deleted_artifacts", {"backup/old.bin": "rows"}, declare=GONE) == (
        "fail",
        "backup/old.bin holds the same bytes as something that was deleted.",
    )


def test_without_a_digest_copies_cannot_be_found(ask_project: Ask) -> None:
    assert ask_project("deleted_artifacts", {}, declare={"deletion__train.csv": {"date": "2026-11-01"}}) == (
        "warn",
        "1 deletion names no digest, so copies could not be looked for.",
    )


def test_no_record(ask_project: Ask) -> None:
    assert ask_project("deleted_artifacts", {}) == ("open", "No deletion is recorded.")
