"""No answer of any route, no log and no file of the server holds a trace of a secret."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jupyter_mlsec.server.routes import BASE, HANDLERS
from tests.canaries import PLACES, Search, canaries, document

ALL = canaries(Random("server"))
MADE = ALL[::3]  # tests/canary has all of them
SEARCH = Search(ALL)
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def full() -> dict[str, Any]:
    places = list(PLACES.values())
    return document([places[index % len(places)](canary) for index, canary in enumerate(MADE)], **KERNEL)


def traces(answer: Any) -> set[str]:
    return SEARCH.found(json.dumps({"json": answer.json, "headers": answer.headers}, ensure_ascii=False))


@pytest.fixture(autouse=True)
def _log(server: Any) -> Any:
    """Whatever a test asks: nothing of it is in the log, and nothing but the documents themselves in a file."""
    yield
    assert SEARCH.found(server.log.read_bytes()) == set()
    known = {server.root / "canary.ipynb", server.root / "leak.ipynb"}
    others = [path for path in server.log.parent.rglob("*") if path.is_file() and path not in known]
    assert {path: found for path in others if (found := SEARCH.found(path.read_bytes()))} == {}


@pytest.mark.parametrize("route", ["scan", "checklist"])
def test_a_document_that_is_saved_or_sent(server: Any, route: str) -> None:
    (server.root / "canary.ipynb").write_text(json.dumps(full()), encoding="utf-8")
    for body in (
        {"path": "canary.ipynb"},
        {"path": "canary.ipynb", "notebook": full()},
        {"path": "canary.ipynb", "notebook": full(), "cells": [3, 4]},
    ):
        answer = server.ask("POST", f"{BASE}/{route}", body)
        if route == "scan":
            assert (answer.status, answer.json["verdict"]) == (200, "findings")
        assert traces(answer) == set()


@pytest.mark.parametrize("route", [route for route, _ in HANDLERS if "(" not in route])
def test_a_body_that_is_malformed(server: Any, route: str) -> None:
    value = MADE[0].value
    for body in (
        json.dumps(full()).encode(),
        json.dumps({"path": "canary.ipynb", value: full()}).encode(),
        json.dumps({"path": "canary.ipynb", "notebook": value}).encode(),
        json.dumps({"path": "canary.ipynb", "notebook": {"cells": [value], "nbformat": value}}).encode(),
        json.dumps({"path": "canary.ipynb", "notebook": full()}).encode()[:-9],
        f'{{"path": "canary.ipynb", "notebook": {{"{value}"'.encode(),
    ):
        answer = server.ask("POST", f"{BASE}/{route}", body)
        assert answer.status >= 400 or answer.json is not None
        assert traces(answer) == set()


def test_routes_that_name_something(server: Any) -> None:
    for route in ("rules", "rules/hugging-face-token", f"exports/{'0' * 16}"):
        assert traces(server.ask("GET", f"{BASE}/{route}")) == set()


def test_a_run_that_would_be_signed(server: Any) -> None:
    canary = next(each for each in ALL if each.kind == "hugging-face-token")
    letters = ", ".join(str(ord(letter)) for letter in canary.value)
    printing = {**PLACES["raw"](canary), "cell_type": "code", "outputs": [], "execution_count": None}
    printing["source"] = f"print(''.join(map(chr, [{letters}])))"
    (server.root / "leak.ipynb").write_text(json.dumps(document([printing], **KERNEL)), encoding="utf-8")
    begun = server.ask("POST", f"{BASE}/exports", {"path": "leak.ipynb"})
    assert traces(begun) == set()
    end = time.monotonic() + 60
    while True:
        told = server.ask("GET", f"{BASE}/exports/{begun.json['id']}")
        assert traces(told) == set()
        if told.json["state"] != "running" or time.monotonic() > end:
            break
        time.sleep(0.1)
    assert told.json["state"] == "failed"
    assert told.json["message"].startswith("cell 1 holds a secret in its output")
    assert not Path(server.root, "leak.mlrun").exists()
