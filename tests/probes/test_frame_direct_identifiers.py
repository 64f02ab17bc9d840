"""Direct identifiers, weak pseudonyms and prose in the training rows."""

from __future__ import annotations

import hashlib
import secrets

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_direct_identifiers import PROBE

CLEAN = pd.DataFrame({"x": np.arange(60.0), "age": np.arange(60)})


def run(train: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=CLEAN, train=train))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_matrix_of_numbers_passes() -> None:
    found = run(CLEAN)
    assert found.status is Status.PASS
    assert found.summary == "No column and no index of the training rows identifies people."


def test_an_address_in_the_matrix_fails() -> None:
    found = run(CLEAN.assign(contact=[f"u{n}@x.example" for n in range(60)]))
    assert found.status is Status.FAIL
    assert found.summary == "1 column of the training rows identifies people: contact."


def test_an_unsalted_digest_of_a_number_fails() -> None:
    found = run(CLEAN.assign(person=[sha256(str(n * 31)) for n in range(60)]))
    assert found.status is Status.FAIL
    assert found.summary == "The pseudonyms in person are unsalted digests that anybody can undo."


def test_a_digest_of_another_column_fails() -> None:
    words = [f"word{n}" for n in range(60)]
    assert run(CLEAN.assign(w=words, person=[sha256(word) for word in words])).status is Status.FAIL


@pytest.mark.parametrize("width", [6, 7])
def test_digests_of_numbers_too_many_to_try_fail(width: int) -> None:
    rows = np.random.default_rng(1).integers(10 ** (width - 1), 10**width, 600 if width == 6 else 3_000)
    frame = pd.DataFrame({"person": [sha256(str(number)) for number in rows]})
    assert run(frame).status is Status.FAIL


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y"])
def test_digests_of_dates_of_birth_fail(form: str) -> None:
    born = pd.Timestamp("1950-01-01") + pd.to_timedelta(np.arange(60) * 211, unit="D")
    assert run(CLEAN.assign(person=[sha256(day) for day in born.strftime(form)])).status is Status.FAIL


def test_keyed_digests_pass() -> None:
    key = secrets.token_hex(16)
    assert run(CLEAN.assign(person=[sha256(f"{key}{n}") for n in range(60)])).status is Status.PASS


def test_prose_warns() -> None:
    prose = [f"the visitor number {n} came in the morning and asked for help with the form" for n in range(60)]
    found = run(CLEAN.assign(note=prose))
    assert found.status is Status.WARN
    assert found.summary == "note of the training rows is prose, in which people may be named."


def test_what_is_no_table_is_not_evidence() -> None:
    assert run(object()).status is Status.ERROR
