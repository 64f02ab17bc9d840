"""What probes could not look at: those with the same reason are told together, and by their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Evidence, Status

_SAID = "Not evidence: "  # the mark beside it says that already


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """One reason, the items and the probes of which it keeps evidence back, and what to do about it."""

    why: str
    items: str
    probes: str
    next_step: str
    number: int  # of probes


def unmeasured(evidence: Iterable[Evidence]) -> tuple[Unmeasured, ...]:
    """Return each reason once, in the order in which they came up."""
    by_reason: dict[tuple[str, str], list[Evidence]] = {}
    for each in evidence:
        if each.observation.status is Status.ERROR:
            by_reason.setdefault((each.observation.summary, each.observation.next_step), []).append(each)
    return tuple(_one(why, step, some) for (why, step), some in by_reason.items())


def _one(why: str, step: str, some: list[Evidence]) -> Unmeasured:
    probes = dict.fromkeys(each.probe for each in some)
    return Unmeasured(
        why=why.removeprefix(_SAID),
        items=", ".join(sorted({each.item for each in some})),
        probes=", ".join(probes),
        next_step=step,
        number=len(probes),
    )
