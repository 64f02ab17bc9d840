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
