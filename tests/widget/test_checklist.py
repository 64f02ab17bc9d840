"""The widget without a browser: what it tells its view, what it leaves in a document, what it takes from a page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from inline_snapshot import snapshot

from jupyter_mlsec.lifecycle.json import to_json
from jupyter_mlsec.model.checklist import (
    Answer,
    Checklist,
    ChecklistItem,
    Cost,
    Evidence,
    Ground,
    ItemState,
    Level,
    Measurement,
    Observation,
    Part,
    Risk,
    Seal,
    Stage,
    Status,
    Waiver,
)
from jupyter_mlsec.reports.checklist_text import checklist_text
from jupyter_mlsec.reports.html.fragments import checklist_fragment
from jupyter_mlsec.widget.checklist import ChecklistWidget
from jupyter_mlsec.widget.state import widget_state

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
ANSWER = "It is switched off in March 2027 by the owner."


def item(name: str, level: Level) -> ChecklistItem:
    return ChecklistItem(
        id=name,
        title="Metrics meet their limits",
        stage=Stage.EVALUATION,
        risk=Risk.HIGH,
        level=level,
        cost=Cost.FAST,
        binds=(Ground.NOTEBOOK,),
        ttl=30,
        auto="",
        human="Who decides?",
        standards=("aisvs C1.1.1",),
    )


@pytest.fixture
def checklist() -> Checklist:
    observation = Observation(
        status=Status.FAIL,
        summary="Too low.",
        details=("on 569 rows",),
        measurements=(Measurement(name="accuracy", value=0.8, limit=">= 0.9"),),
    )
    seen = Evidence(item="EVA-01", probe="a-probe", observation=observation, collected=NOW, subject="clf")
    return Checklist(
        notebook="train.ipynb",
        states=(
            ItemState(
                item=item("EVA-01", Level.AUTO),
                status=Status.FAIL,
                computed=Status.FAIL,
                evidence=(seen,),
                next_step="%mlsec model clf",
            ),
            ItemState(item=item("EVA-02", Level.HUMAN), status=Status.OPEN, computed=Status.OPEN),
        ),
        coverage=0.5,
        conformance=0.0,
    )


@pytest.fixture
def widget(checklist: Checklist) -> ChecklistWidget:
    return ChecklistWidget(checklist)


def test_the_state_holds_the_published_items_and_what_a_person_needs(checklist: Checklist) -> None:
    state = widget_state(checklist)
    assert json.loads(json.dumps(state)) == state
    published = to_json(checklist)["items"]
    assert [{key: shown[key] for key in published[0]} for shown in state["items"]] == published
    assert set(state["items"][0]) - set(published[0]) == {
        "symbol",
        "word",
        "risk_symbol",
        "asked_for_by",
        "unsettled",
        "summary",
        "next_step",
        "changed",
        "answerable",
        "question",
        "seen",
        "answer",
        "waiver",
    }
    assert {key: value for key, value in state.items() if key not in {"items", "stages"}} == snapshot(
        {
            "format": "mlsec-checklist/1",
            "notebook": "train.ipynb",
            "profile": "exploration",
            "coverage": "50%",
            "conformance": "0%",
        }
    )
    assert state["items"][0]["seen"] == snapshot(
        [
            {
                "symbol": "✗",
                "word": "failed",
                "subject": "clf",
                "details": ["on 569 rows"],
                "figures": [
                    {
                        "name": "accuracy",
                        "value": "0.8",
                        "interval": "",
                        "limit": "≥ 0.9",
                        "previous": "",
                        "meets": False,
                        "scale": {
                            "value": 9.7,
                            "low": None,
                            "high": None,
                            "limit": 90.3,
                            "previous": None,
                            "good": [90.3, 100.0],
                        },
                    }
                ],
            }
        ]
    )


ANSWERED = Answer(item="EVA-01", text="By the owner.", person="ana@x.org", time=NOW)
WAIVED = Waiver(item="EVA-01", reason="It is a draft.", approver="bea@x.org", author="ana@x.org", time=NOW, expires=NOW)


@pytest.mark.parametrize(
    ("seals", "answer", "waiver"),
    [
        ((), "Not signed.", "Not signed."),
        (
            (Seal(part=Part.ANSWERED, identity="ana@x.org", key="SHA256:abc"),),
            "Signed by ana@x.org, key SHA256:abc.",
            "Not signed.",
        ),
        (
            (
                Seal(part=Part.APPROVED, identity="bea@x.org", key="SHA256:def"),
                Seal(part=Part.ANSWERED, identity="", key="SHA256:abc", problem="the key was revoked"),
            ),
            "Its signature does not count: the key was revoked.",
            "Signed by bea@x.org, key SHA256:def.",
        ),
    ],
)
def test_whose_key_signed_a_decision_is_said(
    checklist: Checklist, seals: tuple[Seal, ...], answer: str, waiver: str
) -> None:
    decided = replace(checklist.states[0], answer=ANSWERED, waiver=WAIVED, seals=seals)
    shown = widget_state(replace(checklist, states=(decided, checklist.states[1])))["items"]
    assert (shown[0]["answer"]["signed"], shown[0]["waiver"]["signed"]) == (answer, waiver)
    assert (shown[1]["answer"], shown[1]["waiver"]) == (None, None)


def test_standards_have_their_names(checklist: Checklist) -> None:
    standards = ("ai_rmf GOVERN 1.3", "aisvs C1.1.1", "ai_rmf MAP 2.1?", "ai_rmf MAP 2.1", "unheard-of 7")
    state = replace(checklist.states[0], item=replace(checklist.states[0].item, standards=standards))
    shown = widget_state(replace(checklist, states=(state,)))["items"][0]
    assert shown["asked_for_by"] == ["NIST AI RMF GOVERN 1.3, MAP 2.1", "OWASP AISVS C1.1.1", "unheard-of 7"]
    assert shown["standards"] == list(standards)


def test_hidden_characters_are_shown_to_the_view_too(checklist: Checklist) -> None:
    state = widget_state(replace(checklist, notebook="a\u202eb\x1b.ipynb"))
    assert state["notebook"] == "a\\u202eb\\x1b.ipynb"


def test_a_document_without_a_kernel_can_still_be_read(widget: ChecklistWidget, checklist: Checklist) -> None:
    data, metadata = widget._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert data["text/plain"] == checklist_text(checklist)
    assert data["text/html"] == checklist_fragment(checklist)
    assert metadata == {}
    assert repr(widget) == checklist_text(checklist)


def test_update_changes_every_form(widget: ChecklistWidget, checklist: Checklist) -> None:
    passed = replace(checklist.states[0], status=Status.PASS, computed=Status.PASS)
    newer = replace(checklist, states=(passed, checklist.states[1]), conformance=1.0)
    widget.update(newer)
    assert [shown["status"] for shown in widget.state["items"]] == ["pass", "open"]
    assert repr(widget) == checklist_text(newer)


def test_the_view_ships_with_the_package(widget: ChecklistWidget) -> None:
    synced = widget.get_state()
    assert synced["_esm"].startswith("// The checklist's view.")
    assert synced["_css"].startswith(".mlsec-checklist {")


def test_the_view_never_makes_markup_of_text(widget: ChecklistWidget) -> None:
    script: str = widget.get_state()["_esm"]
    ways = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(", "import(")
    assert [way for way in ways if way in script] == []


class Keeper:
    """Takes answers, and refuses those of nobody."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []

    def __call__(self, item: str, text: str, person: str) -> str | None:
        self.taken.append((item, text, person))
        return None if person else "nobody answers"


def test_an_answer_reaches_who_keeps_it(widget: ChecklistWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = Keeper()
    told: list[Any] = []
    monkeypatch.setattr(widget, "send", told.append)
    before = widget.takes_answers
    widget.on_answer(keep)
    assert (before, widget.takes_answers) == (False, True)
    for person in (" ana ", ""):
        widget._handle_custom_msg({"kind": "answer", "item": "EVA-02", "text": f"  {ANSWER}\n", "person": person}, [])
    assert keep.taken == [("EVA-02", ANSWER, "ana"), ("EVA-02", ANSWER, "")]
    assert told == [{"kind": "refused", "item": "EVA-02", "problem": "nobody answers"}]


@pytest.mark.parametrize(
    "message",
    [
        None,
        "answer",
        {},
        {"kind": "waive", "item": "EVA-02", "text": ANSWER},
        {"kind": "answer", "item": "EVA-01", "text": ANSWER},
        {"kind": "answer", "item": "EVA-99", "text": ANSWER},
        {"kind": "answer", "item": ["EVA-02"], "text": ANSWER},
        {"kind": "answer", "item": "EVA-02", "text": "yes"},
        {"kind": "answer", "item": "EVA-02", "text": " " * 40},
        {"kind": "answer", "item": "EVA-02", "text": "x" * 4001},
        {"kind": "answer", "item": "EVA-02", "text": 5},
        {"kind": "answer", "item": "EVA-02", "text": ANSWER, "person": None},
        {"kind": "answer", "item": "EVA-02", "text": ANSWER, "person": "x" * 201},
    ],
)
def test_what_is_no_answer_is_dropped(widget: ChecklistWidget, message: Any) -> None:
    keep = Keeper()
    widget.on_answer(keep)
    widget._handle_custom_msg({"person": "ana", **message} if isinstance(message, dict) else message, [])
    assert keep.taken == []
