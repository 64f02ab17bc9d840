"""Evidence for a console: one line for each thing that was seen, each once, what was found first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jupyter_mlsec.model.checklist import Evidence, Status
from jupyter_mlsec.reports.status_words import SYMBOLS, TOLD, UNSETTLED, WORDS, tally_words

_NEXT = " " * 26


def evidence_text(title: str, evidence: Sequence[Evidence]) -> str:
    """Return the title, how much was seen, a line for each item and thing, and what to do where something is open.

    What does not apply is told for items of which nothing else was seen, once for all of them.
    """
    ordered = sorted(evidence, key=lambda each: TOLD.index(each.observation.status))
    seen = tally_words(
        status for status, _ in dict.fromkeys(map(_seen, ordered)) if status is not Status.NOT_APPLICABLE
    )
    return "\n".join([title, *([seen] if seen else []), "", *_lines(ordered)])


def _lines(evidence: Sequence[Evidence]) -> Iterator[str]:
    told: set[str] = set()  # lines and steps: what two probes say alike is said once, with the first one's step
    seen_otherwise = {each.item for each in evidence if each.observation.status is not Status.NOT_APPLICABLE}
    silent: dict[str, dict[str, None]] = {}
    for each in evidence:
        seen = each.observation
        if seen.status is Status.NOT_APPLICABLE:
            if each.item not in seen_otherwise:
                silent.setdefault(seen.summary, {})[each.item] = None
            continue
        line = _line(seen.status, each.item, seen.summary)
        if line in told:
            continue
        told.add(line)
        yield line
        if seen.status in UNSETTLED and seen.next_step and seen.next_step not in told:
            told.add(seen.next_step)
            yield f"{_NEXT}{seen.next_step}"
    for summary, items in silent.items():
        yield _line(Status.NOT_APPLICABLE, ", ".join(items), summary)


def _seen(each: Evidence) -> tuple[Status, str]:
    return each.observation.status, _line(each.observation.status, each.item, each.observation.summary)


def _line(status: Status, items: str, summary: str) -> str:
    return f"{SYMBOLS[status]} {WORDS[status]:15} {items}  {summary}"
