"""Rows since they were loaded: whether what a model was fitted on is what recorded steps made of what was read."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.fingerprint import short


@dataclass(frozen=True, slots=True)
class RowHistory:
    """Digests of one table: when it was made and when a model was fitted on it; and those that steps explain.

    ``now`` is its digest where the model was fitted on a part of it.
    """

    at_load: str = ""
    at_fit: str = ""
    explained: AbstractSet[str] = frozenset()
    now: str = ""


def judged(name: str, history: RowHistory, now: str) -> Observation:
    """Judge the training rows ``name``, whose digest is ``now``."""
    details = (
        f"At load {short(history.at_load)}, at fit {short(history.at_fit)}, now {short(now)}.",
        f"{len(history.explained)} recorded steps explain changes.",
    )
    if history.at_fit != history.at_load and history.at_fit not in history.explained:
        status = Status.FAIL
        summary = f"The training rows of {name} changed between load and fit, and no recorded step explains it."
    elif now != history.at_fit:
        status = Status.WARN
        summary = f"The training rows of {name} changed after the model was fitted."
    else:
        status = Status.PASS
        summary = f"The training rows of {name} are those that were loaded, or recorded steps explain the way."
    step = "" if status is Status.PASS else "Find the cell that writes into the rows, and fit again."
    return Observation(status=status, summary=summary, details=details, next_step=step)
