"""Decisions that a project's plans leave open: what else looks like one, and what cannot be looked at.

The families of defects with their twins stand in ``families/undecided.md``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SILENT = ("not-applicable", "Does not apply: no record in the project speaks of it.")
PROBES = {
    "noise_record": ("Differential privacy", "whether training needs noise is not decided"),
    "hardening_record": ("Adversarial training", "whether the model is hardened is not decided"),
    "aggregation_record": (
        "Federated learning",
        "whether several parties compute without seeing each other's data is not decided",
    ),
}


@pytest.mark.parametrize(("probe", "topic", "said"), [(name, *each) for name, each in PROBES.items()])
@pytest.mark.parametrize(
    "value", ["tbd", "To be agreed with the board.", "Noch zu klären", "à décider", "pendiente", ""]
)
def test_a_topic_that_waits(ask_project: Ask, probe: str, topic: str, said: str, value: str) -> None:
    page = f"# Plan of the model\n\n## {topic}\n\n{value}\n\n## Retention\n\n24 months.\n"
    assert ask_project(probe, {"plan.md": page}) == ("fail", f"The records say it themselves. plan.md: {said}.")


@pytest.mark.parametrize(("probe", "topic"), [(name, each[0]) for name, each in PROBES.items()])
@pytest.mark.parametrize("value", ["Not needed, as the table holds sums of wards.", "Used since 2026-03.", "Planned."])
def test_a_topic_that_was_decided(ask_project: Ask, probe: str, topic: str, value: str) -> None:
    page = f"# Plan of the model\n\n## {topic}\n\n{value}\n"
    assert ask_project(probe, {"plan.md": page})[0] == "pass"


@pytest.mark.parametrize(("probe", "topic"), [(name, each[0]) for name, each in PROBES.items()])
def test_a_manual_decides_nothing(ask_project: Ask, probe: str, topic: str) -> None:
    manual = (
        f"# How we teach\n\n## {topic}\n\n### Setup\n\n- Install it.\n- Run it.\n\n"
        f"| Feature | Ours | Theirs |\n|---|---|---|\n| {topic} | yes | |\n"
    )
    assert ask_project(probe, {"README.md": manual}) == SILENT


@pytest.mark.parametrize(("probe", "topic"), [(name, each[0]) for name, each in PROBES.items()])
def test_a_draft_that_is_no_decision_record(ask_project: Ask, probe: str, topic: str) -> None:
    page = f"# {topic}, an introduction\n\nStatus: draft\n\nOne line.\nAnother line.\n"
    assert ask_project(probe, {"notes.md": page})[0] in {"not-applicable", "pass"}  # that it is spoken of may be told
    record = {"adr/7-training.md": page}
    assert ask_project(probe, record)[0] == "fail"


@pytest.mark.parametrize("probe", PROBES)
def test_a_record_that_is_too_long_is_not_clean(ask_project: Ask, probe: str) -> None:
    said = ask_project(probe, {"privacy-plan.md": "# Plan\n" + "Note: nothing\n" * 20_000})
    assert said == ("error", "Not evidence: privacy-plan.md could not be looked at.")
