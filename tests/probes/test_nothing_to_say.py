"""Probes whose fixtures are the families: what they say where there is nothing of theirs, and that each has both."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
HERE = Path(__file__).parent / "families"
PROJECTS = (
    "ignored_advisories",
    "unheeded_signatures",
    "opened_data",
    "data_encryption",
    "dataset_metadata",
    "access_record",
    "cloud_training",
    "endless_jobs",
    "stage_inputs",
    "unverified_fetches",
    "open_trackers",
    "served_versions",
    "aggregation_record",
    "checksum_record",
    "compute_record",
    "encryption_record",
    "lineage_record",
    "masking_record",
    "reidentification_record",
    "representation_record",
    "screening_record",
)
NOTEBOOKS = (
    "discarded_rows",
    "dropped_groups",
    "idle_digests",
    "kept_columns",
    "overwritten_sources",
    "released_tables",
    "trusted_input",
    "unmasked_texts",
    "unscreened_answers",
)


@pytest.mark.parametrize("probe", PROJECTS)
def test_an_empty_project_is_no_evidence(ask_project: Ask, probe: str) -> None:
    assert ask_project(probe, {})[0] == "not-applicable"


@pytest.mark.parametrize("probe", NOTEBOOKS)
def test_an_empty_notebook_is_no_evidence(ask_notebook: Ask, probe: str) -> None:
    assert ask_notebook(probe, "x = 1")[0] == "not-applicable"


@pytest.mark.parametrize("probe", [*PROJECTS, *(f"notebook_{name}" for name in NOTEBOOKS)])
def test_a_family_holds_defects_and_a_twin_that_it_passes(probe: str) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(HERE.glob("*.md")))
    name = probe.replace("_", "-")
    twins = re.findall(rf"^## {name}: .+\n\nDefect: .+\nTwin: ([\w-]+)$", text, re.MULTILINE)
    assert "pass" in twins
    assert "fail" not in twins
