"""``POST ignored``: the record of one finding, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from jupyter_mlsec.server import shapes

ROUTE = "jupyter-mlsec/v1/ignored"


@pytest.fixture
def leak(notebook: Callable[..., Any], hf_token: str) -> dict[str, Any]:
    made: dict[str, Any] = notebook("print(1)")
    made["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": f"token: {hf_token}\n"}]
    return made


def pointed(finding: dict[str, Any], **change: Any) -> dict[str, Any]:
    fields = ("rule", "place", "line", "column", "end_line", "end_column")
    return {**{name: finding[name] for name in fields}, "cell": finding["cell"]["index"], **change}


def ask(server: Any, leak: dict[str, Any], **change: Any) -> Any:
    (finding,) = server.scan({"path": "x.ipynb", "notebook": leak}).json["findings"]
    body = {"path": "x.ipynb", "notebook": leak, "finding": pointed(finding), "reason": "revoked in May"}
    return server.ask("POST", ROUTE, {**body, **change})


def test_the_record_ignores_the_finding_in_the_next_scan(server: Any, leak: dict[str, Any], hf_token: str) -> None:
    told = ask(server, leak)
    assert told.status == 200
    read = msgspec.convert(told.json, type=shapes.IgnoredRecord, strict=True)
    assert (read.rule, read.place, read.reason) == ("hugging-face-token", "output", "revoked in May")
    assert hf_token[4:] not in json.dumps(told.json)
    leak["metadata"]["mlsec"] = {"format": "mlsec-record/1", "records": [told.json]}
    answer = server.scan({"path": "x.ipynb", "notebook": leak, "cells": [0]}).json
    (finding,) = answer["findings"]
    assert answer["verdict"] == "clean"
    assert (finding["suppressed"], finding["seal"]) == ({"by": "inline", "reason": "revoked in May"}, read.seal)


def test_the_checklist_reads_past_the_record(server: Any, leak: dict[str, Any]) -> None:
    leak["metadata"]["mlsec"] = {"format": "mlsec-record/1", "records": [ask(server, leak).json]}
    answer = server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "x.ipynb", "notebook": leak})
    assert (answer.status, answer.json["format"]) == (200, "mlsec-checklist/1")


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"reason": " "}, 422, "a reason is needed"),
        ({"reason": 1}, 400, "the request's body is malformed"),
        ({"finding": {}}, 400, "the request's body is malformed"),
        ({"more": 1}, 400, "the request's body is malformed"),
        ({"path": "../x.ipynb"}, 403, "path leads outside the server's root"),
        ({"notebook": []}, 422, "not a notebook: the file does not hold a JSON object"),
    ],
)
def test_what_is_wrong_is_said(
    server: Any, leak: dict[str, Any], change: dict[str, Any], status: int, message: str
) -> None:
    told = ask(server, leak, **change)
    assert (told.status, told.json["message"]) == (status, message)
    assert set(told.json) == {"message", "help"}


def test_a_finding_that_is_not_there_is_said(server: Any, leak: dict[str, Any]) -> None:
    (finding,) = server.scan({"path": "x.ipynb", "notebook": leak}).json["findings"]
    told = ask(server, leak, finding=pointed(finding, line=2))
    assert (told.status, told.json["message"]) == (422, "the finding is not there any more")
