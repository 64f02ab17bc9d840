"""What holds for every probe of frames and models: no value leaves, nothing is changed, printed or random."""

from __future__ import annotations

import base64
import hashlib
import json
import pkgutil
import random
import secrets
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec import probes
from jupyter_mlsec.lifecycle.collect import collect
from jupyter_mlsec.lifecycle.records import encode_record
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.reports.html.fragments import evidence_fragment

NAMES = sorted(module.name for module in pkgutil.iter_modules(probes.__path__))
FRAME_PROBES = [name for name in NAMES if name.startswith("frame_")]
MODEL_PROBES = [name for name in NAMES if name.startswith("model_")]
ROWS = 400


def canaries(number: int = 250) -> list[str]:
    return [f"canary{secrets.token_hex(6)}" for _ in range(number)]


def table(words: list[str], numbers: np.ndarray) -> pd.DataFrame:
    rows = len(numbers)
    chosen = np.resize(np.array(words), rows)
    y = np.tile([0, 1], rows // 2)
    return pd.DataFrame(
        {
            "email": [f"{word}@mail.example" for word in chosen],
            "name": [f"{word.title()} Smith" for word in chosen],
            "group": np.where(y == 0, words[0], words[1]),
            "city": np.resize(np.array(words[2:6]), rows),
            "code": [hashlib.sha256(word.encode()).hexdigest() for word in chosen],
            "amount": numbers + y,
            "note": [f"the visitor called {word} came in and asked for help again" for word in chosen],
            "tags": [[word] for word in chosen],
            "y": np.where(y == 0, words[6], words[7]),
        },
        index=[f"key-{word}" for word in chosen],
    )


def shapes(word: str) -> set[str]:
    raw = word.encode()
    return {
        word,
        word.title(),
        base64.b64encode(raw).decode().rstrip("="),
        raw.hex(),
        hashlib.sha256(raw).hexdigest(),
        hashlib.md5(raw, usedforsecurity=False).hexdigest(),
    }


def run(name: str, subject: object) -> Observation:
    observation: Observation = import_module(f"jupyter_mlsec.probes.{name}").PROBE.run(subject)
    return observation


def everywhere(name: str, subject: object) -> str:
    """Return all that is made of what a probe says: the observation, the records of an output, JSON and HTML."""
    probe = import_module(f"jupyter_mlsec.probes.{name}").PROBE
    now, binds = datetime(2026, 11, 21, tzinfo=UTC), {"data:df": "sha256:" + "0" * 64}
    evidence = collect((probe,), subject, binds=binds, now=now, name="df")
    records = json.dumps([encode_record(each) for each in evidence])
    return "\n".join((repr(evidence), records, str(evidence_fragment(evidence))))


@pytest.mark.parametrize("name", FRAME_PROBES)
def test_no_value_of_a_frame_leaves(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = canaries(1_000)
    numbers = np.random.default_rng(0).normal(size=1_000) * 1e3 + 0.123456789
    frame = table(words, numbers)
    before = frame_digest(frame)
    subject = FrameSubject(
        name="df",
        frame=frame,
        target="y",
        groups=("group",),
        entities=("email",),
        quasi_identifiers=("city", "group"),
        sensitive=("y",),
        used=("amount",),
        train=frame.head(700),
        test=frame.tail(400),
        reference=frame.head(500),
        schema='{"amount": "text", "lost": "real"}',
        limits={"max:amount": "<= 0", "missing:city": "<= 0"},
    )
    shown = everywhere(name, subject)
    assert [word for word in words for shape in shapes(word) if shape in shown] == []
    assert [number for number in numbers if f"{number:.4f}" in shown or f"{number + 1:.4f}" in shown] == []
    assert frame_digest(frame) == before
    assert capfd.readouterr() == ("", "")
    assert not any(word in repr(subject) for word in words)


class Loud:
    """Prints and warns, quotes its rows when it fails, and draws from the global generators."""

    def __init__(self, words: list[str]) -> None:
        self.classes_ = np.array(sorted(words[6:8]))

    def predict_proba(self, x: pd.DataFrame) -> np.ndarray:
        import warnings

        print(x)  # noqa: T201 - that is the point
        warnings.warn(str(x), stacklevel=1)
        np.random.random()  # noqa: NPY002 - the same
        random.random()
        if not np.isfinite(x["amount"].to_numpy(dtype=float)).all():
            raise ValueError(f"bad rows: {x}")
        share = 1 / (1 + np.exp(-x["amount"].to_numpy(dtype=float)))
        x["amount"] = 0.0
        return np.column_stack((1 - share, share))

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.asarray(self.classes_[self.predict_proba(x).argmax(axis=1)])


@pytest.mark.parametrize("name", MODEL_PROBES)
def test_no_value_of_a_model_leaves(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    words = canaries()
    numbers = np.random.default_rng(0).normal(size=ROWS)
    frame = table(words, numbers).drop(columns=["tags", "name", "note", "code"])
    x = frame.drop(columns="y")
    before = frame_digest(x)
    subject = ModelSubject(
        name="clf",
        model=Loud(words),
        x=x,
        y=frame["y"],
        x_train=x.copy(),
        y_train=frame["y"],
        groups={"group": x["group"]},
    )
    state = repr(np.random.get_state()), random.getstate()  # noqa: NPY002 - the person's state is what is kept
    shown = repr(run(name, subject))
    assert (repr(np.random.get_state()), random.getstate()) == state  # noqa: NPY002 - see above
    assert [word for word in words for shape in shapes(word) if shape in shown] == []
    assert frame_digest(x) == before
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", MODEL_PROBES)
def test_a_probe_of_models_says_the_same_twice(name: str) -> None:
    random_ = np.random.default_rng(3)
    y = random_.integers(0, 2, 300)
    x = pd.DataFrame(random_.normal(size=(300, 4)) + y[:, None], columns=list("abcd"))
    model: Any = LogisticRegression().fit(x, y)
    subject = ModelSubject(name="clf", model=model, x=x, y=y, x_train=x, y_train=y, groups={"g": x["a"] > 0})
    assert run(name, subject) == run(name, subject)


@pytest.mark.parametrize("name", [*FRAME_PROBES, *MODEL_PROBES])
def test_every_probe_survives_what_is_no_subject(name: str) -> None:
    subject = FrameSubject(name="df", frame=3) if name.startswith("frame_") else ModelSubject(name="clf", model=None)
    assert run(name, subject).status in {Status.ERROR, Status.OPEN}


@pytest.mark.parametrize("name", [*FRAME_PROBES, *MODEL_PROBES])
def test_every_summary_is_one_sentence(name: str) -> None:
    frame = pd.DataFrame({"a": np.arange(200.0), "y": np.tile([0, 1], 100)})
    model = LogisticRegression().fit(frame[["a"]], frame["y"])
    subject: object = FrameSubject(name="df", frame=frame, target="y")
    if name.startswith("model_"):
        subject = ModelSubject(name="clf", model=model, x=frame[["a"]], y=frame["y"])
    found = run(name, subject)
    assert found.summary.endswith(".")
    assert "\n" not in found.summary
