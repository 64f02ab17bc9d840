"""Findings that are ignored where no comment can stand: for one value, which the record neither holds nor betrays."""

from __future__ import annotations

import hashlib
import json
import secrets
import string
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.finding import Finding, SuppressedBy, Suppression, Verdict
from jupyter_mlsec.notebook.ignored import write_ignored
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.reports.scan_json import scan_object, scan_verdict
from jupyter_mlsec.scan.engine import scan_document
from jupyter_mlsec.scan.ignore import Pointed, ignore

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)
MAIL = "bob.baker@clinic-nord.org"


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))


def token() -> str:
    return "hf" + "_" + "".join(secrets.choice(string.ascii_letters) for _ in range(34))


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def cell(*outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "source": "x = 1",
        "execution_count": None,
        "outputs": list(outputs),
    }
    return {**whole, **more}


def document(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": list(cells)}


def findings(made: dict[str, Any], config: Config | None = None) -> list[Finding]:
    return list(scan_document("x.ipynb", made, config or Config()).findings)


def counted(made: dict[str, Any], config: Config | None = None) -> list[tuple[int | None, int]]:
    """Return (cell, line) of each finding that counts."""
    found = [finding for finding in findings(made, config) if finding.suppressed is None]
    return [(finding.cell.index if finding.cell else None, finding.position.line) for finding in found]


def record(made: dict[str, Any], number: int = 0, reason: str = "revoked in May", nth: int = 0) -> dict[str, Any]:
    finding = findings(made)[number]
    index = finding.cell.index if finding.cell else None
    pointed = Pointed(finding.rule, index, finding.place, finding.position, nth)
    return write_ignored(ignore(read_notebook("x.ipynb", made), Config(), pointed, reason, now=NOW))


def ignoring(made: dict[str, Any], *records: dict[str, Any]) -> dict[str, Any]:
    kept = {"format": "mlsec-record/1", "records": list(records)}
    return {**made, "metadata": {**made["metadata"], "mlsec": kept}}


def attached(value: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"a.txt": {"text/plain": value}}}


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "output": lambda value: document(cell(stream(f"token: {value}\n"))),
    "cell-metadata": lambda value: document(cell(metadata={"note": {"api_key": value}})),
    "notebook-metadata": lambda value: document(cell(), note={"api_key": value}),
    "attachment": lambda value: document(attached(f"token: {value}")),
    "source": lambda value: document({"cell_type": "raw", "metadata": {}, "source": f"token: {value}"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_finding_is_ignored_wherever_it_stands_and_another_value_there_is_not(place: str) -> None:
    value = token()
    made = PLACES[place](value)
    assert [finding.place.value for finding in findings(made)] == [place]
    kept = record(made)
    (found,) = findings(ignoring(made, kept))
    assert found.suppressed == Suppression(SuppressedBy.INLINE, "revoked in May", kept["seal"])
    assert scan_verdict([scan_document("x.ipynb", ignoring(made, kept), Config())]) is Verdict.CLEAN
    (other,) = findings(ignoring(PLACES[place](token()), kept))
    assert other.suppressed is None


def test_the_published_scan_names_who_and_why_and_no_seal() -> None:
    made = PLACES["output"](token())
    report = scan_document("x.ipynb", ignoring(made, record(made)), Config())
    answer: Any = scan_object([report])
    (told,) = answer["findings"]
    assert told["suppressed"] == {"by": "inline", "reason": "revoked in May"}
    assert "seal" not in told


def test_it_follows_its_cell_and_counts_no_neighbour() -> None:
    mine, other = cell(stream(f"token: {token()}\n")), cell(stream(f"token: {token()}\n"))
    kept = record(document(mine, other))
    assert counted(ignoring(document(mine, other), kept)) == [(1, 1)]
    assert counted(ignoring(document(other, cell(), mine), kept)) == [(0, 1)]


def test_of_two_outputs_of_a_cell_the_right_one_is_ignored() -> None:
    first, second = stream(f"token: {token()}\n"), {**stream(f"token: {token()}\n"), "name": "stderr"}
    made = document(cell(first, second))
    answer: Any = scan_object([scan_document("x.ipynb", made, Config())], fixes=True)
    assert sorted(told["nth"] for told in answer["findings"]) == [0, 1]
    one, two = record(made, 0, nth=0), record(made, 1, nth=1)
    assert one["seal"] != two["seal"]
    assert one["fingerprint"] == two["fingerprint"]
    assert counted(ignoring(document(cell(second)), two)) == []
    assert counted(ignoring(document(cell(second)), one)) == [(0, 1)]


def test_several_records_of_a_notebook_share_their_salt() -> None:
    made = document(cell(stream(f"token: {token()}\n")), cell(stream(f"key = {token()}\n")))
    first = record(made)
    second = record(ignoring(made, first), 1)
    assert first["salt"] == second["salt"]
    assert counted(ignoring(made, first, second)) == []


@pytest.mark.parametrize("value", [MAIL, "+49 151 23456789"])
def test_what_can_be_guessed_is_ignored_where_the_persons_key_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str
) -> None:
    made = document(cell(stream(f"contact: {value}\n")))
    kept = record(made)
    assert kept["personal"] is True
    assert counted(ignoring(made, kept)) == []
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "somebody else"))
    assert counted(ignoring(made, kept)) == [(0, 1)]


def test_a_record_holds_nothing_of_the_value_and_confirms_no_guess() -> None:
    """Whoever has the notebook without the output, and this program without the key, can try what they like."""
    made = document(cell(stream(f"contact: {MAIL}\n")))
    kept = record(made)
    text = json.dumps(kept)
    assert not any(MAIL[start : start + 4] in text for start in range(len(MAIL) - 3))
    salts = [b"", bytes.fromhex(kept["salt"]), kept["salt"].encode(), kept["fingerprint"].encode()]
    guesses = [salt + MAIL.encode() for salt in salts] + [MAIL.encode() + salt for salt in salts]
    digests = {
        digest
        for guess in guesses
        for digest in (
            hashlib.sha256(guess).hexdigest(),
            hashlib.blake2b(guess, digest_size=16).hexdigest(),
            hashlib.md5(guess, usedforsecurity=False).hexdigest(),
        )
    }
    assert not {kept["seal"], kept["fingerprint"], kept["salt"]} & digests


def test_a_token_is_ignored_for_everybody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    drawn = "".join(Random("token").choices(string.ascii_letters, k=34))
    made = document(cell(stream("token: " + "hf" + "_" + drawn + "\n")))
    kept = record(made)
    assert "personal" not in kept
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "somebody else"))
    assert counted(ignoring(made, kept)) == []


@pytest.mark.parametrize("locked", ["hugging-face-token", "secret"])
def test_what_the_policy_locks_is_never_ignored(locked: str) -> None:
    made = PLACES["output"](token())
    config = Config(locked_rules=(locked,))
    assert counted(ignoring(made, record(made)), config) == [(0, 1)]
    (finding,) = findings(made)
    pointed = Pointed(finding.rule, 0, finding.place, finding.position)
    with pytest.raises(UsageError, match="hugging-face-token may not be ignored here"):
        ignore(read_notebook("x.ipynb", made), config, pointed, "why not", now=NOW)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 401])
def test_a_reason_is_needed(reason: str) -> None:
    with pytest.raises(UsageError, match="a reason is needed"):
        record(PLACES["output"](token()), reason=reason)


def test_a_finding_that_is_gone_cannot_be_ignored() -> None:
    with pytest.raises(UsageError, match="the finding is not there any more"):
        record(PLACES["output"](token()), nth=1)


def test_a_reason_that_holds_the_value_is_kept_without_it() -> None:
    value = token()
    kept = record(PLACES["output"](value), reason=f"{value}\n is   revoked")
    assert kept["reason"] == "•" * len(value) + " is revoked"


def test_records_are_no_findings_themselves() -> None:
    for _ in range(20):
        made = PLACES["output"](token())
        assert counted(ignoring(document(cell()), record(made))) == []
