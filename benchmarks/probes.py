"""Time and memory of all fast and normal probes on two data sets, and of fingerprints and k-anonymity."""

from __future__ import annotations

import pkgutil
import resource
import time
from importlib import import_module

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_mlsec import probes
from jupyter_mlsec.model.checklist import Cost
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.frames import FrameSubject


def all_probes(cost: set[Cost]) -> list[tuple[str, Probe[object]]]:
    """Return the probes of frames and models of these costs."""
    names = [module.name for module in pkgutil.iter_modules(probes.__path__)]
    found = [(name, import_module(f"jupyter_mlsec.probes.{name}").PROBE) for name in names if name[0] != "_"]
    return [(name, probe) for name, probe in found if name.startswith(("frame_", "model_")) and probe.cost in cost]


def subjects(load: object, model: object) -> tuple[FrameSubject, ModelSubject]:
    """Return a data set as the subjects of both kinds of probe."""
    data = load(as_frame=True)  # type: ignore[operator]
    x, y = pd.DataFrame(data.data), data.target
    x_train, x_test, y_train, y_test = train_test_split(x, y, random_state=0)
    model.fit(x_train, y_train)  # type: ignore[attr-defined]
    groups = {"half": (x_test.iloc[:, 2] > x_test.iloc[:, 2].median()).to_numpy()}
    train, test = x_train.assign(target=y_train), x_test.assign(target=y_test)
    frame = FrameSubject(name="df", frame=test, target="target", train=train, test=test, reference=train)
    return frame, ModelSubject(
        name="m", model=model, x=x_test, y=y_test, x_train=x_train, y_train=y_train, groups=groups
    )


def people(rows: int) -> pd.DataFrame:
    """Return a table of seven columns about nobody."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "age": random.integers(18, 90, rows),
            "zip": random.integers(0, 500, rows).astype(str),
            "sex": random.choice(["f", "m"], rows),
            "work": random.choice(["a", "b", "c", "d"], rows),
            "hours": random.normal(40, 5, rows),
            "income": random.normal(3000, 900, rows),
            "illness": random.choice(["x", "y", "z"], rows),
        }
    )


def timed(what: str, call: object, target: str) -> None:
    """Print the best of three runs."""
    best = min(_once(call) for _ in range(3))
    print(f"{what:50} {best:8.3f} s   (goal {target})")


def _once(call: object) -> float:
    start = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - start


def main() -> None:
    """Print all figures."""
    total, busy, before = 0.0, 0.0, 0
    for load, model in (
        (load_breast_cancer, make_pipeline(StandardScaler(), LogisticRegression())),
        (load_digits, RandomForestClassifier(100, random_state=0)),
    ):
        frame, judged = subjects(load, model)
        before = before or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name, probe in all_probes({Cost.FAST, Cost.NORMAL}):
            start, worked = time.perf_counter(), time.process_time()
            found = probe.run(frame if name.startswith("frame_") else judged)
            took = time.perf_counter() - start
            total += took
            busy += time.process_time() - worked
            print(f"  {took:6.2f} s  {probe.name:34} {found.status}")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{'all fast and normal probes, two data sets':50} {total:8.3f} s   (goal 60 s),"
        f" {busy:.3f} s of them computing, {grown:.0f} MB more (goal 500)"
    )
    small, large = people(20_000), people(1_000_000)
    risk = import_module("jupyter_mlsec.probes.frame_reidentification").PROBE
    subject = FrameSubject(
        name="df",
        frame=small,
        quasi_identifiers=("age", "zip", "sex", "work", "hours", "income"),
        sensitive=("illness",),
    )
    timed("k-anonymity, uniques, l, t: 20k x 7", lambda: risk.run(subject), "0.2 s")
    timed("fingerprint: 20k x 7", lambda: frame_digest(small), "0.05 s")
    timed("fingerprint: 1M x 7", lambda: frame_digest(large), "3 s")


if __name__ == "__main__":
    main()
