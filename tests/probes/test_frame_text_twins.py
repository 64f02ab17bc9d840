"""Copies of texts with another label are found; changed words and copies with the same label are none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_text_twins import PROBE

RANDOM = np.random.default_rng(0)
WORDS = np.array([f"{first}{last}" for first in ("be", "da", "lo", "mi", "su") for last in ("ra", "ton", "ve", "lix")])


def letters(rows: int = 300) -> pd.DataFrame:
    texts = [" ".join(RANDOM.choice(WORDS, 12, replace=False)) for _ in range(rows)]
    return pd.DataFrame({"letter": texts, "kind": RANDOM.choice(["bill", "claim", "other"], rows)})


def run(frame: pd.DataFrame, target: str | None = "kind", **limits: str) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target, limits=limits))


def sent_again(frame: pd.DataFrame, *, kind: dict[str, str]) -> pd.DataFrame:
    again = frame.head(30).copy()
    again["letter"] = "Again: " + again["letter"].str.upper()
    again["kind"] = again["kind"].map(kind)
    return pd.concat([frame, again], ignore_index=True)


def test_texts_that_were_sent_again_under_another_label() -> None:
    found = run(sent_again(letters(), kind={"bill": "claim", "claim": "other", "other": "bill"}))
    assert found.status is Status.WARN
    assert found.measurements[0].value == 60 / 330
    assert found.summary == "0.182 [0.144, 0.227] of the texts of df have a twin with another label."


def test_texts_that_were_sent_again_under_their_label() -> None:
    found = run(sent_again(letters(), kind={kind: kind for kind in ("bill", "claim", "other")}))
    assert (found.status, found.measurements[1].value) == (Status.PASS, 60 / 330)


def test_a_word_that_decides_makes_another_text() -> None:
    frame = letters()
    good, bad = frame.copy(), frame.copy()
    good["letter"], good["kind"] = good["letter"] + " granted", "bill"
    bad["letter"], bad["kind"] = bad["letter"] + " refused", "claim"
    assert run(pd.concat([good, bad], ignore_index=True)).status is Status.PASS


def test_where_texts_are_alike_anyway_it_is_not_evidence() -> None:
    frame = letters(60)
    frame["letter"] = "please pay the sum of this bill until the end of " + frame["letter"].str.split().str[0]
    frame["letter"] += np.where(np.arange(60) % 2, " thanks", "")
    assert run(frame).summary == "Not evidence: texts of nearly the same words are common here, so they show nothing."


def test_without_a_text_or_a_target_there_is_nothing_to_compare() -> None:
    assert run(letters().assign(letter=1.5)).status is Status.NOT_APPLICABLE
    assert run(letters(), None).status is Status.OPEN
