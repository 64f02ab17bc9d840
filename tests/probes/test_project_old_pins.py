"""Pinned versions with holes that have long been known, and those that no list says anything about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.probes._folder.old_pins import hole_in

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "PyYAML==5.3\nnumpy>=1\n"),
        ("requirements/prod.txt", "pyyaml[fast] == 5.3.1\n"),
        ("environment.yml", "dependencies:\n  - pyyaml=5.3\n"),
        ("uv.lock", '[[package]]\nname = "pyyaml"\nversion = "5.3"\n'),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["PyYAML==5.3"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\npyyaml = "5.3"\n'),
        ("Dockerfile", "FROM python:3.12\nRUN pip install pyyaml==5.3\n"),
    ],
)
def test_old_pins(ask_project: Ask, name: str, text: str) -> None:
    status, said = ask_project("old_pins", {name: text})
    assert status == "warn"
    assert said.lower().startswith(f"{name} pins what has long had known holes: pyyaml 5.3".lower())


@pytest.mark.parametrize(
    "cell",
    [
        "%pip install torch==1.9.0 rich==13.0",
        "!pip install -q torch==1.9.0",
        "%%writefile requirements.txt\ntorch==1.9.0\n",
    ],
)
def test_an_install_in_a_cell(ask_project: Ask, cell: str) -> None:
    said = "the notebook pins what has long had known holes: torch 1.9.0."
    assert ask_project("old_pins", {}, cell) == ("warn", said)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "pyyaml==6.0.3\nrich==1.0\n"),
        ("requirements.txt", "pyyaml>=5.3\n"),
        ("environment.yml", "dependencies: [\n"),
        ("notes.md", "pip install pyyaml==5.3\n"),
    ],
)
def test_no_verdict(ask_project: Ask, name: str, text: str) -> None:
    said = ("not-applicable", "Does not apply: no version is pinned whose holes have long been known.")
    assert ask_project("old_pins", {name: text}) == said


def test_the_version_that_mended_it_is_the_first_without() -> None:
    assert hole_in("PyYAML", "5.3.1") == "CVE-2020-14343"
    assert (hole_in("pyyaml", "5.4"), hole_in("pyyaml", "main"), hole_in("nobody-knows-it", "0.1")) == ("", "", "")
