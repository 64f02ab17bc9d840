from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
REMOTE = '[core]\n\tbare = false\n[remote "origin"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
TOKEN = "ab" * 15


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"https://{TOKEN}@git.lab/x.git", ("fail", "The address of the remote origin holds a password or token.")),
        (f"https://me:{TOKEN}@git.lab/x.git", ("fail", "The address of the remote origin holds a password or token.")),
        ("http://git.lab/x.git", ("fail", "The remote origin is reached without encryption.")),
        ("git://git.lab/x.git", ("fail", "The remote origin is reached without encryption.")),
        ("https://git.lab/x.git", ("pass", "1 remote, encrypted and without a password in the address.")),
        ("git@git.lab:me/x.git", ("pass", "1 remote, encrypted and without a password in the address.")),
        ("ssh://git@git.lab/x.git", ("pass", "1 remote, encrypted and without a password in the address.")),
    ],
)
def test_remotes(ask_project: Ask, address: str, said: tuple[str, str]) -> None:
    assert ask_project("git_remote", {".git/config": REMOTE.format(address)}) == said


def test_what_cannot_be_judged(ask_project: Ask) -> None:
    no_repository = "Does not apply: the project is in no Git repository of its own."
    assert ask_project("git_remote", {"a.py": ""}) == ("not-applicable", no_repository)
    assert ask_project("git_remote", {".git/config": "[core]\n"}) == (
        "not-applicable",
        "Does not apply: the repository has no remote.",
    )
    assert ask_project("git_remote", {".git/config": "no section = 1\n"}) == (
        "error",
        "Not evidence: the repository's configuration cannot be read.",
    )
