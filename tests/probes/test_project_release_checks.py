"""Releases and the checks before them: what is no release and what checks nothing is no defect; and what CI lacks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NOTHING = ("not-applicable", "Does not apply: no pipeline both checks something and brings it to users.")
PLACE = ".github/workflows/ci.yml"
HEAD = "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n"


@pytest.mark.parametrize("steps", ["", "      - run: pytest\n", "      - run: ./deploy.sh\n"])
def test_nothing_to_hold_against_each_other(ask_project: Ask, steps: str) -> None:
    assert ask_project("release_checks", {PLACE: HEAD + steps} if steps else {}) == NOTHING


def test_what_is_between_quotes_is_no_comment(ask_project: Ask) -> None:
    text = "node { stage('A') { steps { sh 'tools/check.sh x/*.ipynb%s'\n    sh './push_model.sh' } } }\n"
    assert ask_project("release_checks", {"Jenkinsfile": text % ""}) == ("pass", "1 release that a check can stop.")
    assert ask_project("release_checks", {"Jenkinsfile": text % " || true"}) == (
        "fail",
        "No check can stop the release. Jenkinsfile: the checks before it can fail as they like.",
    )


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ("pytest", "fail"), ("pytest\n      - run: pip-audit -r r.lock", "warn"), ("gitleaks detect", "warn"),
        ("tox\n      - run: python -m evaluation.compare", "warn"), ("tox\n      - run: pip-audit || true", "fail"),
        ("python -m pytest", "fail"), ("echo pip-audit", "fail"), ("pip install pip-audit", "fail"),
    ],
)  # fmt: skip
def test_other_checks_that_stop_a_change_are_a_gate(ask_project: Ask, steps: str, status: str) -> None:
    said = {
        "fail": f"{PLACE} runs no security gate.",
        "warn": f"{PLACE} is stopped by other checks, and not by those of the notebook.",
    }
    assert ask_project("ci_gate", {PLACE: f"{HEAD}      - run: {steps}\n"}) == (status, said[status])


def test_a_release_that_does_not_wait_for_the_gate_is_told_once(ask_project: Ask) -> None:
    text = (
        "on: push\njobs:\n  gate:\n    steps:\n      - run: {}\n  deploy:\n    environment: production\n"
        "    steps:\n      - run: ./deploy.sh\n"
    )
    assert ask_project("ci_order", {PLACE: text.format("mlsec scan .")})[0] == "fail"
    assert ask_project("release_checks", {PLACE: text.format("mlsec scan .")}) == NOTHING
    assert ask_project("ci_order", {PLACE: text.format("pytest")})[0] == "not-applicable"
    assert ask_project("release_checks", {PLACE: text.format("pytest")})[0] == "fail"
