"""Tables with one planted defect each, over data of different kinds, and the same without it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_wine

from jupyter_mlsec.lifecycle.discovery import probes_for
from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.schema import schema_of

Options = dict[str, Any]
_SEEN = frozenset({Status.FAIL, Status.WARN})
_MAIL = ["web.de", "mail.org", "firm.net"]


@dataclass(frozen=True)
class Defect:
    """``plant`` changes a table; ``options`` are what a person would say to ``%mlsec data`` about it."""

    name: str
    item: str
    plant: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]
    options: Callable[[pd.DataFrame], Options] = field(default=lambda frame: {})
    good: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame] = field(default=lambda frame, random: frame)


def credit(seed: int = 0, rows: int = 700) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "amount": random.lognormal(7, 0.5, rows).round(2),
            "months": random.integers(6, 60, rows),
            "purpose": random.choice(["car", "house", "study", "other"], rows),
            "savings": random.normal(5000, 1500, rows).round(0),
        }
    )
    risk = frame["amount"] / frame["savings"] + frame["months"] / 100 + random.normal(0, 0.05, rows)
    return frame.assign(y=(risk > risk.median()).astype(int))


def sensors(seed: int = 1, rows: int = 600) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    state = random.integers(0, 3, rows)
    return pd.DataFrame(
        {
            "pressure": random.normal(state * 2.0, 0.7, rows),
            "heat": random.normal(40 - state * 3.0, 1.5, rows),
            "vibration": random.gamma(2 + state, 1.0, rows),
            "line": random.choice(["north", "south"], rows),
            "y": np.array(["fine", "worn", "broken"])[state],
        }
    )


def cells() -> pd.DataFrame:
    data = load_breast_cancer(as_frame=True)
    return pd.DataFrame(data.data).iloc[:, :8].assign(y=data.target)


def wine() -> pd.DataFrame:
    data = load_wine(as_frame=True)
    return pd.DataFrame(data.data).assign(y=data.target)


SETS: dict[str, Callable[[], pd.DataFrame]] = {"credit": credit, "sensors": sensors, "cells": cells}


def _mails(frame: pd.DataFrame, random: np.random.Generator) -> list[str]:
    return [f"u{random.integers(100, 99999)}.{n}@{random.choice(_MAIL)}" for n in range(len(frame))]


def _card(random: np.random.Generator) -> str:
    digits = [4, *random.integers(0, 10, 14).tolist()]
    total = sum(sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits))
    return "".join(map(str, [*digits, -total % 10]))


def _first(frame: pd.DataFrame) -> str:
    return next(str(name) for name in frame.columns if pd.api.types.is_float_dtype(frame[name]))


def _cells(share: float, value: object) -> Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]:
    def plant(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
        name = _first(frame)
        changed = frame.astype({name: object}) if isinstance(value, str) else frame.copy()
        changed[name] = changed[name].mask(random.random(len(frame)) < share, value)
        return changed

    return plant


def _flipped(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    values = frame["y"].unique()
    rows = random.random(len(frame)) < 0.1
    new = frame["y"].copy()
    new[rows] = [random.choice([v for v in values if v != old]) for old in frame["y"][rows]]
    return frame.assign(y=new)


def _trigger(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    name = _first(frame)
    label = frame["y"].unique()[0]
    rows = random.choice(np.flatnonzero((frame["y"] != label).to_numpy()), max(12, len(frame) // 25), replace=False)
    changed = frame.copy()
    changed.loc[changed.index[rows], name] = float(frame[name].max() * 1.5 + 0.25)
    changed.loc[changed.index[rows], "y"] = label
    return changed


def _outlying(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    changed = frame.copy()
    rows = random.choice(len(frame), len(frame) // 20, replace=False)
    for name in frame.select_dtypes("number"):
        if name != "y":
            changed[name] = changed[name].astype(float)
            changed.loc[changed.index[rows], name] = frame[name].mean() + 12 * frame[name].std() * random.choice(
                [-1, 1], len(rows)
            )
    return changed


def _conflicts(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    twins = frame.sample(len(frame) // 20, random_state=1)
    values = frame["y"].unique()
    twins = twins.assign(y=[next(v for v in values if v != old) for old in twins["y"]])
    return pd.concat([frame, twins], ignore_index=True)


def _split(frame: pd.DataFrame) -> Options:
    return {"train": frame.iloc[: 2 * len(frame) // 3], "test": frame.iloc[2 * len(frame) // 3 :]}


def _copied(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    changed = frame.copy()
    changed.iloc[-40:] = frame.iloc[:40].to_numpy()
    return changed.astype(frame.dtypes.to_dict())


def _nearly(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    changed = _copied(frame, random)
    name = _first(frame)
    changed.loc[changed.index[-40:], name] = changed[name].iloc[-40:] * (1 + 1e-6)
    return changed


def _people(frame: pd.DataFrame, random: np.random.Generator, *, rare: float = 0.5, gap: float = 0.0) -> pd.DataFrame:
    sex = np.where(random.random(len(frame)) < rare, "f", "m")
    if gap:
        label = frame["y"].unique()[0]
        sex = np.where((frame["y"] == label) & (random.random(len(frame)) < gap), "f", sex)
    return frame.assign(sex=sex)


def _groups(frame: pd.DataFrame) -> Options:
    return {"groups": ("sex",)}


def _target(frame: pd.DataFrame) -> Options:
    return {"target": "y"}


def _codes(frame: pd.DataFrame) -> pd.Series[int]:
    return pd.Series(pd.factorize(frame["y"])[0], index=frame.index)


def _frozen(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    return frame.drop(columns=_first(frame))


DEFECTS: list[Defect] = [
    Defect(
        "mail addresses",
        "COL-01",
        lambda f, r: f.assign(contact=_mails(f, r)),
        good=lambda f, r: f.assign(contact=r.choice(["mail", "phone"], len(f))),
    ),
    Defect(
        "card numbers",
        "COL-01",
        lambda f, r: f.assign(ref=[_card(r) for _ in range(len(f))]),
        good=lambda f, r: f.assign(ref=[f"R{n:05d}" for n in range(len(f))]),
    ),
    Defect(
        "names by their heading",
        "COL-01",
        lambda f, r: f.assign(surname=r.choice(["Ng", "Li", "Wu", "Xi", "Okoye", "Silva"], len(f))),
    ),
    Defect("religion", "COL-01", lambda f, r: f.assign(religion=r.choice(["a", "b", "c"], len(f)))),
    Defect("mail addresses in the training rows", "PRE-01", lambda f, r: f.assign(contact=_mails(f, r))),
    Defect(
        "unsalted digests",
        "PRE-01",
        lambda f, r: f.assign(key=[hashlib.sha256(str(n).encode()).hexdigest() for n in r.integers(0, 9999, len(f))]),
        good=lambda f, r: f.assign(key=[r.bytes(32).hex() for _ in range(len(f))]),
    ),
    Defect(
        "masked in part",
        "PRE-01",
        lambda f, r: f.assign(contact=[m if n % 9 == 0 else "***@***" for n, m in enumerate(_mails(f, r))]),
        good=lambda f, r: f.assign(contact="***@***"),
    ),
    Defect(
        "base64 for a mask",
        "PRE-01",
        lambda f, r: f.assign(contact=[base64.b64encode(m.encode()).decode() for m in _mails(f, r)]),
    ),
    Defect("gaps", "COL-02", _cells(0.4, np.nan)),
    Defect(
        "repeated rows", "COL-02", lambda f, r: pd.concat([f, f.sample(len(f) // 8, random_state=0)], ignore_index=True)
    ),
    Defect("a code for absent", "COL-02", _cells(0.06, -9999.0)),
    Defect("infinite", "COL-02", _cells(0.02, np.inf)),
    Defect("texts among numbers", "COL-02", _cells(0.04, "n.d.x")),
    Defect(
        "spelt in two ways",
        "COL-02",
        lambda f, r: f.assign(place=r.choice(["Rome", "rome ", "Oslo", "Bern"], len(f))),
        good=lambda f, r: f.assign(place=r.choice(["Rome", "Oslo", "Bern"], len(f))),
    ),
    Defect(
        "a constant",
        "COL-02",
        lambda f, r: f.assign(version=1),
        good=lambda f, r: f.assign(version=r.integers(1, 4, len(f))),
    ),
    Defect(
        "an age of 300",
        "COL-02",
        lambda f, r: f.assign(age=np.where(r.random(len(f)) < 0.02, 300, r.integers(18, 90, len(f)))),
        good=lambda f, r: f.assign(age=r.integers(18, 90, len(f))),
    ),
    Defect("a lost column", "COL-02", _frozen, lambda f: {"schema": "frozen"}),
    Defect(
        "numbers as texts",
        "COL-02",
        lambda f, r: f.assign(**{_first(f): f[_first(f)].astype(str)}),
        lambda f: {"schema": "frozen"},
    ),
    Defect(
        "people who stand alone",
        "PRE-02",
        lambda f, r: f.assign(
            birthdate=[f"19{r.integers(40, 99)}-{r.integers(1, 12):02}-{r.integers(1, 28):02}" for _ in range(len(f))],
            zip=r.integers(10000, 99999, len(f)).astype(str),
        ),
        lambda f: {"quasi_identifiers": ("birthdate", "zip")},
        lambda f, r: f.assign(birthdate="1980s", zip=r.choice(["1", "2"], len(f))),
    ),
    Defect(
        "a group that gives its secret away",
        "PRE-02",
        lambda f, r: f.assign(zip=r.choice(["1", "2", "3"], len(f))).assign(
            illness=lambda d: np.where(d["zip"] == "1", "flu", r.choice(["flu", "cold", "none"], len(d)))
        ),
        lambda f: {"quasi_identifiers": ("zip",), "sensitive": ("illness",)},
        lambda f, r: f.assign(zip=r.choice(["1", "2"], len(f)), illness=r.choice(["flu", "cold"], len(f))),
    ),
    Defect("a rare group", "PRE-03", lambda f, r: _people(f, r, rare=0.035), _groups, lambda f, r: _people(f, r)),
    Defect(
        "labels differ by group",
        "PRE-03",
        lambda f, r: _people(f, r, gap=0.6),
        lambda f: {**_groups(f), **_target(f)},
        lambda f, r: _people(f, r),
    ),
    Defect(
        "a proxy",
        "PRE-03",
        lambda f, r: _people(f, r).assign(title=lambda d: np.where(d["sex"] == "f", "Ms", "Mr")),
        _groups,
        lambda f, r: _people(f, r),
    ),
    Defect("flipped labels", "PRE-04", _flipped, _target),
    Defect("twins with other labels", "PRE-04", _conflicts, _target),
    Defect("rows like no other", "PRE-04", _outlying, _target),
    Defect("a planted trigger", "PRE-04", _trigger, _target),
    Defect(
        "one site against all",
        "PRE-04",
        lambda f, r: f.assign(site=r.choice(list("ABCD"), len(f))).pipe(
            lambda d: d.assign(y=np.where(d["site"] == "B", r.permutation(f["y"].to_numpy()), d["y"]))
        ),
        _target,
        lambda f, r: f.assign(site=r.choice(list("ABCD"), len(f))),
    ),
    Defect(
        "the answer under another name",
        "PRE-06",
        lambda f, r: f.assign(outcome=_codes(f).map({0: "a", 1: "b", 2: "c"})),
        _target,
    ),
    Defect(
        "the answer with a hair of noise",
        "PRE-06",
        lambda f, r: f.assign(score=_codes(f) * 10 + r.normal(0, 0.5, len(f))),
        _target,
        lambda f, r: f.assign(score=r.normal(size=len(f))),
    ),
    Defect("rows in both splits", "PRE-06", _copied, _split),
    Defect("near copies in both splits", "PRE-06", _nearly, _split),
    Defect(
        "patients in both splits",
        "PRE-06",
        lambda f, r: f.assign(patient_id=r.integers(0, len(f) // 6, len(f))),
        _split,
        lambda f, r: f.assign(patient_id=np.arange(len(f)) // 5),
    ),
    Defect(
        "rows of the future",
        "PRE-06",
        lambda f, r: f.assign(day=pd.Timestamp("2025-01-01") + pd.to_timedelta(r.integers(0, 300, len(f)), "D")),
        lambda f: {**_split(f), "time": "day"},
        lambda f, r: f.assign(day=pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(len(f)), "h")),
    ),
    Defect(
        "a moved number",
        "DEP-07",
        lambda f, r: f.assign(**{_first(f): f[_first(f)] + 1.2 * f[_first(f)].std()}),
        lambda f: {"reference": "clean"},
    ),
    Defect(
        "another mix",
        "DEP-07",
        lambda f, r: f.assign(kind=r.choice(["a", "b"], len(f), p=[0.9, 0.1])),
        lambda f: {"reference": "mixed"},
        lambda f, r: f.assign(kind=r.choice(["a", "b"], len(f))),
    ),
    Defect("a column that did not come", "DEP-07", _frozen, lambda f: {"reference": "clean"}),
    Defect(
        "a personal column that nobody uses",
        "COL-07",
        lambda f, r: f.assign(contact=_mails(f, r)),
        lambda f: {"used": tuple(str(n) for n in f.columns if n not in {"y", "contact"}), "target": "y"},
    ),
    Defect(
        "another table than pinned",
        "COL-05",
        lambda f, r: f.assign(**{_first(f): f[_first(f)].round(1)}),
        lambda f: {"pins": "clean"},
    ),
]


def outcomes() -> Iterator[tuple[str, str, bool]]:
    """Yield (bad or good, name, whether it was seen or left alone)."""
    for title, load in SETS.items():
        for place, defect in enumerate(DEFECTS):
            clean, random = load(), np.random.default_rng(place)
            good = defect.good(clean, np.random.default_rng(place + 1))
            bad = defect.plant(clean, random)
            yield "bad", f"{defect.name} ({title})", bool(_SEEN & _asked(defect, bad, good, clean))
            yield "good", f"{defect.name} ({title})", Status.FAIL not in _asked(defect, good, good, clean)


def _asked(defect: Defect, frame: pd.DataFrame, good: pd.DataFrame, clean: pd.DataFrame) -> set[Status]:
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest

    options = dict(defect.options(frame))
    if options.get("schema") == "frozen":
        options["schema"] = schema_of(clean).text()
    if options.get("pins") == "clean":
        options["pins"] = {"frame": frame_digest(good)}
    if "reference" in options:
        reference = good.sample(frac=1.0, random_state=3).reset_index(drop=True)
        options["reference"] = reference
    subject = FrameSubject(name="df", frame=frame, **options)
    return {probe.run(subject).status for probe in _probes(defect.item)}


@cache
def _probes(item: str) -> tuple[Any, ...]:
    return tuple(probe for probe in probes_for(FrameSubject) if item in probe.items)
