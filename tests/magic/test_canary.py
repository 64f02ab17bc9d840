"""No magic's result, in no form of it, and no message of a magic holds a trace of a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from tests.canaries import PLACES, Search, canaries, document
from tests.shells import attempt

MADE = canaries(Random("magic"))[::3]  # tests/canary has all of them
SEARCH = Search(MADE)


@pytest.fixture
def shell(bare_shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A kernel whose saved notebook is full of secrets, and whose session has seen some more."""
    places = list(PLACES.values())
    cells = [places[index % len(places)](canary) for index, canary in enumerate(MADE)]
    (tmp_path / "x.ipynb").write_text(json.dumps(document(cells)), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "x.ipynb"))
    attempt(bare_shell, "%load_ext jupyter_mlsec")
    yield bare_shell
    attempt(bare_shell, "%unload_ext jupyter_mlsec")


def run(shell: InteractiveShell, source: str) -> Any:
    return attempt(shell, source).result


def shown(value: Any) -> str:
    """Return everything that a front end or a person gets of a result."""
    bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
    state = value.get_state() if hasattr(value, "get_state") else {}
    return f"{value!r}{value}{bundle}{state}{getattr(value, 'value', '')!r}{getattr(value, 'records', '')}"


@pytest.mark.parametrize("line", ["scan", "status", "checklist", "report", "help", "nosuch"])
def test_a_result(shell: InteractiveShell, line: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for canary in MADE[::6]:
        run(shell, f"{canary.name} = {canary.value!r}")
        shell.user_ns["_oh"][len(shell.user_ns["_oh"]) + 1000] = {"again": canary.value}
    value = run(shell, f"%mlsec {line}")
    said = capsys.readouterr()
    assert SEARCH.found(shown(value) + said.out + said.err) == set()
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "x.ipynb"]
    assert {path.name: found for path in written if (found := SEARCH.found(path.read_bytes()))} == {}


def test_what_the_session_remembers_is_found_and_not_shown(shell: InteractiveShell) -> None:
    (Path.cwd() / "x.ipynb").write_text(json.dumps(document([])), encoding="utf-8")
    for canary in MADE[::6]:
        run(shell, f"{canary.name} = {canary.value!r}")
    value = run(shell, "%mlsec scan")
    found = {finding.rule for finding in value.value.findings}
    assert found == {canary.kind for canary in MADE[::6]}
    assert SEARCH.found(shown(value)) == set()


@pytest.mark.parametrize("place", ["assignment", "beside a load", "comment"])
def test_a_cell_that_is_not_run(shell: InteractiveShell, place: str, capsys: pytest.CaptureFixture[str]) -> None:
    for canary in MADE[::8]:
        source = PLACES[place](canary)["source"]
        assert run(shell, f"%%mlsec\n{source}") is None
        said = capsys.readouterr()
        assert said.err.startswith("error: the cell was not run: ")
        assert SEARCH.found(said.out + said.err) == set()
