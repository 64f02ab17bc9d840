from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.rule import Severity

Ask = Callable[..., tuple[str, str]]


def workflow(command: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": f"jobs:\n  a:\n    steps:\n      - run: {command}\n"}


def weak(why: str) -> tuple[str, str]:
    return ("fail", f"The gate asks for less than the configuration: {why}.")


PASS = ("pass", ".github/workflows/ci.yml asks for what the configuration asks for.")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("mlsec scan . --fail-on critical", weak("it fails on critical and not on high")),
        ("mlsec scan . --fail-on high", PASS),
        ("mlsec scan . --ignore unsafe-torch-load", weak("it ignores rules")),
        ("mlsec scan . --select secret", weak("it looks for some rules only")),
        ("mlsec scan . --write-baseline b.json", weak("it accepts whatever it finds")),
        ("mlsec scan . \\\n          --baseline other.json", weak("it has a baseline of its own")),
        ("mlsec scan .", PASS),
        ("mlsec scan . --fail-on low", PASS),
        ("mlsec audit x.ipynb", ("warn", ".github/workflows/ci.yml never scans the notebooks.")),
    ],
)
def test_gates(ask_project: Ask, command: str, said: tuple[str, str]) -> None:
    assert ask_project("gate_policy", workflow(command)) == said


def test_what_the_configuration_says_too_is_not_weaker(ask_project: Ask) -> None:
    config = Config(fail_on=Severity.HIGH, ignore=("a", "b"))
    assert ask_project("gate_policy", workflow("mlsec scan . --fail-on high --ignore a"), config=config) == PASS


def test_a_gate_keeps_to_what_is_configured(ask_project: Ask, tmp_path: Path) -> None:
    here = Config(root=tmp_path)
    (tmp_path / "mlsec.toml").write_text('exclude = ["old/*"]\n')
    assert ask_project("gate_policy", workflow("mlsec scan . --fail-on high"), config=here) == PASS
    (tmp_path / "mlsec.toml").write_text('fail-on = "medium"\n')
    said = weak("it fails on high and not on medium")
    assert ask_project("gate_policy", workflow("mlsec scan . --fail-on high"), config=here) == said
    low = Config(fail_on=Severity.LOW)  # of a policy file: there is no folder
    said = weak("it fails on medium and not on low")
    assert ask_project("gate_policy", workflow("mlsec scan . --fail-on medium"), config=low) == said


def test_without_a_gate_it_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("gate_policy", workflow("pytest")) == (
        "not-applicable",
        "Does not apply: no gate of mlsec runs in continuous integration.",
    )
