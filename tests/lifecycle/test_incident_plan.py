from __future__ import annotations

from datetime import date
from pathlib import Path

from jupyter_mlsec.lifecycle.incident_plan import GAP, PlanFacts, gaps, incident_plan
from jupyter_mlsec.probes import project_incident_details, project_incident_plan
from jupyter_mlsec.probes._folder.files import project_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from tests.probes.conftest import NOW, declarations, notebook

ROLES = {"owner": "A. Ng", "reviewer": "B. Li", "contact": "C. Wu"}
WATCH = {"channel": "pager", "metrics": "PSI", "threshold": "0.25", "response": "1 h"}
WHOLE = PlanFacts(
    notebook="train.ipynb",
    day=date(2026, 11, 21),
    roles=ROLES,
    monitoring=WATCH,
    models={"clf": "sha256:" + "a" * 64},
    runs=["train.mlrun.zip"],
    drill="2026-05-02",
)
BARE = PlanFacts(notebook="train.ipynb", day=date(2026, 11, 21), roles={}, monitoring={}, models={}, runs=[])


def subject(folder: Path, text: str) -> ProjectSubject:
    from jupyter_mlsec.config.settings import Config

    (folder / "INCIDENT_RESPONSE.md").write_text(text)
    (folder / "train.mlrun.zip").write_bytes(b"")
    return ProjectSubject(
        folder=folder,
        root=folder,
        files=project_files(folder),
        notebook=notebook("x = 1"),
        config=Config(),
        now=NOW,
        declarations=declarations(roles=ROLES),
    )


def test_a_plan_drawn_from_all_that_is_known(tmp_path: Path) -> None:
    text = incident_plan(WHOLE)
    assert gaps(text) == 0
    around = subject(tmp_path, text)
    assert project_incident_plan.PROBE.run(around).status.value == "pass"
    assert project_incident_details.PROBE.run(around).status.value == "pass"


def test_what_nobody_declared_is_a_gap() -> None:
    text = incident_plan(BARE)
    assert gaps(text) >= 9
    assert f"Go back to {GAP}" in text


def test_a_name_cannot_break_the_table() -> None:
    from dataclasses import replace

    text = incident_plan(replace(WHOLE, roles={**ROLES, "owner": "A | B\nC"}))
    assert "| owner | A / B C |" in text
