"""Where something of ours breaks while it looks at a secret, what is said of it holds no trace of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.scan.engine import scan_document
from tests.canary.conftest import Command, World

# Where a scan, a checklist or a report may fail: (module, name), each replaced by something that quotes what it got.
PARTS = [
    ("jupyter_mlsec.scan.subjects", "analyse"),
    ("jupyter_mlsec.scan.subjects", "text_digest"),
    ("jupyter_mlsec.scan.engine", "read_notebook"),
    ("jupyter_mlsec.scan.engine", "look"),
    ("jupyter_mlsec.scan.findings", "_excerpt"),
    ("jupyter_mlsec.scan.veil", "find_secrets"),
    ("jupyter_mlsec.notebook.read", "read_output"),
    ("jupyter_mlsec.notebook.read", "multiline"),
    ("jupyter_mlsec.notebook.read", "flatten"),
    ("jupyter_mlsec.notebook.outputs", "markup_text"),
    ("jupyter_mlsec.secrets.detect", "find_secrets"),
]

ERRORS = (ValueError, KeyError, RecursionError, MemoryError, OSError, UnicodeError)


def quoting(error: type[Exception]) -> Callable[..., object]:
    def fail(*arguments: object, **options: object) -> object:
        contents = [getattr(each, "content", None) or str(each) for each in (*arguments, *options.values())]
        raise error(" ".join(contents))

    return fail


@pytest.mark.parametrize(
    ("module", "name", "error"),
    [(*part, ERRORS[index % len(ERRORS)]) for index, part in enumerate(PARTS)],
)
def test_a_part_that_fails_is_not_quoted(  # noqa: PLR0917 - three of them are the case
    world: World,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    name: str,
    error: type[Exception],
) -> None:
    (tmp_path / "x.ipynb").write_text(world.notebook())
    monkeypatch.setattr(import_module(module), name, quoting(error))
    said = command("scan", "x.ipynb", "--select", "secret,unsafe-load")
    assert world.traces(said) == {}
    assert b"Traceback" not in said.parts["stderr"]
    if (module, name) not in {
        ("jupyter_mlsec.scan.veil", "find_secrets"),
        ("jupyter_mlsec.secrets.detect", "find_secrets"),
    }:
        assert said.code == 2


def test_a_failure_while_another_is_told_is_not_quoted(
    world: World, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.ipynb").write_text(world.notebook())
    for module, name in (("jupyter_mlsec.scan.engine", "look"), ("jupyter_mlsec.cli.commands.scan", "write_output")):
        monkeypatch.setattr(import_module(module), name, quoting(ValueError))
    said = command("scan", "x.ipynb")
    assert said.code == 2
    assert said.parts["stderr"].startswith(b"error: this is a bug of mlsec ")
    assert world.traces(said) == {}


def test_nothing_in_the_vocabulary_shows_its_text(world: World) -> None:
    notebook = read_notebook("x.ipynb", world.notebook().encode())
    report = scan_document("x.ipynb", world.notebook().encode(), Config())
    for value in (notebook, report, *notebook.cells, *report.findings):
        assert world.search.found(repr(value)) == set()


def test_a_traceback_with_locals_shows_no_text(world: World) -> None:
    def look(text: Text) -> None:
        text.position(Span(0, 0))
        raise ValueError

    for canary in world.made:
        text = Text(Place.SOURCE, canary.value, Syntax.PYTHON, labels=(Label(Span(0, 1), canary.value),))
        with pytest.raises(ValueError, match=r"^$") as caught:
            look(text)
        told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        (frame,) = (frame for frame in told.stack if frame.name == "look")
        assert frame.locals is not None
        assert frame.locals["text"].startswith("Text(place=")
        assert world.search.found(str(frame.locals)) == set()


def test_nothing_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scan_document("x.ipynb", world.notebook().encode(), Config())
    assert [record for record in caplog.records if record.name.startswith("jupyter_mlsec")] == []
    assert world.search.found(caplog.text) == set()
