"""``%mlsec scan`` looks at what the session remembers, says which input it was, and calls nothing of the person's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.magic.history import Copy, remembered
from jupyter_mlsec.magic.session import Session
from tests.shells import run


def found(shown: Any) -> list[tuple[str, str | None, str, str]]:
    return [
        (finding.path, finding.cell.id, finding.place.value, finding.rule)
        for finding in shown.value.findings
        if finding.cell is not None
    ]


@pytest.fixture
def saved(shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The document of this kernel, without anything to find."""
    assert shell.user_ns
    path = tmp_path / "x.ipynb"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": "x = 1"}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    return path


@pytest.mark.usefixtures("saved")
def test_an_input_that_was_edited_away_is_found(shell: InteractiveShell, hf_token: str) -> None:
    run(shell, "x = 1")
    run(shell, f"token = '{hf_token}'")
    shown = run(shell, "%mlsec scan")
    assert found(shown) == [("this session", "In[3]", "source", "hugging-face-token")]
    assert "  --> this session: cell 3 (In[3]), line 1:10" in repr(shown).splitlines()
    assert hf_token not in repr(shown) + str(shown._repr_mimebundle_())


@pytest.mark.usefixtures("saved")
def test_an_output_is_found_that_no_input_shows(shell: InteractiveShell, hf_token: str) -> None:
    parts = f"'{hf_token[:9]}', '{hf_token[9:]}'"
    run(shell, f"{{'config': ['x', b''.join(part.encode() for part in ({parts}))]}}")
    run(shell, f"''.join(letter for part in ({parts}) for letter in part)")
    places = found(run(shell, "%mlsec scan"))
    assert [place for place in places if place[2] == "output"] == [
        ("this session", "In[2]", "output", "hugging-face-token"),
        ("this session", "In[3]", "output", "hugging-face-token"),
    ]


def test_the_latest_values_are_found_where_nothing_else_keeps_them(shell: InteractiveShell, hf_token: str) -> None:
    shell.user_ns["_oh"].clear()
    shell.user_ns["__"] = hf_token
    assert found(run(shell, "%mlsec scan")) == [("this session", "_", "output", "hugging-face-token")]


def test_what_the_saved_document_shows_is_told_once(
    shell: InteractiveShell, saved: Path, hf_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(saved.read_text())
    document["cells"][0]["source"] = f"login('{hf_token}')"
    saved.write_text(json.dumps(document))
    monkeypatch.setitem(shell.user_ns, "login", lambda token: token)
    run(shell, f"login('{hf_token}')")
    run(shell, f"again = '{hf_token}'")
    assert found(run(shell, "%mlsec scan")) == [("x.ipynb", "a", "source", "hugging-face-token")]


@pytest.mark.usefixtures("saved")
def test_variables_and_other_rules_are_left_alone(shell: InteractiveShell, hf_token: str) -> None:
    run(shell, "import pickle; load = lambda f: pickle.load(f)")
    shell.user_ns["token"] = hf_token
    assert found(run(shell, "%mlsec scan")) == []


HOSTILE = """
def spring(*_args, **_options):
    raise RuntimeError("sprung")

class Trap(dict):
    __repr__ = __str__ = __iter__ = __len__ = __getitem__ = __bool__ = __bytes__ = __eq__ = spring
    items = keys = values = get = encode = decode = spring
    __hash__ = object.__hash__

class Text(str):
    __repr__ = __str__ = __iter__ = __len__ = __eq__ = encode = spring
    __hash__ = str.__hash__
"""


def test_nothing_of_the_persons_is_called(shell: InteractiveShell) -> None:
    session = Session(shell)
    run(shell, HOSTILE)
    namespace = shell.user_ns
    trap, text = namespace["Trap"](a=1), namespace["Text"]("hello")
    values = [trap, text, {text: "x", trap: "y"}, (namespace["Trap"], trap, "z")]
    namespace.update({"_oh": {1: values, 2: trap, text: "v", trap: "w"}, "_": trap, "__": text, "___": ["u", text]})
    cells = remembered(session).document["cells"]
    assert isinstance(cells, list)
    assert [(cell["id"], output["data"]) for cell in cells for output in cell["outputs"]] == [
        ("In[1]", {"application/json": [{"0": "x", "1": "y"}, ["z"]]}),
        ("_", {"application/json": [["u"]]}),
    ]
    namespace["_oh"] = trap
    assert [cell["id"] for cell in remembered(session).document["cells"] if cell["outputs"]] == ["_"]  # type: ignore[union-attr,index,call-overload]
    namespace["_oh"] = {}


@pytest.mark.usefixtures("saved")
def test_what_is_too_deep_is_said_and_not_called_clean(shell: InteractiveShell) -> None:
    loop: list[object] = []
    loop.append(loop)
    shell.user_ns["_oh"][1] = loop
    shown = run(shell, "%mlsec scan")
    assert shown.value.reason == "Out[1] is too large or too deep to be looked at in full"
    assert "1 target could not be checked: this is not a clean result" in repr(shown)


def test_environments_are_read_and_numbers_pass_by(monkeypatch: pytest.MonkeyPatch, hf_token: str) -> None:
    import os

    monkeypatch.setenv("SERVICE_TOKEN", hf_token)
    copied = Copy().of(os.environ)
    assert isinstance(copied, dict)
    assert copied["SERVICE_TOKEN"] == hf_token
    assert Copy().of({1: "a", 2.5: "b", None: "c", "d": 4, "e": {"f": (b"g", 1j)}}) == {
        "0": "a",
        "1": "b",
        "2": "c",
        "e": {"f": ["g"]},
    }
