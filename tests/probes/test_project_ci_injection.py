from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "on: pull_request\njobs:\n  a:\n    steps:\n"
TITLE = "${{ github.event.pull_request.title }}"
SCRIPT = ("fail", "Strangers may run commands in a workflow: text of a stranger in a script.")
FORK = ("fail", "Strangers may run commands in a workflow: a fork's code with the project's secrets.")
PASS = ("pass", "1 workflow; none runs what a stranger wrote.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + f"      - run: echo {TITLE}\n", SCRIPT),
        (HEAD + f"      - run: |\n          set -e\n          echo '{TITLE}'\n", SCRIPT),
        (HEAD + "      - run: git checkout ${{ github.head_ref }}\n", SCRIPT),
        (
            (
                "on: pull_request_target\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n"
                "          ref: ${{ github.event.pull_request.head.sha }}\n"
            ),
            FORK,
        ),
        (
            "permissions: write-all\n" + HEAD + "      - run: make\n",
            ("warn", "A workflow may do too much: every permission is given."),
        ),
        (HEAD + f"      - env: {{TITLE: '{TITLE}'}}\n        run: echo \"$TITLE\"\n", PASS),
        (HEAD + "      - run: echo ${{ github.sha }} ${{ github.event.pull_request.number }}\n", PASS),
        (HEAD + f"      # run: echo {TITLE}\n      - run: make\n", PASS),
    ],
)
def test_workflows(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("ci_injection", {".github/workflows/ci.yml": text}) == said


def test_without_pipelines_it_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("ci_injection", {"app.yml": "a: b\n"}) == (
        "not-applicable",
        "Does not apply: the project has no pipeline of a build service.",
    )


def test_a_pipeline_that_cannot_be_read_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("ci_injection", {".gitlab-ci.yml": "a: [\n"}) == (
        "error",
        "Not evidence: .gitlab-ci.yml cannot be read.",
    )
