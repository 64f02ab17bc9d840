"""Over a corpus of edits, exactly what an edit reaches turns stale."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.lifecycle import checklist as engine
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.discovery import every_probe
from jupyter_mlsec.lifecycle.fingerprint import environment_fingerprint, notebook_fingerprint, policy_fingerprint
from jupyter_mlsec.lifecycle.slices import slice_fingerprint
from jupyter_mlsec.model.checklist import Checklist, Evidence, Observation, Status
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._ground.fingerprint import frame_digest

CELLS = (
    "import pandas as pd\nfrom sklearn.svm import SVC",
    "df = pd.read_csv('train.csv')",
    "df = df.dropna()",
    "new = pd.read_csv('new.csv')",
    "clf = SVC(C=1.0, gamma=0.1)",
    "clf.fit(df[['a', 'b']], df['y'])",
    "%mlsec data df",
)
PACKAGES = {f"package-{n}": f"1.{n}" for n in range(40)}
FILES = {f"part-{n}.csv": f"a,b\n{n},2\n" for n in range(10)}


def frame() -> pd.DataFrame:
    rows = range(12)
    return pd.DataFrame(
        {
            "a": [float(n) for n in rows],
            "b": list(rows),
            "c": [f"text {n % 4}" for n in rows],
            "d": pd.Categorical(["low", "high", "low"] * 4),
            "e": pd.to_datetime([f"2026-01-{n + 1:02}" for n in rows]),
        }
    )


@dataclass
class World:
    """Everything that evidence is bound to here."""

    cells: list[str] = field(default_factory=lambda: list(CELLS))
    frame: pd.DataFrame = field(default_factory=frame)
    packages: dict[str, str] = field(default_factory=lambda: dict(PACKAGES))
    files: dict[str, str] = field(default_factory=lambda: dict(FILES))
    config: Config = field(default_factory=Config)
    outputs: list[dict[str, object]] = field(default_factory=list)


Change = Callable[[World], None]
Edit = tuple[str, Change, frozenset[str]]
NOTHING: frozenset[str] = frozenset()


def replaced(place: int, source: str) -> Change:
    return lambda world: world.cells.__setitem__(place, source)


def inserted(place: int, source: str) -> Change:
    return lambda world: world.cells.insert(place, source)


def table(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    def apply(world: World) -> None:
        world.frame = change(world.frame)

    return apply


def package(name: str, version: str) -> Change:
    return lambda world: world.packages.__setitem__(name, version)


def file(name: str, text: str) -> Change:
    return lambda world: world.files.__setitem__(name, text)


def limit(name: str, bound: str) -> Change:
    def apply(world: World) -> None:
        world.config = Config(checklist=ChecklistSettings(limits={name: bound}))

    return apply


def output(text: str) -> Change:
    return lambda world: world.outputs.append({"output_type": "stream", "name": "stdout", "text": text})


def dropped(name: str, *, of: str) -> Change:
    def apply(world: World) -> None:
        del (world.files if of == "files" else world.packages)[name]

    return apply


def respelt(name: str) -> Change:
    def apply(world: World) -> None:
        world.packages[name.replace("-", "_").title()] = world.packages.pop(name)

    return apply


def cell_edits() -> Iterator[Edit]:
    for place, source in enumerate(CELLS):
        yield f"comment above cell {place}", replaced(place, f"# note\n{source}"), NOTHING
        yield f"comment below cell {place}", replaced(place, f"{source}\n# note"), NOTHING
        yield f"space in cell {place}", replaced(place, f"\n\n{source}\n\n"), NOTHING
        yield f"look before cell {place}", inserted(place, "%mlsec status"), NOTHING
        yield f"empty cell before {place}", inserted(place, "   "), NOTHING
    for place, number in itertools.product(range(len(CELLS) + 1), range(12)):
        cell = inserted(place, f"unrelated_{number} = {number}")
        yield f"unrelated cell {number} at {place}", cell, frozenset({"PRE-07"})
    for name in ("a.csv", "b.csv", "c.parquet", "https://d.lab/x.csv", "/data/e.csv", "../f.csv"):
        used = frozenset({"PRE-07", "COL-02", "EVA-01"})
        yield f"another file {name}", replaced(1, f"df = pd.read_csv('{name}')"), used
        yield f"another new file {name}", replaced(3, f"new = pd.read_csv('{name}')"), frozenset({"PRE-07", "COL-07"})
    for c, gamma in itertools.product((0.1, 2.0, 3.0, 10.0), (0.1, 0.2, 0.3, 0.5)):
        yield (
            f"parameters {c} {gamma}",
            replaced(4, f"clf = SVC(C={c}, gamma={gamma})"),
            frozenset({"PRE-07", "EVA-01"}),
        )


def frame_edits() -> Iterator[Edit]:
    reached = frozenset({"COL-01"})
    for row, column in itertools.product(range(12), "ab"):
        yield f"number {row} {column}", table(with_value(row, column, 100 + row)), reached
    for row in range(12):
        yield f"text {row}", table(with_value(row, "c", "other")), reached
        yield f"row {row} gone", table(without_row(row)), reached
        yield f"label {row}", table(with_label(row)), reached
    for one, other in itertools.combinations(range(12), 2):
        yield f"rows {one} {other} swapped", table(with_rows_swapped(one, other)), reached
    for column in "abcde":
        yield f"column {column} renamed", table(with_name(column)), reached
        yield f"column {column} gone", table(with_columns([each for each in "abcde" if each != column])), reached
    for left, right in itertools.combinations("abcde", 2):
        order = [{left: right, right: left}.get(each, each) for each in "abcde"]
        yield f"columns {left} {right} swapped", table(with_columns(order)), reached
    for column in "abde":
        yield f"column {column} as text", table(as_text(column)), reached
    yield "a copy", table(lambda frame: frame.copy()), NOTHING


def ground_edits() -> Iterator[Edit]:
    for name in PACKAGES:
        yield f"upgrade of {name}", package(name, "2.0"), frozenset({"TRN-01"})
        yield f"removal of {name}", dropped(name, of="packages"), frozenset({"TRN-01"})
        yield f"spelling of {name}", respelt(name), NOTHING
        yield f"addition to {name}", package(f"{name}-extra", "1"), frozenset({"TRN-01"})
    for name, text in FILES.items():
        reached = frozenset({"COL-05"}) if name == "part-3.csv" else NOTHING
        yield f"byte of {name}", file(name, "a,b\n0,0\n"), reached
        yield f"removal of {name}", dropped(name, of="files"), reached
        yield f"same bytes of {name}", file(name, text), NOTHING
    for name, bound in itertools.product(("accuracy", "ece", "auc"), (">= 0.9", "<= 0.1", "> 0.5")):
        yield f"limit {name} {bound}", limit(name, bound), frozenset({"EVA-02"})
    for text in ("1", "2", "error"):
        yield f"output {text}", output(text), NOTHING


Reshape = Callable[[pd.DataFrame], pd.DataFrame]


def with_value(row: int, column: str, value: object) -> Reshape:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        values = list(frame[column])
        values[row] = value
        return frame.assign(**{column: pd.Series(values, dtype=frame[column].dtype)})

    return change


def without_row(row: int) -> Reshape:
    return lambda frame: frame.drop(index=row)


def with_label(row: int) -> Reshape:
    return lambda frame: frame.rename(index={row: 99})


def with_rows_swapped(one: int, other: int) -> Reshape:
    order = [{one: other, other: one}.get(each, each) for each in range(12)]
    return lambda frame: frame.iloc[order].reset_index(drop=True)


def with_name(column: str) -> Reshape:
    return lambda frame: frame.rename(columns={column: "z"})


def with_columns(order: list[str]) -> Reshape:
    return lambda frame: frame[order]


def as_text(column: str) -> Reshape:
    return lambda frame: frame.assign(**{column: frame[column].astype(str)})


EDITS = [*cell_edits(), *frame_edits(), *ground_edits()]


@pytest.fixture
def stale_after(
    write: Callable[..., Notebook],
    fill: Callable[..., Checklist],
    now: datetime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Change], frozenset[str]]:
    every = tuple(item.id for item in catalogue().items)
    fake: Probe[object] = Probe(name="made-up", items=every, run=lambda _: Observation(status=Status.PASS, summary="."))
    known = {**every_probe(), "made-up": fake}
    monkeypatch.setattr(engine, "every_probe", lambda: known)

    def digests(world: World) -> dict[str, dict[str, str]]:
        notebook = write(*world.cells, outputs=world.outputs)
        whole = notebook_fingerprint(notebook)
        slices = {name: slice_fingerprint(notebook, name) or "" for name in ("df", "new", "clf")}
        return {
            "PRE-07": {"notebook": whole},
            "COL-02": {"notebook:df": slices["df"]},
            "COL-07": {"notebook:new": slices["new"]},
            "EVA-01": {"notebook:clf": slices["clf"]},
            "COL-01": {"data:df": frame_digest(world.frame)},
            "TRN-01": {"env": environment_fingerprint(world.packages)},
            "COL-05": {"files:part-3.csv": file_fingerprint(tmp_path / "part-3.csv")},
            "EVA-02": {"policy": policy_fingerprint(world.config)},
        }

    (tmp_path / "train.csv").write_text("a\n1\n")
    (tmp_path / "new.csv").write_text("a\n1\n")

    def save(world: World) -> None:
        for path in tmp_path.glob("part-*.csv"):
            path.unlink()
        for name, text in world.files.items():
            (tmp_path / name).write_text(text)

    def run(change: Change) -> frozenset[str]:
        world = World()
        save(world)
        seen = Observation(status=Status.PASS, summary="Seen.")
        evidence = [
            Evidence(item=item, probe="made-up", observation=seen, collected=now - timedelta(hours=1), binds=binds)
            for item, binds in digests(world).items()
        ]
        change(world)
        save(world)
        filled = fill(
            write(*world.cells, outputs=world.outputs),
            evidence,
            config=world.config,
            packages=world.packages,
            fingerprints={"data:df": frame_digest(world.frame)},
        )
        stale = frozenset(state.item.id for state in filled.states if state.status is Status.STALE)
        assert all(state.changed for state in filled.states if state.status is Status.STALE)
        return stale

    return run


def test_the_corpus_is_large_enough() -> None:
    assert len(EDITS) >= 500
    assert len({name for name, _, _ in EDITS}) == len(EDITS)


@pytest.mark.parametrize("part", range(10))
def test_exactly_what_an_edit_reaches_turns_stale(stale_after: Callable[[Change], frozenset[str]], part: int) -> None:
    wrong = {}
    for name, change, expected in EDITS[part::10]:
        stale = stale_after(change)
        if stale != expected:
            wrong[name] = (sorted(stale), sorted(expected))
    assert wrong == {}
