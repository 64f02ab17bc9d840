"""Drift against a profile: as without one, no row and no rare value in the file, and every wrong file told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.measure import measure_data, reference_profile
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.profile_file import read_profile
from jupyter_mlsec.probes.frame_drift import PROBE


def batch(seed: int, rows: int = 2000, *, hours: float = 40.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "hours": random.normal(hours, 4.0, rows),
            "kids": random.integers(0, 4, rows),
            "city": random.choice(["Rome", "Oslo", "Lima"], rows, p=[0.5, 0.3, 0.2]),
            "member": random.random(rows) < 0.3,
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 90, rows), unit="D"),
            "gaps": np.where(random.random(rows) < 0.2, np.nan, random.normal(size=rows)),
        }
    )


def run(frame: object, reference: object) -> Observation:
    return PROBE.run(FrameSubject(name="new", frame=frame, reference=reference))


def psi(found: Observation) -> dict[str, float]:
    return {one.name: one.value for one in found.measurements if one.name.startswith("psi:")}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("profile") / "profile.json"
    path.write_text(reference_profile(batch(0)).text())
    return path


def test_the_same_source_passes_and_says_what_a_profile_cannot_see(written: Path) -> None:
    found = run(batch(1), read_profile(written))
    assert found.status is Status.PASS
    assert found.details == (
        "From a profile of 2,000 rows: how columns go together cannot be compared without the rows.",
    )
    assert not [one for one in found.measurements if one.name == "drift-auc"]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"hours": batch(1, hours=44.0)["hours"]}, "hours"),
        ({"city": "Rome"}, "city"),
        ({"kids": 3}, "kids"),
        ({"member": True}, "member"),
        ({"day": pd.Timestamp("2024-06-01")}, "day"),
        ({"gaps": np.nan}, "gaps"),
        ({"city": "a city that nobody knew"}, "city"),
        ({"hours": "a text"}, "hours"),
    ],
)
def test_a_moved_column_is_named_as_without_a_profile(written: Path, change: Any, column: str) -> None:
    moved = batch(1).assign(**change)
    by_profile, by_rows = run(moved, read_profile(written)), run(moved, batch(0))
    assert by_profile.status is by_rows.status is Status.WARN
    assert by_profile.summary.startswith(f"new has drifted: {column} moved (PSI ")
    assert psi(by_profile)[f"psi:{column}"] == max(psi(by_profile).values())


def test_the_index_is_that_of_the_rows(written: Path) -> None:
    new = batch(3, hours=41.0)
    by_profile, by_rows = psi(run(new, read_profile(written))), psi(run(new, batch(0)))
    for name, value in by_rows.items():
        assert by_profile[name] == pytest.approx(value, abs=0.01), name


def test_a_lost_column_and_few_rows(written: Path) -> None:
    profile = read_profile(written)
    lost = run(batch(1).drop(columns="city"), profile)
    assert (lost.status, lost.summary) == (Status.FAIL, "new lacks columns that the reference has: city.")
    assert (
        run(batch(1, 40), profile).summary == "Not evidence: fewer than 100 rows cannot show a drift of half a spread."
    )
    with pytest.raises(NotEvidenceError, match="fewer than 100 rows"):
        reference_profile(batch(0, 60))


def test_no_row_no_rare_value_and_nobody_is_in_the_file() -> None:
    random = np.random.default_rng(5)
    frame = batch(0).assign(
        email=[f"person{place}@example.org" for place in range(2000)],
        name=[f"Ada Lovelace{chr(97 + place % 26)}{chr(97 + place // 26 % 26)}" for place in range(2000)],
        diagnosis=random.choice(["asthma", "none"], 2000),
        code=[f"C{place % 1500}" for place in range(2000)],
        note=["a long remark about what a person said on the telephone that day, " * 2] * 2000,
        job=np.where(np.arange(2000) < 7, "astronaut", random.choice(["cook", "clerk"], 2000)),
    )
    frame["salary"] = random.normal(4000, 900, 2000)
    frame.loc[3, "salary"] = 987654.0
    found = reference_profile(frame)
    text = found.text()
    assert {"email", "name", "diagnosis", "code", "note"} <= set(found.left_out)
    for hidden in ("person", "Lovelace", "asthma", "C7", "telephone", "astronaut", "987654", "9876"):
        assert hidden not in text, hidden
    assert '"cook"' in text
    exact = {repr(value) for column in ("hours", "salary", "gaps") for value in frame[column].dropna()}
    assert not exact & {repr(edge) for column in found.columns for edge in column.edges}
    assert all(1 - 1e-4 < sum(column.shares) < 1 + 1e-4 for column in found.columns)


def test_it_is_the_same_twice_and_tells_every_change(written: Path) -> None:
    assert reference_profile(batch(0)).text() == written.read_text()
    changed = batch(0)
    changed["hours"] = np.where(np.arange(2000) == 7, changed["hours"] + 1e-6, changed["hours"])
    assert reference_profile(changed).digest != read_profile(written).digest


def spoilt(document: dict[str, Any], **fields: Any) -> str:
    return json.dumps(document | fields)


def test_other_files_are_told_apart(written: Path, tmp_path: Path) -> None:
    document = json.loads(written.read_text())
    columns = json.loads(written.read_text())["columns"]
    columns[0]["shares"][0], columns[0]["shares"][1] = columns[0]["shares"][1] + 0.001, columns[0]["shares"][0] - 0.001
    cases = {
        "not json": "p.json is not JSON, so it is no reference profile",
        "[1, 2]": "p.json is not a reference profile",
        '{"format": "mlsec-scan/1"}': "p.json is not a reference profile",
        spoilt(
            document, format="mlsec-profile/2"
        ): "p.json is a reference profile of another version than mlsec-profile/1",
        spoilt(document, rows=3): "p.json was changed after it was written",
        spoilt(document, columns=columns): "p.json was changed after it was written",
        spoilt(document, columns=[{"name": "x"}]): "p.json is a damaged reference profile",
        spoilt(document, rows="many"): "p.json is a damaged reference profile",
        spoilt(document, more=1): "p.json is a damaged reference profile",
        "[" * 100_000: "p.json is not JSON, so it is no reference profile",
    }
    path = tmp_path / "p.json"
    for text, message in cases.items():
        path.write_text(text)
        with pytest.raises(UsageError) as caught:
            read_profile(path)
        assert caught.value.message == message
        assert caught.value.help
    with pytest.raises(UsageError, match="could not be read"):
        read_profile(tmp_path / "missing.json")


def test_evidence_is_bound_to_the_profile(written: Path) -> None:
    found = measure_data(batch(1), reference=written)
    drift = next(each for each in found if each.probe == "drift")
    assert drift.observation.status is Status.PASS
    assert drift.binds["data:reference"] == read_profile(written).digest
