"""Exporting a run over HTTP: what is written, what is not, and who may begin it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.server.export_form import read_form

Notebook = Callable[..., dict[str, Any]]

BASE = "jupyter-mlsec/v1/exports"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def save(server: Any, path: str, document: dict[str, Any]) -> None:
    target = server.root / path
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({**document, "metadata": KERNEL}), encoding="utf-8")


def finished(server: Any, id_: str) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told: dict[str, Any] = server.ask("GET", f"{BASE}/{id_}").json
        if told["state"] != "running":
            return told
        time.sleep(0.1)
    pytest.fail("the export did not end")


def test_a_run_becomes_a_bundle_beside_its_notebook(server: Any, notebook: Notebook) -> None:
    save(server, "work/-x y.ipynb", notebook("print(1)"))
    begun = server.ask("POST", BASE, {"path": "work/-x y.ipynb"})
    assert (begun.status, begun.json["state"]) == (202, "running")
    told = finished(server, begun.json["id"])
    assert (told["state"], told["bundle"]) == ("done", "work/-x y.mlrun"), told["message"]
    assert told["report"] == "work/-x y.mlrun/report.html"
    assert (server.root / told["report"]).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_run_that_fails_says_why_and_leaves_nothing(server: Any, notebook: Notebook) -> None:
    save(server, "failing.ipynb", notebook("1/0"))
    told = finished(server, server.ask("POST", BASE, {"path": "failing.ipynb"}).json["id"])
    assert (told["state"], told["bundle"]) == ("failed", None)
    assert "cell" in told["message"]
    assert not (server.root / "failing.mlrun").exists()


def test_a_cancelled_run_says_where_it_was_and_leaves_nothing(server: Any, notebook: Notebook) -> None:
    save(server, "slow.ipynb", notebook("1", "import time\ntime.sleep(600)", "2"))
    id_ = server.ask("POST", BASE, {"path": "slow.ipynb"}).json["id"]
    end = time.monotonic() + 60
    while (message := server.ask("GET", f"{BASE}/{id_}").json["message"]) != "cell 2 of 3":
        assert message in {"", "cell 1 of 3"}
        assert time.monotonic() < end
        time.sleep(0.05)
    again = server.ask("POST", BASE, {"path": "slow.ipynb"})
    assert again.status == 409
    told = server.ask("DELETE", f"{BASE}/{id_}").json
    assert told["state"] == "cancelled"
    assert finished(server, id_)["state"] == "cancelled"
    assert [path.name for path in server.root.glob("*slow*")] == ["slow.ipynb"]


def test_only_a_saved_notebook_can_be_run(server: Any, notebook: Notebook) -> None:
    (server.root / "notes.txt").write_text("x", encoding="utf-8")
    assert server.ask("POST", BASE, {"path": "notes.txt"}).status == 400
    assert server.ask("POST", BASE, {"path": "x.ipynb", "notebook": notebook("1")}).status == 400
    assert server.ask("POST", BASE, {"path": "nowhere.ipynb"}).status == 404
    assert server.ask("GET", f"{BASE}/0123456789abcdef").status == 404


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ({"path": "x.ipynb"}, []),
        (
            {"path": "x.ipynb", "parameters": {"rows": 10, "name": "a b", "fast": True, "rate": 0.5}},
            [
                *("--parameter", "rows", "10"),
                *("--parameter", "name", "a b"),
                *("--parameter", "fast", "true"),
                *("--parameter", "rate", "0.5"),
            ],
        ),
        ({"path": "x.ipynb", "key": "-x", "timeout": 60}, ["--key=-x", "--timeout=60"]),
        ({"path": "x.ipynb", "measure": True}, ["--measure"]),
    ],
)
def test_a_form_becomes_options_of_the_command(body: dict[str, Any], arguments: list[str]) -> None:
    assert read_form(json.dumps(body).encode()).arguments() == arguments


@pytest.mark.parametrize(
    "more",
    [
        {"parameters": {"not a name": 1}},
        {"parameters": {"--key": "x"}},
        {"parameters": {"x": [1]}},
        {"parameters": {"x": "a\0b"}},
        {"timeout": -1},
        {"timeout": "soon"},
        {"measure": "yes"},
        {"key": "\0"},
        {"notebook": {}},
    ],
)
def test_a_malformed_form_is_refused(server: Any, more: dict[str, Any]) -> None:
    answer = server.ask("POST", "jupyter-mlsec/v1/exports", {"path": "x.ipynb", **more})
    assert answer.status == 400
