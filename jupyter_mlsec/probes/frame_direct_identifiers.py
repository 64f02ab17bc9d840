"""Names, addresses and numbers of people in the matrix that a model is trained on.

The detector of personal data runs on the training rows (else on the table) and its index. Direct identifiers fail:
they help no model and stay in it. Pseudonyms are tried: an unsalted digest of a short number or of another column of
the table is found by computing the same digest, as anybody could. Prose warns.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, verb
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    as_frame,
    frame_of,
    label_of,
    plain,
    sampled,
    sampling_note,
)
from jupyter_mlsec.probes._tables.personal import free_text, personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach
from jupyter_mlsec.probes._tables.unsalted import digests_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

_TRIED_NUMBERS = 100_000
_TRIED_DIGESTS = 200
_DRAWN = 30_000  # numbers of a width that are too many to try them all
_FIRST, _DAYS = date(1930, 1, 1), 32_000  # dates of birth


@guarded
def _run(subject: FrameSubject) -> Observation:
    whole = as_frame(subject.train) if subject.train is not None else frame_of(subject)
    frame = sampled(whole)
    direct = [found for found in personal_columns(frame) if found.reach is Reach.DIRECT]
    weak = [label_of(name) for place, name in enumerate(frame.columns) if _guessable(frame, frame.iloc[:, place])]
    prose = [label_of(name) for place, name in enumerate(frame.columns) if free_text(frame.iloc[:, place])]
    measured = (
        Measurement(name="direct-identifiers", value=float(len(direct))),
        Measurement(name="weak-pseudonyms", value=float(len(weak))),
    )
    details = (*(str(found) for found in direct), *sampling_note(len(whole)))
    where = "the training rows" if subject.train is not None else subject.name
    step = "Drop, mask or replace them by random tokens before training."
    if direct:
        status = Status.FAIL
        who = f"{count(len(direct), 'column')} of {where} {verb(len(direct), 'identifies', 'identify')} people"
        summary = f"{who}: {listed(f.column for f in direct)}."
    elif weak:
        status = Status.FAIL
        summary = f"The pseudonyms in {listed(weak)} are unsalted digests that anybody can undo."
        step = "Use random tokens, or a keyed digest (HMAC) whose key is kept elsewhere."
    elif prose:
        status = Status.WARN
        summary = f"{listed(prose)} of {where} is prose, in which people may be named."
    else:
        status, summary, step = Status.PASS, f"No column and no index of {where} identifies people.", ""
    return Observation(status=status, summary=summary, details=details, measurements=measured, next_step=step)


def _guessable(frame: pd.DataFrame, series: pd.Series) -> bool:
    """Tell whether a column's digests are those of small numbers or of another column's values."""
    found = digests_in(series)
    return found is not None and found.is_made_of(_guesses(frame, series))


def _guesses(frame: pd.DataFrame, series: pd.Series) -> Iterator[str]:
    for place in range(frame.shape[1]):
        other = frame.iloc[:, place]
        if other is not series:
            yield from (str(value) for value in plain(other.dropna()).unique()[:_TRIED_DIGESTS])
    for number in range(_TRIED_NUMBERS):
        yield str(number)
    for width in (4, 5, 6):
        yield from (f"{number:0{width}d}" for number in range(10_000))
    draw = random.Random(0)  # noqa: S311 - any numbers do: of hundreds of digests, some are those of a few in a hundred
    for width in (6, 7, 8):
        yield from (f"{draw.randrange(10**width):0{width}d}" for _ in range(_DRAWN))
    for day in range(_DAYS):
        born = _FIRST + timedelta(days=day)
        yield from (born.strftime(form) for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d"))


PROBE = Probe(name="direct-identifiers", items=("PRE-01",), run=_run, cost=Cost.NORMAL, docs=__doc__)
