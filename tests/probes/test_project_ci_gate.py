from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.errors import MlsecError

Ask = Callable[..., tuple[str, str]]
GITHUB = ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (GITHUB, "steps:\n- run: mlsec scan .\n", ("pass", f"{GITHUB} runs mlsec as a gate.")),
        (GITHUB, f"- uses: a/b@{'1' * 40}\n- run: mlsec scan .", ("pass", f"{GITHUB} runs mlsec as a gate.")),
        (GITHUB, "- uses: a/b@v4\n- run: mlsec scan .\n", ("warn", "a/b is not pinned by commit.")),
        (GITHUB, "- run: pytest\n# - run: mlsec scan .\n", ("fail", f"{GITHUB} runs no security gate.")),
        (GITHUB, "- run: mlsec scan . || true\n", ("fail", f"The gate in {GITHUB} cannot fail the build.")),
        (
            GITHUB,
            "- run: mlsec scan .\n  continue-on-error: true",
            ("fail", f"The gate in {GITHUB} cannot fail the build."),
        ),
        (".gitlab-ci.yml", "script: jupyter mlsec audit\n", ("pass", ".gitlab-ci.yml runs mlsec as a gate.")),
        (".ci/run", "make lint\nmlsec scan notebooks\n", ("pass", ".ci/run runs mlsec as a gate.")),
        ("notes.yml", "run: mlsec scan .", ("open", "There is no continuous integration.")),
    ],
)
def test_gates(ask_project: Ask, name: str, text: str, said: tuple[str, str]) -> None:
    assert ask_project("ci_gate", {name: text}) == said


def test_a_project_that_is_too_large_is_not_evidence(ask_project: Ask) -> None:
    with pytest.raises(MlsecError, match="the project holds too many files to look at"):
        ask_project("ci_gate", {}, files=None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (GITHUB, "- run: mlsec scan . || echo oh\n"),
        (GITHUB, "- run: mlsec scan . ; true\n"),
        (GITHUB, "- name: a\n  if: false\n  run: mlsec scan .\n"),
        (GITHUB, "- run: |\n    set +e\n    mlsec scan .\n"),
        ("azure-pipelines.yml", "- script: mlsec scan .\n  continueOnError: true\n"),
        ("Jenkinsfile", "sh(script: 'mlsec scan .', returnStatus: true)\n"),
        ("Jenkinsfile", "catchError(buildResult: 'SUCCESS') {\n  sh 'mlsec scan .'\n}\n"),
    ],
)
def test_gates_that_cannot_fail_the_build(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("ci_gate", {name: text}) == ("fail", f"The gate in {name} cannot fail the build.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (GITHUB, "- run: mlsec scan . || exit 1\n"),
        (GITHUB, "- name: a\n  if: false\n  run: deploy\n- run: mlsec scan .\n"),
        ("Jenkinsfile", "sh 'mlsec scan .'\n"),
        ("azure-pipelines.yml", "- script: mlsec scan .\n  continueOnError: false\n"),
    ],
)
def test_gates_with_teeth(ask_project: Ask, name: str, text: str) -> None:
    assert ask_project("ci_gate", {name: text}) == ("pass", f"{name} runs mlsec as a gate.")
