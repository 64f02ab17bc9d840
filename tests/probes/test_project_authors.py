from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
ROLES = {"owner": "A. Ng", "reviewer": "B. Li", "contact": "C. Wu"}


def log(*people: str) -> dict[str, str]:
    lines = [f"{'0' * 40} {'1' * 40} {who} <{who[:1].lower()}@x.lab> 1760000000 +0000\tcommit: x" for who in people]
    return {".git/logs/HEAD": "\n".join(lines) + "\n"}


def test_a_stranger(ask_project: Ask) -> None:
    assert ask_project("authors", log("A. Ng", "Z. Xi"), declare={"roles": ROLES}) == (
        "warn",
        "1 author of 2 in Git hold no role.",
    )


def test_clean_twins(ask_project: Ask) -> None:
    members = ROLES | {"members": "Y. Q; z@x.lab"}
    assert ask_project("authors", log("A. Ng", "Z. Xi", "Y. Q"), declare={"roles": members}) == (
        "pass",
        "All 3 authors in Git hold a role.",
    )


def test_what_is_not_evidence(ask_project: Ask) -> None:
    files = {".git/logs/HEAD": f"{'0' * 40} {'1' * 40} A. Ng <a@x.lab> 1760000000 +0000\tclone: from x\n"}
    assert ask_project("authors", files, declare={"roles": ROLES}) == (
        "error",
        "Not evidence: this copy's log names no commit.",
    )


def test_without_roles(ask_project: Ask) -> None:
    assert ask_project("authors", log("A. Ng")) == (
        "not-applicable",
        "Does not apply: there is no log of commits, or nobody holds a role.",
    )
