from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.probes._folder.groovy import groovy_order

Ask = Callable[..., tuple[str, str]]
WORKFLOW = ".github/workflows/release.yml"
HEAD = "on: push\njobs:\n  gate:\n    steps:\n      - run: mlsec scan .\n  live:\n"
SHIPS = "    steps:\n      - run: ./deploy.sh\n"
EARLY = ("fail", f"What is deployed in {WORKFLOW} does not wait for the gate.")
WAITS = ("pass", "1 pipeline whose deployment waits for the gate.")
NOBODY = ("not-applicable", "Does not apply: no pipeline both runs the gate and deploys.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + SHIPS, EARLY),
        (HEAD + "    needs: gate\n" + SHIPS, WAITS),
        (HEAD + "    needs: gate\n    if: always()\n" + SHIPS, EARLY),
        (HEAD + "    needs: gate\n    if: always() && needs.gate.result == 'success'\n" + SHIPS, WAITS),
        (HEAD + "    needs: gate\n    if: failure()\n" + SHIPS, EARLY),
        (HEAD + "    needs: pack\n" + SHIPS + "  pack:\n    needs: [gate]\n    steps:\n      - run: make\n", WAITS),
        (
            HEAD + "    needs: pack\n" + SHIPS + "  pack:\n    needs: [gate]\n    if: always()\n    steps: []\n",
            EARLY,
        ),
        (HEAD + "    steps:\n      - run: mkdocs build && ./deploy.sh docs\n", NOBODY),
        (HEAD + "    environment: staging\n    steps:\n      - run: make\n", NOBODY),
        (HEAD + "    environment: production\n    steps:\n      - run: make\n", EARLY),
        ("on: push\njobs:\n  live:\n" + SHIPS, NOBODY),
        (
            "on: push\njobs:\n  all:\n    steps:\n      - run: mlsec scan .\n      - run: docker push r.example/a\n",
            WAITS,
        ),
        (
            "on: push\njobs:\n  all:\n    steps:\n      - run: docker push r.example/a\n      - run: mlsec scan .\n",
            EARLY,
        ),
        (
            "on: push\njobs:\n  all:\n    steps:\n      - run: |\n          docker push a\n          mlsec scan .\n",
            EARLY,
        ),
        ("on: push\njobs:\n  a: {needs: b, steps: [{run: helm upgrade a c}]}\n  b: {needs: a, steps: []}\n", NOBODY),
    ],
)
def test_github(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("ci_order", {WORKFLOW: text}) == said


def test_jobs_that_wait_for_each_other_wait_for_no_gate(ask_project: Ask) -> None:
    ring = HEAD + "    needs: other\n" + SHIPS + "  other:\n    needs: live\n    steps: []\n"
    assert ask_project("ci_order", {WORKFLOW: ring}) == EARLY


def test_a_project_without_pipelines(ask_project: Ask) -> None:
    assert ask_project("ci_order", {}) == NOBODY


def test_branches_of_a_jenkinsfile_are_told_apart() -> None:
    text = "stage('a') { parallel { stage('b') { sh 'one' } stage('c') { sh 'two'; sh 'three' } } }\nsh 'four'"
    (one, first), (two, second), (three, third), (four, none) = groovy_order(text)
    assert (one, two, three, four) == ("one", "two", "three", "four")
    assert first.keys() == second.keys() == third.keys()
    assert first != second == third
    assert none == {}
