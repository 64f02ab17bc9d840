from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
KEPT = ("pass", "1 file of keys or passwords, kept out of Git.")


@pytest.mark.parametrize(
    ("name", "rules", "said"),
    [
        (".env", "*.pyc\n", ("fail", "Git would take .env along.")),
        ("keys/id_rsa", "", ("fail", "Git would take keys/id_rsa along.")),
        (".aws/credentials", "", ("fail", "Git would take .aws/credentials along.")),
        (".env", "# secrets\n.env*\n!.env\n", ("fail", "Git would take .env along.")),
        ("deep/.env", "/.env\n", ("fail", "Git would take deep/.env along.")),
        (".env", ".env\n", KEPT),
        ("deep/down/kaggle.json", "deep/\n", KEPT),
        ("deep/down/kaggle.json", "**/kaggle.json\n", KEPT),
        ("conf/secrets.yaml", "conf/*.yaml\n", KEPT),
    ],
)
def test_files_of_keys(ask_project: Ask, name: str, rules: str, said: tuple[str, str]) -> None:
    assert ask_project("unignored_secrets", {name: "x", ".gitignore": rules, ".git/config": ""}) == said


def test_a_rule_of_a_folder_counts_there(ask_project: Ask) -> None:
    files = {"a/.gitignore": ".env\n", "a/.env": "x", "b/.env": "x", ".git/config": ""}
    assert ask_project("unignored_secrets", files) == ("fail", "Git would take b/.env along.")


def test_what_is_no_secret_or_no_repository(ask_project: Ask) -> None:
    assert ask_project("unignored_secrets", {".env.example": "x", "a.pub": "x", ".git/config": ""}) == (
        "not-applicable",
        "Does not apply: the project holds no file of keys or passwords, by its name.",
    )


def test_without_git(ask_project: Ask) -> None:
    assert ask_project("unignored_secrets", {".env": "x"}) == (
        "not-applicable",
        "Does not apply: the project is in no Git repository of its own.",
    )


def test_too_many_files_are_not_evidence(ask_project: Ask) -> None:
    from jupyter_mlsec.probes._ground.observations import NotEvidenceError

    with pytest.raises(NotEvidenceError, match="too many files"):
        ask_project("unignored_secrets", {".git/config": ""}, files=None)


@pytest.mark.parametrize("name", ["server.pem", "id.ppk", "tls/app.keystore", ".git-credentials"])
def test_keys_in_other_files(ask_project: Ask, name: str) -> None:
    files = {".git/config": "", name: "x\n", ".gitignore": "*.pyc\n"}
    assert ask_project("unignored_secrets", files) == ("fail", f"Git would take {name} along.")


@pytest.mark.parametrize("name", ["ca.pem", "cacert.pem", "server-cert.pem", "fullchain.pem", "id_public.pem"])
def test_certificates_are_no_keys(ask_project: Ask, name: str) -> None:
    files = {".git/config": "", name: "x\n", ".gitignore": "*.pyc\n"}
    assert ask_project("unignored_secrets", files)[0] == "not-applicable"
