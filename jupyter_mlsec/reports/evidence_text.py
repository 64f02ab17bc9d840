"""Evidence for a console: one line for each thing that was seen, each once, what was found first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jupyter_mlsec.model.checklist import Evidence, Status
from jupyter_mlsec.reports.seen_once import seen_statuses
from jupyter_mlsec.reports.status_words import SYMBOLS, TOLD, UNSETTLED, WORDS, tally_words
from jupyter_mlsec.reports.unmeasured import unmeasured

_NEXT = " " * 26
_UNABLE = TOLD.index(Status.ERROR)


def evidence_text(title: str, evidence: Sequence[Evidence]) -> str:
    """Return the title, how much was seen, a line for each item and thing, and what to do where something is open.

    What does not apply is told for items of which nothing else was seen, once for all of them.
    """
    ordered = sorted(evidence, key=lambda each: TOLD.index(each.observation.status))
    seen = tally_words(seen_statuses(ordered))
    return "\n".join([title, *([seen] if seen else []), "", *_lines(ordered)])


def _lines(evidence: Sequence[Evidence]) -> Iterator[str]:
    found = [each for each in evidence if TOLD.index(each.observation.status) < _UNABLE]
    well = [each for each in evidence if TOLD.index(each.observation.status) > _UNABLE]
    told: set[str] = set()  # lines and steps: what two probes say alike is said once, with the first one's step
    yield from _told(found, told)
    for reason in unmeasured(evidence):
        yield _line(Status.ERROR, reason.items, f"{reason.why} ({reason.probes})")
        yield from _step(reason.next_step, told)
    yield from _told([each for each in well if each.observation.status is not Status.NOT_APPLICABLE], told)
    seen_otherwise = {each.item for each in evidence if each.observation.status is not Status.NOT_APPLICABLE}
    silent: dict[str, dict[str, None]] = {}
    for each in well:
        if each.observation.status is Status.NOT_APPLICABLE and each.item not in seen_otherwise:
            silent.setdefault(each.observation.summary, {})[each.item] = None
    for summary, items in silent.items():
        yield _line(Status.NOT_APPLICABLE, ", ".join(items), summary)


def _told(evidence: Sequence[Evidence], told: set[str]) -> Iterator[str]:
    for each in evidence:
        seen = each.observation
        line = _line(seen.status, each.item, seen.summary)
        if line not in told:
            told.add(line)
            yield line
            if seen.status in UNSETTLED:
                yield from _step(seen.next_step, told)


def _step(step: str, told: set[str]) -> Iterator[str]:
    if step and step not in told:
        told.add(step)
        yield f"{_NEXT}{step}"


def _line(status: Status, items: str, summary: str) -> str:
    return f"{SYMBOLS[status]} {WORDS[status]:15} {items}  {summary}"
