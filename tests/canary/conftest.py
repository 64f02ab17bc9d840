"""The command in this process, with everything that it writes, logs and puts into files laid open."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jupyter_mlsec.cli import main
from tests.canaries import PLACES, Canary, Search, canaries, document

FORCED_ENDS = ("os.remove", "os.rename", "shutil.rmtree", "os.truncate")


@dataclass
class Files:
    """Everything that was ever written to a file by this process, gathered by an audit hook before it can go away."""

    is_watching: bool = False
    contents: dict[str, bytes] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.is_watching:
            return
        if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
            self.written.add(os.fsdecode(arguments[0]))
        elif event in FORCED_ENDS and isinstance(arguments[0], (str, bytes, os.PathLike)):
            self.keep(os.fsdecode(arguments[0]))

    def keep(self, name: str) -> None:
        for path in (Path(name), *Path(name).rglob("*")) if Path(name).is_dir() else (Path(name),):
            if path.is_file():
                was, self.is_watching = self.is_watching, False
                self.contents[f"{path} {len(self.contents)}"] = path.read_bytes()
                self.is_watching = was

    def all(self) -> dict[str, bytes]:
        for name in self.written:
            self.keep(name)
        return self.contents


FILES = Files()
sys.addaudithook(FILES.hear)  # cannot be taken away again; it does nothing unless it is told to watch


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Files]:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    FILES.contents.clear()
    FILES.written.clear()
    yield FILES
    FILES.is_watching = False


@dataclass(frozen=True)
class Said:
    """How a command ended, and all that came out of it by its way out."""

    code: int
    parts: dict[str, bytes]


Command = Callable[..., Said]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], files: Files
) -> Iterator[Command]:
    """Return a function that runs a command with debug logging on, and hands over all it said and wrote."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / ".config"))
    monkeypatch.setenv("MLSEC_DATA_DIR", str(tmp_path / ".data"))
    logged = StringIO()
    handler = logging.StreamHandler(logged)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def run(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["mlsec", *arguments])
        files.contents.clear()
        files.written.clear()
        files.is_watching = True
        with pytest.raises(SystemExit) as ended:
            main.main()
        files.is_watching = False
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Said(code, {"stdout": out, "stderr": err, "log": logged.getvalue().encode(), **files.all()})

    yield run
    root.removeHandler(handler)
    root.setLevel(level)


@dataclass(frozen=True)
class World:
    """Notebooks full of canaries, and the search for them."""

    made: tuple[Canary, ...]
    cells: list[dict[str, Any]]
    search: Search

    def notebook(self, **metadata: Any) -> str:
        return json.dumps(document(self.cells, **metadata), ensure_ascii=False)

    def traces(self, said: Said) -> dict[str, set[str]]:
        """Return the kinds of which there is a trace, by where."""
        return {where: found for where, data in said.parts.items() if (found := self.search.found(data))}


@pytest.fixture(scope="session")
def world() -> World:
    """Each kind in one place, each place with several kinds, the same in every run."""
    made = canaries(Random("canaries"))
    cells = [PLACES[place_of(index)](canary) for index, canary in enumerate(made)]
    return World(tuple(made), cells, Search(made))


def place_of(index: int, turn: int = 0) -> str:
    """Return the place of a canary; another turn is another place."""
    return list(PLACES)[(3 * index + turn * 7) % len(PLACES)]
