"""What a notebook says once and does at its end: shapes, contracts, plans, deletions, and decisions in the trail."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.lifecycle.trail import Trail
from tests.shells import run

TABLE = "import pandas as pd\ndf = pd.DataFrame({'age': range(40), 'city': ['a', 'b'] * 20, 'y': [0, 1] * 20})"


def statuses(found: object, probe: str) -> set[str]:
    return {each.observation.status.value for each in found.value if each.probe == probe}  # type: ignore[attr-defined]


def test_a_frozen_shape_is_kept_and_held_against(shell: InteractiveShell) -> None:
    run(shell, TABLE)
    assert statuses(run(shell, "%mlsec data df"), "off-its-schema") == set()
    frozen = run(shell, "%mlsec data df --freeze")
    assert statuses(frozen, "off-its-schema") == {"pass"}
    first = frozen._repr_mimebundle_()["application/vnd.jupyter-mlsec.record+json"][0]
    assert (first["topic"], first["name"]) == ("schema", "df")
    assert json.loads(first["fields"]["columns"]) == {"age": "integer+e1.5", "city": "text", "y": "integer"}
    run(shell, "df = df.drop(columns='city')")
    assert statuses(run(shell, "%mlsec data df"), "off-its-schema") == {"fail"}


def test_a_contract_for_the_service(shell: InteractiveShell, tmp_path: Path) -> None:
    run(shell, TABLE, "%mlsec data df --target y --contract request.json")
    schema = json.loads((tmp_path / "request.json").read_text())
    assert schema["required"] == ["age", "city"]
    assert schema["properties"]["city"] == {"enum": ["a", "b"]}
    assert stat.S_IMODE((tmp_path / "request.json").stat().st_mode) == 0o600


def test_a_plan_with_what_is_known(shell: InteractiveShell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, '%mlsec declare roles owner="A. Ng" reviewer="B. Li" contact="C. Wu"')
    said = repr(run(shell, "%mlsec plan"))
    assert said.startswith("INCIDENT_RESPONSE.md is written. ")
    text = (tmp_path / "INCIDENT_RESPONSE.md").read_text()
    assert "| owner | A. Ng |" in text
    run(shell, "%mlsec plan")
    assert capsys.readouterr().err.splitlines()[0] == "error: INCIDENT_RESPONSE.md is there already"


def test_a_deletion_asks_first_and_leaves_a_record(shell: InteractiveShell, tmp_path: Path) -> None:
    (tmp_path / "mlsec.toml").write_text('[checklist]\nauthor = "A. Ng"\n')
    (tmp_path / "old.csv").write_text("a\n1\n")
    assert repr(run(shell, "%mlsec delete old.csv")).endswith("Nothing is deleted yet: repeat it with --yes.")
    assert (tmp_path / "old.csv").exists()
    (record,) = run(shell, "%mlsec delete old.csv --yes").value
    assert not (tmp_path / "old.csv").exists()
    assert (record.topic, record.name, record.fields["person"]) == ("deletion", "old.csv", "A. Ng")
    assert [entry.kind for entry in Trail(tmp_path).entries()] == ["deletion"]


def test_decisions_stand_in_the_trail(shell: InteractiveShell, tmp_path: Path) -> None:
    (tmp_path / "mlsec.toml").write_text('[checklist]\nauthor = "A. Ng"\nprofile = "production"\n')
    run(shell, "x = 1", '%mlsec answer GOV-01 "Named in the project handbook, page 3, since May."')
    run(shell, '%mlsec waive COL-02 --reason "The table is public and has no limits of its own." '
               '--until 2099-01-01 --approver "B. Li"')  # fmt: skip
    entries = [(entry.kind, entry.subject, entry.person) for entry in Trail(tmp_path).entries()]
    assert entries == [("answer", "GOV-01", "A. Ng")]  # the waiver lasts too long, and was refused
    checklist = run(shell, '%mlsec answer GOV-03 "Purpose and threats are in the design note of May."')
    assert checklist.value.item == "GOV-03"
    assert len(Trail(tmp_path).entries()) == 2


def test_a_project_without_a_trail_gets_none(shell: InteractiveShell, tmp_path: Path) -> None:
    run(shell, '%mlsec answer GOV-01 "Named in the project handbook, page 3, since May." --as "A. Ng"')
    assert not (tmp_path / ".mlsec").exists()


def test_live_objects_are_read_for_the_checklist(shell: InteractiveShell) -> None:
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.magic.session import Session

    run(shell, "import pandas as pd\npeople = pd.DataFrame({'email': [f'p{n}@mail.lab' for n in range(20)]})")
    assessment, _ = assess_session(Session(shell))
    (state,) = [state for state in assessment.checklist.states if state.item.id == "COL-01"]
    assert [each.observation.summary for each in state.evidence] == [
        "1 table in this kernel identifies people without a declared basis: people."
    ]
