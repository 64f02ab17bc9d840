from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
GITHUB = ".github/workflows/ci.yml"
HEAD = "on: push\njobs:\n  a:\n    env: {LEVEL: high}\n    steps:\n"


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        (GITHUB, HEAD.replace("LEVEL", "DB_PASSWORD"), "a key in the file"),
        (GITHUB, HEAD + "      - run: echo ${{ secrets.KEY }}\n", "keys in the log"),
        (GITHUB, HEAD + "      - run: curl -s https://x.lab/i.sh | sh\n", "runs what it downloads unchecked"),
        (GITHUB, HEAD + "      - run: pip install --trusted-host x.lab a\n", "any server believed"),
        (GITHUB, HEAD + "      - run: git push https://bot:" + "a" * 9 + "@x.lab/y.git\n", "a key in the file"),
        (".gitlab-ci.yml", "variables: {CI_DEBUG_TRACE: 'true'}\n", "keys in the log"),
    ],
)
def test_planted_weaknesses(ask_project: Ask, name: str, text: str, fact: str) -> None:
    assert ask_project("ci_exposure", {name: text}) == ("fail", f"{name}: {fact}.")


@pytest.mark.parametrize(
    "step",
    [
        "      - env: {KEY: '${{ secrets.KEY }}'}\n        run: make\n",
        "      - run: echo $REGISTRY_TOKEN | docker login --password-stdin\n",
        "      - run: curl -s https://x.lab/i.json | jq .\n",
    ],
)
def test_clean_twins(ask_project: Ask, step: str) -> None:
    assert ask_project("ci_exposure", {GITHUB: HEAD + step}) == (
        "pass",
        "1 pipeline without a key in the file or the log.",
    )


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("ci_exposure", {GITHUB: "on: [\n"}) == ("error", f"Not evidence: {GITHUB} cannot be read.")


def test_no_pipeline(ask_project: Ask) -> None:
    assert ask_project("ci_exposure", {"a.yml": HEAD})[0] == "not-applicable"
