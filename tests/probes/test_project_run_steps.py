"""Records of runs: steps that explain a difference, parts of a whole, and digests of other things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SILENT = ("not-applicable", "Does not apply: no record in the project speaks of it.")
STEPS = """steps:
  - {step: load, rows: 1000, sha256: 1111aaaa2222bbbb}
  - {step: split, rows: 800, sha256: 3333cccc4444dddd}
  - {step: fit, rows: 790, sha256: 5555eeee6666ffff}
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - {step: fit", "  - {step: oversample}\n  - {step: fit"),
        ("steps:", "reason: ten rows without an answer were dropped in cell 7\nsteps:"),
        ("steps:", "cells_between_split_and_fit: [7]\nsteps:"),
        ("steps:", "status: rejected\nsteps:"),
        ("rows: 800, sha256: 3333cccc4444dddd", "rows: 1000, sha256: 1111aaaa2222bbbb"),
        ("step: split", "step: scale"),
        ("sha256: 5555eeee6666ffff", "sha256: 3333cccc"),
        ("rows: 790, sha256: 5555eeee6666ffff", "rows: 800, model_sha256: 5555eeee6666ffff"),
    ],
    ids=["a step", "a reason", "a cell", "rejected", "a whole", "no split", "a short digest", "the model's digest"],
)
def test_a_difference_may_have_its_reason(ask_project: Ask, old: str, new: str) -> None:
    assert ask_project("run_steps", {"runs/record.yaml": STEPS})[0] == "fail"
    assert ask_project("run_steps", {"runs/record.yaml": STEPS.replace(old, new)}) == SILENT


@pytest.mark.parametrize(
    "text",
    [
        "split: {seed: 7, rows: 1000}\ntraining: {rows: 800}\n",
        "split: {size: 0.2}\ntraining: {epochs: 5, samples: 800}\n",
        "training: {rows: 800}\nsplit: {rows: 200}\n",
        "split: {commit: 0a1b2c3d4e5f}\nfit: {commit: 5e4d3c2b1a0f}\n",
        "split:\nfit:\n",
    ],
)
def test_settings_are_no_evidence(ask_project: Ask, text: str) -> None:
    assert ask_project("run_steps", {"runs/record.yaml": text}) == SILENT


def test_what_the_record_says_of_itself_counts(ask_project: Ask) -> None:
    assert ask_project("run_steps", {"runs/fit.yaml": "fit:\n  unchanged_since_split: true\n"})[0] == "pass"
    assert ask_project("run_steps", {"runs/fit.yaml": "fit:\n  unchanged_since_split: false\n"})[0] == "fail"
