"""No command shows a trace of any secret, in no format, no log and no file."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.engine import scan_document
from tests.canaries import NAMELESS, PLACES, Canary, Search, document
from tests.canary.conftest import Command, World, place_of


def test_the_search_finds_what_it_is_for() -> None:
    canary = Canary("kind", "NAME", "prefix-" + "aZ3kQ9xW7vB2nM5t", "aZ3kQ9xW7vB2nM5t")
    search = Search([canary])
    for offset in range(3):
        assert search.found(base64.b64encode(b"x" * offset + canary.value.encode() + b"yz"))
    for trace in ("aZ3kQ9xW7v", "t5Mn2Bv7Wx", "prefix%2D", "B2nM5t"):
        assert bool(search.found(f"..{trace}..")) == (trace not in {"prefix%2D", "B2nM5t"})


def test_the_world_is_large(world: World) -> None:
    assert len(world.made) > 150
    assert {place_of(index) for index in range(len(world.cells))} == set(PLACES)


def scans() -> Iterator[tuple[str, ...]]:
    for style in ("text", "json", "sarif", "github"):
        yield ("--format", style)
    yield ("--select", "unsafe-load,code-execution,supply-chain,transport,hygiene")
    yield ("--ignore", "secret,privacy", "--format", "sarif")
    yield ("--fail-on", "critical", "--baseline", "base.json", "--output", "out.txt")
    yield ("--write-baseline", "new.json")
    yield ("--diff", "--unsafe-fixes")


@pytest.mark.parametrize("options", list(scans()), ids=" ".join)
def test_a_scan(world: World, command: Command, tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "x.ipynb").write_text(world.notebook())
    (tmp_path / "base.json").write_text('{"format": "mlsec-baseline/1", "findings": []}')
    said = command("scan", "x.ipynb", *options)
    assert said.code in {0, 1}
    assert world.traces(said) == {}


@pytest.mark.parametrize("turn", range(3))
def test_every_secret_is_found(world: World, turn: int) -> None:
    cells = [PLACES[place_of(index, turn)](canary) for index, canary in enumerate(world.made)]
    report = scan_document("x.ipynb", document(cells), Config(select=("secret",)))
    found = {finding.cell.index for finding in report.findings if finding.cell}
    missed = [(place_of(index, turn), world.made[index].kind) for index in sorted(set(range(len(cells))) - found)]
    assert [each for each in missed if each[0] not in NAMELESS] == []


def test_a_notebook_that_cannot_be_read(world: World, command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(world.notebook()[:-7])
    for arguments in (("scan", "x.ipynb"), ("checklist", "x.ipynb"), ("redact", "x.ipynb", "-o", "copy.ipynb")):
        said = command(*arguments)
        assert said.code == 2
        assert world.traces(said) == {}


def test_a_script(world: World, command: Command, tmp_path: Path) -> None:
    sources = [cell["source"] for cell in world.cells if cell["cell_type"] == "code"]
    (tmp_path / "x.py").write_text("\n".join(source for source in sources if not source.startswith(("%", "!"))))
    for style in ("text", "json"):
        said = command("scan", "x.py", "--format", style)
        assert said.code == 1
        assert world.traces(said) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ("checklist", "x.ipynb"),
        ("checklist", "x.ipynb", "--format", "json"),
        ("report", "x.ipynb", "y.ipynb", "-o", "report.html"),
        ("run", "x.ipynb", "-o", "x.mlrun"),
        ("audit", "x.ipynb", "--lock", "requirements.txt", "--advisories", "none.json"),
        ("rules",),
        ("trail", "verify"),
    ],
    ids=" ".join,
)
def test_another_command(world: World, command: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for name in ("x.ipynb", "y.ipynb"):
        (tmp_path / name).write_text(world.notebook(**metadata))
    (tmp_path / "requirements.txt").write_text("click==8.1.7\n")
    (tmp_path / "none.json").write_text("{}")
    said = command(*arguments)
    assert world.traces(said) == {}
    assert b"this is a bug" not in said.parts["stderr"]


@pytest.mark.parametrize("output", ["copy.ipynb", "-"])
def test_a_masked_copy(world: World, command: Command, tmp_path: Path, output: str) -> None:
    cells = [cell for index, cell in enumerate(world.cells) if place_of(index) not in NAMELESS]
    (tmp_path / "x.ipynb").write_text(json.dumps(document(cells)))
    said = command("redact", "x.ipynb", "-o", output)
    assert said.code == 0
    assert world.traces(said) == {}


def test_fixes_leave_no_trace_but_in_the_notebook_itself(world: World, command: Command, tmp_path: Path) -> None:
    cells = [PLACES["assignment"](canary) for canary in world.made[:20]]
    (tmp_path / "x.ipynb").write_text(json.dumps(document(cells)))
    said = command("scan", "x.ipynb", "--fix", "--unsafe-fixes")
    outputs = {name: data for name, data in said.parts.items() if name in {"stdout", "stderr", "log"}}
    assert {name: world.search.found(data) for name, data in outputs.items()} == {name: set() for name in outputs}
    assert world.search.found((tmp_path / "x.ipynb").read_bytes()) == set()
    assert list((tmp_path / "tmp").iterdir()) == []
