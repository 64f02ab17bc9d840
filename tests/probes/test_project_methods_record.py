"""Records of differential privacy and of hardening: what is settled, what is a setting, and what is another matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
MEASURED = """# Adversarial training of the scanner

Status: accepted

| Option | Accuracy | Robust accuracy |
|---|---|---|
| as it is | 0.98 | 0.3 |
| trained | 0.97 | 0.7 |
| smoothing | 0.96 | not measured |
"""
SILENT = ("not-applicable", "Does not apply: no record in the project speaks of it.")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("differential_privacy:\n  used: false\n  epsilon: null\n  reason: no person is in the data\n", "pass"),
        ("differential_privacy:\n  used: not needed, sensor data only\n  epsilon: null\n", "pass"),
        ("dp:\n  enabled: true\n  noise_multiplier: 1.1\n  max_grad_norm: 1.0\n  target_epsilon: null\n", "pass"),
        ("differential_privacy:\n  used: true\n  epsilon: 8\n  delta: 0.05\n", "fail"),
        ("differential_privacy:\n  used: true\n  epsilon: 8\n  delta: 0.00001\n", "pass"),
        ("differential_privacy:\n  used: true\n  epsilon: 40\n", "fail"),
        ("differential_privacy:\n  used: true\n  epsilon: 2\n  unit_of_privacy: ''\n", "fail"),
        ("differential_privacy:\n  used: to be decided\n  epsilon: null\n", "fail"),
        ("model: a\nepsilon: null\n", "not-applicable"),
        ("optimizer: adam\nepsilon: 1e-8\nstatus: used\n", "not-applicable"),
        ("dp: 12\nparallel: {dp: 4, tp: 2}\n", "not-applicable"),
    ],
)
def test_only_a_claim_needs_a_budget(ask_project: Ask, text: str, status: str) -> None:
    assert ask_project("noise_record", {"docs/record.yaml": text})[0] == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (MEASURED, "pass"),
        ("# Adversarial training of the scanner\n\nStatus: postponed\n", "fail"),
        ("# Hardening of the notebook server\n\nStatus: open\n", "not-applicable"),
        ("# Hardening of the container images\n\nStatus: open\n\nThe model is copied in.\n", "not-applicable"),
        ("# Robustness\n\n- Status: measured\n", "not-applicable"),
    ],
)  # fmt: skip
def test_only_the_hardening_of_models_is_asked(ask_project: Ask, text: str, status: str) -> None:
    assert ask_project("hardening_record", {"docs/record.md": text})[0] == status


@pytest.mark.parametrize("probe", ["hardening_record", "noise_record"])
def test_a_silent_record_is_no_evidence(ask_project: Ask, probe: str) -> None:
    assert ask_project(probe, {"docs/record.md": "# Model\n\n- Status: open\n- Owner: Ada Brand\n"}) == SILENT
