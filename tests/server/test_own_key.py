"""Decisions of the panel: signed with the key of whoever runs the server, for those who may run code on it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.decisions import witness
from jupyter_mlsec.lifecycle.records import decode_record
from jupyter_mlsec.model.checklist import Answer, Part, Waiver
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.runs.keys import default_key, new_key
from jupyter_mlsec.runs.signers import trust
from jupyter_mlsec.server.lifecycle_tasks import checklist, decide
from jupyter_mlsec.server.own_key import may_execute

ADA, BOB = "ada@example.org", "bob@example.org"
TEXT = "Reports go to the address in SECURITY.md, within two days."
CELL: dict[str, object] = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "outputs": [],
    "source": "x = 1",
    "execution_count": None,
}
DOCUMENT = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CELL]}).encode()


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("MLSEC_POLICY", raising=False)
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
    return tmp_path / "own"


def key(own: Path, person: str, passphrase: bytes | None = None) -> None:
    pair = new_key(default_key(), person, passphrase=passphrase)
    trust(own, pair.line, person)


def decided(folder: Path, *, sign: bool = True, **decision: str) -> Answer | Waiver:
    header: dict[str, Any] = {"path": "x.ipynb", "folder": str(folder), "decision": decision, "sign": sign}
    record = decode_record(decide(header, DOCUMENT), where="the answer")
    assert isinstance(record, (Answer, Waiver))
    return record


def seals(record: Answer | Waiver) -> list[tuple[Part, str, str]]:
    look = witness(read_notebook("x.ipynb", DOCUMENT), now=datetime.now(UTC))
    return [(seal.part, seal.identity, seal.problem) for seal in look(record)]


def test_an_answer_is_signed(own: Path, tmp_path: Path) -> None:
    key(own, ADA)
    record = decided(tmp_path, kind="answer", item="GOV-06", text=TEXT, person=ADA)
    assert seals(record) == [(Part.ANSWERED, ADA, "")]


def test_not_for_somebody_who_may_only_read(own: Path, tmp_path: Path) -> None:
    key(own, ADA)
    assert decided(tmp_path, sign=False, kind="answer", item="GOV-06", text=TEXT, person=ADA).signatures == ()


@pytest.mark.parametrize("person", [BOB, "Ada"])
def test_not_in_the_name_of_somebody_else(own: Path, tmp_path: Path, person: str) -> None:
    key(own, ADA)
    assert decided(tmp_path, kind="answer", item="GOV-06", text=TEXT, person=person).signatures == ()


def test_a_server_waits_for_no_passphrase(own: Path, tmp_path: Path) -> None:
    key(own, ADA, b"correct horse")
    assert decided(tmp_path, kind="answer", item="GOV-06", text=TEXT, person=ADA).signatures == ()


@pytest.mark.parametrize(("owner", "part"), [(ADA, Part.REQUESTED), (BOB, Part.APPROVED)])
def test_a_waiver_is_asked_for_or_approved(own: Path, tmp_path: Path, owner: str, part: Part) -> None:
    key(own, owner)
    (own / "signers.toml").write_text(f'[roles]\nreviewer = ["{BOB}"]\n')
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    record = decided(tmp_path, kind="waiver", item="GOV-06", reason=TEXT, approver=BOB, author=ADA, until=until)
    assert seals(record) == [(part, owner, "")]


def test_the_form_begins_with_whose_key_it_is(own: Path, tmp_path: Path) -> None:
    (tmp_path / "mlsec.toml").write_text('[checklist]\nauthor = "Ana"\n')
    header: dict[str, Any] = {"path": "x.ipynb", "folder": str(tmp_path), "cells": None, "sign": True}
    assert checklist(header, DOCUMENT)["author"] == "Ana"
    key(own, ADA)
    assert checklist(header, DOCUMENT)["author"] == ADA
    assert checklist({**header, "sign": False}, DOCUMENT)["author"] == "Ana"
    (tmp_path / "mlsec.toml").write_text(f'[checklist]\nauthor = "Ada <{ADA}>"\n')
    assert checklist(header, DOCUMENT)["author"] == f"Ada <{ADA}>"


class Handler:
    """What the question needs of a request."""

    current_user = "somebody"

    def __init__(self, *, allowed: bool) -> None:
        self.allowed, self.asked = allowed, list[tuple[str, str]]()

    @property
    def authorizer(self) -> Handler:
        return self

    async def is_authorized(self, _handler: object, _user: str, action: str, resource: str) -> bool:
        self.asked.append((action, resource))
        return self.allowed


async def _asked(*, allowed: bool) -> tuple[bool, list[tuple[str, str]]]:
    handler = Handler(allowed=allowed)
    return await may_execute(handler), handler.asked  # type: ignore[arg-type] # as much of one as is needed


def test_who_may_run_code_may_have_it_signed() -> None:
    import asyncio

    for allowed in (True, False):
        assert asyncio.run(_asked(allowed=allowed)) == (allowed, [("execute", "kernels")])
