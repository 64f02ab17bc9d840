"""Answers and waivers that the checklist panel sends: made records, or refused with what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

ROUTE = "jupyter-mlsec/v1/decisions"
TEXT = "Reports go to security@clinic.example and are answered within two days."


@pytest.fixture
def decide(server: Any, notebook: Callable[..., Any]) -> Callable[..., Any]:
    """A function that sends a decision about a small notebook."""
    return lambda **decision: server.ask(
        "POST", ROUTE, {"path": "x.ipynb", "notebook": notebook("x = 1"), "decision": decision}
    )


def test_an_answer_becomes_a_record_bound_to_the_notebook(decide: Callable[..., Any]) -> None:
    told = decide(kind="answer", item="GOV-06", text=TEXT, person="ana@clinic.example")
    assert told.status == 200
    record = told.json
    assert {key: record[key] for key in ("format", "kind", "item", "text", "person")} == {
        "format": "mlsec-record/1",
        "kind": "answer",
        "item": "GOV-06",
        "text": TEXT,
        "person": "ana@clinic.example",
    }
    assert all(digest.startswith("sha256:") for digest in record["binds"].values())
    assert record["binds"]


def test_a_waiver_has_an_approver_and_an_end(decide: Callable[..., Any]) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    told = decide(kind="waiver", item="GOV-06", reason=TEXT, approver="bea", author="ana", until=until)
    assert told.status == 200
    assert (told.json["kind"], told.json["expires"]) == ("waiver", f"{until}T23:59:59Z")


def test_the_record_settles_the_item(server: Any, notebook: Callable[..., Any], decide: Callable[..., Any]) -> None:
    record = decide(kind="answer", item="GOV-06", text=TEXT, person="ana").json
    document = notebook("x = 1")
    document["metadata"]["mlsec"] = {"format": "mlsec-record/1", "records": [record]}
    told = server.ask("POST", "jupyter-mlsec/v1/checklist", {"path": "x.ipynb", "notebook": document}).json
    [item] = [item for item in told["items"] if item["id"] == "GOV-06"]
    assert item["answer"]["person"] == "ana"
    assert item["answer"]["text"] == TEXT


@pytest.mark.parametrize(
    ("decision", "status", "message"),
    [
        ({"kind": "answer", "item": "GOV-06", "text": "ok", "person": "ana"}, 422, "an answer needs at least 30"),
        ({"kind": "answer", "item": "GOV-06", "text": TEXT, "person": ""}, 422, "the person who answers has no name"),
        ({"kind": "answer", "item": "NO-1", "text": TEXT, "person": "ana"}, 422, "there is no item 'NO-1'"),
        (
            {"kind": "answer", "item": "GOV-06", "text": TEXT, "person": "ana", "until": "soon"},
            422,
            "the date cannot be read",
        ),
        (
            {"kind": "waiver", "item": "GOV-06", "reason": TEXT, "approver": "ana", "author": "ana", "until": ""},
            422,
            "a waiver has an end",
        ),
        (
            {"kind": "waiver", "item": "GOV-06", "reason": TEXT, "approver": "a", "author": "A", "until": "2999-01-01"},
            422,
            "a waiver's approver must not be its author",
        ),
        ({"kind": "oath", "item": "GOV-06"}, 400, "the request's body is malformed"),
        ({"kind": "answer", "item": "GOV-06", "text": TEXT}, 400, "the request's body is malformed"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said(
    decide: Callable[..., Any], decision: dict[str, Any], status: int, message: str
) -> None:
    told = decide(**decision)
    assert told.status == status
    assert told.json["message"].startswith(message)
    assert told.json["help"]
