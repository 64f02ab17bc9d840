from __future__ import annotations

import base64
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_masking import PROBE

RANDOM = np.random.default_rng(0)
MAILS = [
    f"{name}.{number}@mail.lab"
    for name, number in zip(RANDOM.choice(["ana", "bob"], 200), RANDOM.integers(100, 999, 200), strict=True)
]
HOLDS = (Status.PASS, "What is masked in df is masked in every row.")
NOTHING = (Status.NOT_APPLICABLE, "Does not apply: no column of df is masked or encoded.")


def fails(what: str) -> tuple[Status, str]:
    return (Status.FAIL, f"Masking of df does not hold: c is {what}.")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda mail: mail if mail.startswith("ana.1") else "a***@mail.lab", fails("masked in some rows only")),
        (lambda mail: base64.b64encode(mail.encode()).decode(), fails("only encoded")),
        (lambda mail: mail.encode().hex(), fails("only encoded")),
        (lambda mail: mail[:-4] + "****", (Status.WARN, "Masking of df does not hold: c is masked too little.")),
        (lambda _: "***", HOLDS),
        (lambda mail: "********" + str(sum(mail.encode()) % 9000 + 1000), HOLDS),
        (lambda mail: mail, NOTHING),
        (lambda mail: mail[:3], NOTHING),
    ],
)
def test_columns(make: Callable[[str], str], expected: tuple[Status, str]) -> None:
    frame = pd.DataFrame({"c": [make(mail) for mail in MAILS], "n": range(200)})
    found = PROBE.run(FrameSubject(name="df", frame=frame))
    assert (found.status, found.summary) == expected


def test_what_is_no_table_is_not_evidence() -> None:
    assert PROBE.run(FrameSubject(name="df", frame=3)).status is Status.ERROR


def test_what_is_not_fitted_is_a_warning_and_what_is_fails() -> None:
    half = [mail if number % 2 else "a***@mail.lab" for number, mail in enumerate(MAILS)]
    table = pd.DataFrame({"c": half, "n": range(len(half))})
    found = [
        PROBE.run(FrameSubject(name="df", frame=table, train=rows)).status for rows in (table[["n"]], table[["c", "n"]])
    ]
    assert found == [Status.WARN, Status.FAIL]


def test_training_rows_may_have_columns_of_their_own() -> None:
    rows = pd.DataFrame({"c": [base64.b64encode(mail.encode()).decode() for mail in MAILS]})
    found = PROBE.run(FrameSubject(name="df", frame=pd.DataFrame({"n": range(len(MAILS))}), train=rows))
    assert (found.status, found.summary) == fails("only encoded")
