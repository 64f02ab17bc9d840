"""What changed when: the states of the items over time, and everything dated that happened to them.

Evidence, answers, waivers, the last sign-off and the audit trail carry dates; nothing else does. When a ground changed
nobody knows, only that it did: such a state begins at the right edge, at the time of the report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jupyter_mlsec.model.checklist import Checklist, ItemState, Status
from jupyter_mlsec.reports.counting import counted, tally
from jupyter_mlsec.reports.decision_words import signed_words
from jupyter_mlsec.reports.dossier import Event
from jupyter_mlsec.reports.status_words import UNSETTLED

WIDTH, LEFT, ROW = 720, 66, 15
_RIGHT = 26  # for the state as it is now
_WORST = (*UNSETTLED, Status.WAIVED, Status.PASS, Status.NOT_APPLICABLE)
_MOST_LINES = 24
_CLOSE = timedelta(minutes=2)  # what one run of the cells computes belongs together
_FRESH = frozenset({Status.OPEN, Status.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Bar:
    """One state of an item for a while, as a piece of its row."""

    x: float
    width: float
    status: Status


@dataclass(frozen=True, slots=True)
class Row:
    """One item: its bars, and its state as it is now."""

    item: str
    y: int
    bars: tuple[Bar, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Line:
    """One dated line of what happened, or ``ahead``: of what will."""

    when: str
    words: str
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and the lines. ``ticks`` are the places of sign-offs; ``first`` and ``last`` name the ends.

    Items that were in one state all along are not drawn; ``steady`` counts them.
    """

    rows: tuple[Row, ...]
    steady: int
    ticks: tuple[float, ...]
    first: str
    last: str
    height: int
    lines: tuple[Line, ...]
    left_out: int


def timeline(
    checklist: Checklist, now: datetime, *, previous: Checklist | None = None, history: Sequence[Event] = ()
) -> Timeline | None:
    """Return what is known of the past, or None where nothing in it has a date."""
    then = None if previous is None else max(_times(previous), default=None)
    begins = {state.item.id: _begins(state, then, previous) for state in checklist.states}
    moments = [time for states in begins.values() for time, _ in states] + [event.time for event in history]
    if not moments:
        return None
    start = min(moments)
    scale = _Scale(start, max(now, start + timedelta(seconds=1)))
    dated = [(state, _bars(begins[state.item.id], scale)) for state in checklist.states if begins[state.item.id]]
    drawn = [(state, bars) for state, bars in dated if len(bars) > 1 or bars[0].status is not state.status]
    rows = tuple(Row(state.item.id, place * ROW, bars, state.status) for place, (state, bars) in enumerate(drawn))
    said = sorted((*_said(checklist), *((event.time, event.words) for event in history)), key=lambda one: one[0])
    lines = [*_ahead(checklist, now), *(Line(_when(time), words) for time, words in reversed(said))]
    return Timeline(
        rows=rows,
        steady=len(dated) - len(rows),
        ticks=tuple(scale.place(event.time) for event in history if event.decisive),
        first=_when(start),
        last=_when(now),
        height=len(rows) * ROW,
        lines=tuple(lines[:_MOST_LINES]),
        left_out=max(0, len(lines) - _MOST_LINES),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime

    def place(self, time: datetime) -> float:
        """Return where a time stands, from the left; what lies ahead of the report stands at its edge."""
        share = (min(max(time, self.start), self.end) - self.start) / (self.end - self.start)
        return round(LEFT + share * (WIDTH - LEFT - _RIGHT), 1)


def _times(checklist: Checklist) -> Iterable[datetime]:
    return (each.collected for state in checklist.states for each in state.evidence)


def _begins(state: ItemState, then: datetime | None, previous: Checklist | None) -> list[tuple[datetime, Status]]:
    """Return when the item came into which state, oldest first."""
    found: list[tuple[datetime, Status]] = []
    before = next((each for each in (previous.states if previous else ()) if each.item.id == state.item.id), None)
    if then is not None and before is not None and before.status not in _FRESH:
        found.append((then, before.status))
    seen: dict[tuple[str, str], Status] = {}
    for each in sorted(state.evidence, key=lambda one: one.collected):
        seen[each.probe, each.subject] = each.observation.status
        found.append((each.collected, min(seen.values(), key=_WORST.index)))
    if state.answer is not None:
        found.append((state.answer.time, state.status))
    waiver = state.waiver if state.status is Status.WAIVED else None
    if waiver is not None:
        found = [one for one in found if one[0] < waiver.time] + [(waiver.time, Status.WAIVED)]
    found.sort(key=lambda one: one[0])
    if found and state.status is not Status.STALE:
        found[-1] = (found[-1][0], state.status)  # which probes settle an item between them is for the checklist to say
    return found


def _bars(begins: list[tuple[datetime, Status]], scale: _Scale) -> tuple[Bar, ...]:
    """Return the pieces of a row; states that follow each other unchanged, or within one run, are one piece."""
    kept: list[tuple[datetime, Status]] = []
    for time, status in begins:
        if kept and time - kept[-1][0] <= _CLOSE:
            kept[-1] = (kept[-1][0], status)
        elif not kept or kept[-1][1] is not status:
            kept.append((time, status))
    ends = [*(scale.place(time) for time, _ in kept[1:]), float(WIDTH - _RIGHT)]
    pieces = zip(kept, ends, strict=True)
    return tuple(
        Bar(scale.place(time), round(max(3.0, end - scale.place(time)), 1), status) for (time, status), end in pieces
    )


def _said(checklist: Checklist) -> Iterable[tuple[datetime, str]]:
    """Yield what was computed, run by run, and what people decided."""
    runs: defaultdict[datetime, dict[tuple[str, str, str], Status]] = defaultdict(dict)
    for time, key, status in sorted(
        (each.collected, (each.item, each.probe, each.subject), each.observation.status)
        for state in checklist.states
        for each in state.evidence
    ):
        first = next((one for one in reversed(runs) if time - one <= _CLOSE), time)
        runs[first][key] = status
    for time, seen in runs.items():
        items = len({item for item, _, _ in seen})
        yield time, f"evidence for {counted(items, 'item')}: {tally(seen.values(), Status)}"
    for state in checklist.states:
        if state.answer is not None:
            signed = signed_words(state, "answer")
            yield state.answer.time, f"{state.item.id} answered by {state.answer.person} ({signed})"
        if state.waiver is not None:
            signed = signed_words(state, "waiver")
            yield state.waiver.time, f"{state.item.id} waived by {state.waiver.approver} ({signed})"


def _ahead(checklist: Checklist, now: datetime) -> list[Line]:
    """Return what ends next: waivers and answers one by one, evidence by the day."""
    ends: list[tuple[datetime, str]] = []
    evidence: Counter[datetime] = Counter()
    for state in checklist.states:
        if state.waiver is not None and state.status is Status.WAIVED:
            ends.append((state.waiver.expires, f"the waiver of {state.item.id} ends"))
        if state.answer is not None and state.answer.expires is not None:
            ends.append((state.answer.expires, f"the answer to {state.item.id} ends"))
        if state.status is not Status.STALE:
            last = min((each.expires for each in state.evidence if each.expires is not None), default=None)
            if last is not None:
                evidence[last.replace(hour=0, minute=0, second=0, microsecond=0)] += 1
    ends += [(time, f"evidence for {counted(number, 'item')} gets too old") for time, number in evidence.items()]
    coming = sorted((end for end in ends if end[0] > now), key=lambda end: end[0])[:4]
    return [Line(f"{time:%Y-%m-%d}", words, ahead=True) for time, words in reversed(coming)]


def _when(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M}"
