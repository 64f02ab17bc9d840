"""The guard: what an event costs, and what training costs with it; both sides take turns."""

from __future__ import annotations

import gc
import os
import pickle
import struct
import sys
import time
import warnings
from collections.abc import Callable
from statistics import median

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.model.guard import GuardMode

EVENTS = 200_000
ROUNDS = 9
PAIRS = 21
SLOWEST = 0.5e-6  # seconds an event, the goal
BLOCK, OFF = Policy(mode=GuardMode.BLOCK), Policy()


def main() -> None:
    """Print the figures: medians of CPU times."""
    warnings.simplefilter("ignore")
    for name, work in WORK.items():
        ratio, without = _paired(work)
        share = _events(work) * SLOWEST / without
        print(f"{name}: {ratio:.3f}x the CPU time ({without * 1000:.0f} ms); its events account for {share:.2%}")
    print()
    bare = {event: _cost(event, arguments) for event, arguments in CASES.items()}
    for title, policy in (("block", BLOCK), ("off, hook in place", OFF)):
        GUARD.follow(policy)
        for event, arguments in CASES.items():
            cost = _cost(event, arguments) - bare[event]
            print(f"{title}: {event} {arguments}: {cost * 1e6:.2f} µs an event")


CASES: dict[str, tuple[object, ...]] = {
    "pickle.find_class": ("numpy", "ndarray"),
    "open": ("data.csv", "r", 0),
    "import": ("numpy", None, None, None, None),
    "object.__getattr__": (object(), "x"),  # one that the guard does not look at
}


def _cost(event: str, arguments: tuple[object, ...]) -> float:
    """Return the seconds that one event takes, sent as C code sends it."""
    audit, rounds = sys.audit, []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(EVENTS):
            audit(event, *arguments)
        rounds.append((time.process_time() - begin) / EVENTS)
    return median(rounds)


def _paired(work: Callable[[], object]) -> tuple[float, float]:
    """Return the median ratio of CPU times with and without the guard, over pairs, and the seconds without it.

    A hook cannot be taken away, so each measurement has a process of its own, forked from one that has none.
    """
    times: dict[bool, list[float]] = {True: [], False: []}
    work()
    for pair in range(PAIRS):
        for guarded in (pair % 2 == 0, pair % 2 == 1):
            times[guarded].append(_in_child(work, guarded=guarded))
    ratios = [on / off for on, off in zip(times[True], times[False], strict=True)]
    return median(ratios), median(times[False])


def _events(work: Callable[[], object]) -> int:
    """Return how many audit events a run sends: what the guard can cost at most, without the noise of a clock."""

    def count() -> float:
        seen = [0]
        sys.addaudithook(lambda _event, _arguments: seen.__setitem__(0, seen[0] + 1))
        work()
        return seen[0]

    return int(_child(count))


def _in_child(work: Callable[[], object], *, guarded: bool) -> float:
    """Return the CPU seconds of one run."""

    def measure() -> float:
        if guarded:
            GUARD.follow(BLOCK)
        gc.collect()
        begin = time.process_time()
        work()
        return time.process_time() - begin

    return _child(measure)


def _child(answer_of: Callable[[], float]) -> float:
    """Return what a forked child answers."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, struct.pack("d", answer_of()))
        os._exit(0)  # what the parent has to do at its end is not the child's
    os.wait()
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        (seconds,) = struct.unpack("d", answer.read())
    return float(seconds)


def _forest() -> object:
    from sklearn.datasets import make_classification
    from sklearn.ensemble import RandomForestClassifier

    x, y = make_classification(2000, 20, random_state=0)
    return RandomForestClassifier(30, random_state=0).fit(x, y)


def _boosting() -> object:
    from sklearn.datasets import make_classification
    from sklearn.ensemble import HistGradientBoostingClassifier

    x, y = make_classification(3000, 20, random_state=0)
    return HistGradientBoostingClassifier(max_iter=30, random_state=0).fit(x, y)


def _search() -> object:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    x, y = load_iris(return_X_y=True)
    return GridSearchCV(LogisticRegression(max_iter=300), {"C": [0.1, 1, 10]}).fit(x, y)


def _tables() -> object:
    import pandas as pd

    frame = pd.DataFrame({"key": range(50_000), "value": range(50_000)})
    for _ in range(10):
        frame.groupby(frame["key"] % 97)["value"].mean()
        frame.merge(frame, on="key").sort_values("value_x")
    return frame


def _loads() -> object:
    import datetime as dt

    data = pickle.dumps([dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(number) for number in range(50_000)])
    return pickle.loads(data)  # noqa: S301 - our own bytes


def _tiny_loads() -> object:
    import datetime as dt

    data = pickle.dumps(dt.date(2026, 1, 1))
    return [pickle.loads(data) for _ in range(50_000)]  # noqa: S301 - our own bytes


WORK: dict[str, Callable[[], object]] = {
    "training, random forest": _forest,
    "training, gradient boosting": _boosting,
    "training, search over logistic regressions": _search,
    "pandas: group, merge, sort": _tables,
    "one pickle of 50,000 objects": _loads,
    "50,000 pickles of one object each": _tiny_loads,
}
