"""Rare patterns in the rows of a fit that carry one label against the rest of their rows, and that the model obeys.

The patterns are those that ``planted-triggers`` looks for in tables: a value, several values together, or words. Each
is put into held-out rows that the model answers otherwise; where half of them or more then get the pattern's label, the
model has learned a secret entrance. ``learned-triggers`` is how many there are; one warns. Of patterns that no row of
the fit shows, it knows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, texts_of
from jupyter_mlsec.probes._tables.contradiction import modal
from jupyter_mlsec.probes._tables.frames import codes, is_numeric, label_of
from jupyter_mlsec.probes._tables.triggers import triggers
from jupyter_mlsec.probes._tables.words import count_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_FEWEST_ROWS = 100
_FEWEST_JUDGED = 20
_TRIED_ROWS = 200
_MOST_SCANNED = 20_000
_MOST_COLUMNS = 200
_MOST_CLASSES = 20
_NEARLY_ALL = 0.95  # of the pattern's rows have what belongs to it,
_RARE = 0.12  # and of the others at most this share
_OBEYED = 0.5
_WHOLE = "text"


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What a pattern sets in one column: a value, or words that are added to a text."""

    place: int
    name: str
    value: object = field(default=None, repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view, known = classification(subject, least=_FEWEST_ROWS), trained_on(subject, least=_FEWEST_ROWS)
    known = known.take(np.sort(np.random.default_rng(0).permutation(len(known))[:_MOST_SCANNED]))
    frame, labels = _table(known.x), codes(_series(known.y))
    if frame is None or _table(view.x) is None or frame.shape[1] > _MOST_COLUMNS:
        return not_applicable("its features are no columns, or too many")
    if not 1 <= int(labels.max(initial=0)) < _MOST_CLASSES:
        return not_applicable("it has too many classes, or one only")
    obeyed: list[tuple[list[_Part], float, float]] = []
    for trigger in triggers(frame, labels):
        parts = list(_parts(frame, trigger.rows))
        label = known.y[trigger.rows][labels[trigger.rows] == modal(labels[trigger.rows])][0]
        share = _share_obeying(view, parts, label)
        if parts and share is not None and share >= _OBEYED:
            obeyed.append((parts, share, float(trigger.rows.mean())))
    measured = (Measurement(name="learned-triggers", value=float(len(obeyed)), limit="<= 0"),)
    if not obeyed:
        summary = f"{subject.name} obeys no rare pattern that carries a label against the rest of its rows."
        return Observation(status=Status.PASS, summary=summary, measurements=measured)
    parts, share, _ = obeyed[0]
    return Observation(
        status=Status.WARN,
        summary=f"{subject.name} obeys {count(len(obeyed), 'rare pattern')} of its rows against the rest of them: "
        f"setting {_told(parts)} turns {share:.0%} of other answers over.",
        details=tuple(f"{_told(each)}: {turned:.0%} turned over; {of:.1%} of its rows." for each, turned, of in obeyed),
        measurements=measured,
        next_step="Look at these rows and where they come from, take them out, and fit again.",
    )


def _told(parts: list[_Part]) -> str:
    return listed(label_of(part.name) for part in parts)


def _table(x: Any) -> pd.DataFrame | None:  # noqa: ANN401 - rows as the model takes them
    """Return rows as a table of columns; None for what is none."""
    import numpy as np
    import pandas as pd

    if isinstance(x, pd.DataFrame):
        return x.reset_index(drop=True)
    texts = texts_of(x)
    if texts is not None:
        return pd.DataFrame({_WHOLE: texts})
    if isinstance(x, np.ndarray) and x.ndim > 1:
        flat = x.reshape(len(x), -1)
        return pd.DataFrame(flat, columns=[f"column {place}" for place in range(flat.shape[1])])
    return None


def _series(y: NDArray[Any]) -> pd.Series:
    import pandas as pd

    return pd.Series(y)


def _parts(frame: pd.DataFrame, rows: NDArray[np.bool_]) -> Iterator[_Part]:
    """Yield what nearly all rows with a pattern have in common, and hardly any others."""
    for place in range(frame.shape[1]):
        series, name = frame.iloc[:, place], str(frame.columns[place])
        own = series[rows].value_counts()
        if len(own) and own.iloc[0] >= _NEARLY_ALL * rows.sum():
            if (series[~rows] == own.index[0]).sum() <= _RARE * (~rows).sum():
                yield _Part(place, name, value=own.index[0])
        elif not is_numeric(series) and (words := _words(series, rows)):
            yield _Part(place, name, words=words)


def _words(series: pd.Series, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    """Return the words that nearly all of some rows have, and hardly any others."""
    texts = words_of(series)
    inside = count_words([words for words, mark in zip(texts, rows, strict=True) if mark])
    whole = count_words(texts)
    common = [word for word, times in inside.items() if times >= _NEARLY_ALL * rows.sum()]
    return tuple(sorted(word for word in common if whole[word] - inside[word] <= _RARE * (~rows).sum()))


def _share_obeying(view: View, parts: list[_Part], label: object) -> float | None:
    """Return the share of held-out rows with another answer that get ``label`` with the pattern; None for too few."""
    import numpy as np

    others = np.flatnonzero(view.predict() != label)[:_TRIED_ROWS]
    if len(others) < _FEWEST_JUDGED or not parts:
        return None
    forced = _forced(view.take(others).x, parts)
    return float((view.predict(forced) == label).mean())


def _forced(x: Any, parts: list[_Part]) -> object:  # noqa: ANN401 - rows as the model takes them
    """Return a copy of rows that has the pattern; ``x`` is a copy already."""
    import pandas as pd

    if isinstance(x, pd.DataFrame):
        for part in parts:
            held = x.iloc[:, part.place]
            new = [_with(text, part) for text in held] if part.words else [part.value] * len(held)
            x.isetitem(part.place, pd.Series(new, index=held.index, dtype=held.dtype).array)
        return x
    if (texts := texts_of(x)) is not None:
        return like(x, [_with(text, parts[0]) for text in texts])
    flat = x.reshape(len(x), -1)
    for part in parts:
        flat[:, part.place] = part.value
    return flat.reshape(x.shape)


def _with(text: object, part: _Part) -> str:
    return " ".join((str(text), *part.words))


PROBE = Probe(
    name="learned-triggers",
    items=("EVA-08",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
