from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.lifecycle.answers import answer, declare, waive
from jupyter_mlsec.model.checklist import Answer, Declaration, Waiver

KNOWN = {name: f"sha256:{digit * 64}" for name, digit in (("notebook", "1"), ("policy", "2"), ("data:df", "3"))}
TEXT = "The owner, the reviewer and the contact are three people."


def test_an_answer_is_bound_and_ends(now: datetime) -> None:
    assert answer("gov-01", f" {TEXT}\n", person=" A.  Ng", now=now, fingerprints=KNOWN) == Answer(
        item="GOV-01",
        text=TEXT,
        person="A. Ng",
        time=now,
        expires=now + timedelta(days=180),
        binds={"notebook": KNOWN["notebook"], "policy": KNOWN["policy"]},
    )


def test_a_waiver_is_bound_and_ends(now: datetime) -> None:
    until = now + timedelta(days=180)
    assert waive("COL-02", TEXT, approver="B", author="A", until=until, now=now, fingerprints=KNOWN) == Waiver(
        item="COL-02",
        reason=TEXT,
        approver="B",
        author="A",
        time=now,
        expires=until,
        binds={"data:df": KNOWN["data:df"], "policy": KNOWN["policy"]},
    )


def test_where_nothing_of_its_own_is_known_the_notebook_binds(now: datetime) -> None:
    until = now + timedelta(days=1)
    known = {"notebook": KNOWN["notebook"]}
    assert waive("TRN-03", TEXT, approver="B", author="A", until=until, now=now, fingerprints=known).binds == known


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"item": "GOV-10"}, "there is no item 'GOV-10'"),
        ({"item": "PRE-07"}, "PRE-07 is decided by what is computed, not by an answer"),
        ({"text": "yes"}, "an answer needs at least 30 characters"),
        ({"text": "y" * 2001}, "an answer holds at most 2000 characters"),
        ({"person": " "}, "the person who answers has no name"),
        ({"days": 181}, "2027-05-21 is too far away: an answer to GOV-01 lasts at most 180 days"),
        ({"days": 0}, "2026-11-21 is not in the future"),
    ],
)
def test_answers_that_are_refused(now: datetime, changes: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"item": "GOV-01", "text": TEXT, "person": "A", "days": 10} | changes
    with pytest.raises(UsageError) as caught:
        answer(
            values["item"],
            values["text"],
            person=values["person"],
            now=now,
            fingerprints=KNOWN,
            expires=now + timedelta(days=values["days"]),
        )
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reason": "because"}, "a waiver's reason needs at least 30 characters"),
        ({"approver": "a. NG "}, "a waiver's approver must not be its author"),
        ({"days": 181}, "2027-05-21 is too far away: a waiver lasts at most 180 days"),
        ({"fingerprints": {}}, "nothing is known yet that a waiver of COL-02 could be bound to"),
    ],
)
def test_waivers_that_are_refused(now: datetime, changes: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {"reason": TEXT, "approver": "B", "days": 10, "fingerprints": KNOWN} | changes
    with pytest.raises(UsageError) as caught:
        waive(
            "COL-02",
            values["reason"],
            approver=values["approver"],
            author="A. Ng",
            until=now + timedelta(days=values["days"]),
            now=now,
            fingerprints=values["fingerprints"],
        )
    assert caught.value.message == message


def test_a_declaration(now: datetime) -> None:
    assert declare("dataset", {"source": "train.csv ", "legal_basis": "consent"}, now=now, name="df") == Declaration(
        topic="dataset", name="df", fields={"legal-basis": "consent", "source": "train.csv"}, time=now
    )


@pytest.mark.parametrize(
    ("topic", "fields", "message"),
    [
        ("Data set", {"a": "b"}, "not a topic: 'Data set'"),
        ("dataset", {}, "nothing is declared about the dataset"),
        ("dataset", {"a b": "c"}, "not a field's name: 'a b'"),
        ("dataset", {"a": " "}, "the field a must hold 1 to 2000 characters"),
        ("profile", {"profile": "casual"}, "there is no profile 'casual'"),
        ("profile", {"stage": "lunch"}, "there is no stage 'lunch'"),
    ],
)
def test_declarations_that_are_refused(now: datetime, topic: str, fields: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        declare(topic, fields, now=now)
    assert caught.value.message == message
