"""Values that were entered, copied or read wrongly, as the other rows of their columns show.

Dates: day and month in each other's place, ends before beginnings, days that no month has, a date that stands for none.
Numbers: a sign that was lost, a zero for what was not measured, values in each other's column, a sum or product that
does not hold, a value that stands still for long. Texts: typing errors in categories, numbers written in two ways,
texts that were cut, letters lost in the wrong encoding. Each is measured by its number of rows (``misread-dates``,
``turned-dates``, ``impossible-days``, ``mixed-dates``, ``stand-in-dates``, ``lost-signs``, ``zeros-for-none``,
``misplaced``, ``broken-rules``, ``stand-still``, ``mistyped``, ``mixed-numbers``, ``cut-off``, ``garbled``); any warns
by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, count, guarded, listed
from jupyter_mlsec.probes._tables import dates, slips, wordings
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of, sampled, sampling_note

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {
    "misread-dates": "day and month in each other's place",
    "turned-dates": "ends before beginnings",
    "impossible-days": "days that no month has",
    "mixed-dates": "dates written in two orders",
    "stand-in-dates": "a date far off that stands for none",
    "lost-signs": "lost signs",
    "zeros-for-none": "zeros among values that are never near zero",
    "misplaced": "values in each other's column",
    "broken-rules": "sums or products that do not hold",
    "stand-still": "a value that stands still",
    "mistyped": "typing errors",
    "mixed-numbers": "numbers written in two ways",
    "cut-off": "texts cut at one length",
    "garbled": "letters lost in the wrong encoding",
}
_FEWEST_ROWS, _MOST_ROWS = 50, 10_000
_LEVELS = 3  # of what is multiplied or added: pieces, rooms
_WIDEST = 200  # columns; a wider table is one of pixels, genes or words


@guarded
def _run(subject: FrameSubject) -> Observation:
    whole = frame_of(subject)
    if len(whole) < _FEWEST_ROWS:
        raise NotApplicableError(f"fewer than {_FEWEST_ROWS} rows show no rule that a row could break")
    frame = sampled(whole, _MOST_ROWS).iloc[:, :_WIDEST]
    found = {name: list(rows) for name, rows in _found(frame)}
    measured = [Measurement(name=name, value=float(sum(number for _, number in rows))) for name, rows in found.items()]
    judged = judge_all(measured, subject.limits, dict.fromkeys(_WORDS, "<= 0"))
    details = (
        *(f"{_WORDS[name]}: {_rows(rows)}" for name, rows in found.items() if rows),
        *sampling_note(len(whole), _MOST_ROWS),
    )
    broken = [*judged.failed, *judged.unsure]
    if broken:
        told = listed(f"{_WORDS[name]} ({listed(where for where, _ in found[name])})" for name in broken)
        summary, step = f"{subject.name} holds values that were entered or read wrongly: {told}.", _STEP
        status = judged.status
    else:
        status, summary, step = Status.PASS, f"No row of {subject.name} breaks what the others of its column keep.", ""
    return Observation(
        status=status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _rows(found: Iterable[tuple[str, int]]) -> str:
    return listed(f"{where} ({count(number, 'row')})" for where, number in found)


_STEP = "Look at these rows, mend them where they are read, or say why they are right: %mlsec answer COL-02."


def _found(frame: pd.DataFrame) -> Iterator[tuple[str, Iterable[tuple[str, int]]]]:
    times = dates.times_of(frame)
    misread = list(dates.misread(times))
    yield "misread-dates", misread
    wrong = {name for name, _ in misread}
    yield "turned-dates", dates.turned_round({name: values for name, values in times.items() if name not in wrong})
    yield "impossible-days", dates.impossible_days(frame)
    yield "mixed-dates", dates.mixed_orders(frame)
    yield "stand-in-dates", dates.stand_ins(times)
    columns = slips.numeric_columns(frame)
    yield "lost-signs", slips.lost_signs(columns)
    yield "zeros-for-none", slips.zeros_for_none(columns)
    yield "misplaced", slips.in_other_columns(columns)
    yield "broken-rules", slips.broken_rules(slips.numeric_columns(frame, least=_LEVELS))
    yield "stand-still", slips.stand_still(columns)
    texts = list(wordings.texts_of(frame))
    for name, counted in (
        ("mistyped", wordings.mistyped),
        ("mixed-numbers", wordings.numbers_in_two_ways),
        ("cut-off", wordings.cut_off),
        ("garbled", wordings.garbled),
    ):
        yield name, [(where, number) for where, values in texts if (number := counted(values))]


PROBE = Probe(
    name="slips-of-entry", items=("COL-02",), run=_run, cost=Cost.NORMAL, partial=True, incidental=True, docs=__doc__
)
