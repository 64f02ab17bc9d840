"""Pseudonyms in a table whose originals lie beside it in the kernel: digests without a key.

The digests of texts and numbers in lists, dictionaries, arrays and other tables are computed, as anybody could who has
such a list: of customers, of addresses, of all numbers that were given out. One that stands in a column of digests
proves that no key went into it. No value is kept or told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import failed, passed
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject, made_by
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._ground.packages import package_of
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.unsalted import Digests, digests_in

if TYPE_CHECKING:
    import pandas as pd

_TRIED = 2_000  # values of one variable
_MOST = 60_000  # of all
_SHELVES = frozenset(
    {dict, frozenset, list, set, tuple}
)  # these types themselves: others may run code of a person's own
_KINDS = frozenset("OSTUiu")  # of arrays that hold texts or whole numbers
_STEP = "Use random tokens, or a keyed digest (HMAC) whose key is kept elsewhere, and make the column anew."


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    frames = [(each.name, each.value) for each in made_by(subject, "pandas") if each.kind == "DataFrame"]
    columns = [(name, *column) for name, frame in frames for column in _digests(frame)]
    if not columns:
        return not_applicable("no table in the kernel holds digests")
    guesses = [guess for name, value in sorted(subject.names.items()) for guess in islice(_texts(value), _TRIED)]
    known = list(dict.fromkeys(guesses[:_MOST]))
    weak = [f"{label_of(column)} of {name}" for name, column, digests in columns if digests.is_made_of(known)]
    if weak:
        return failed(
            f"What the digests in {listed(weak)} were made of lies in this kernel, and no key went into them.",
            next_step=_STEP,
        )
    return passed(
        f"{count(len(columns), 'column')} of digests, made of nothing that lies in this kernel without a key."
    )


def _digests(frame: Any) -> Iterator[tuple[object, Digests]]:  # noqa: ANN401 - of a library that may not be installed
    for place, name in enumerate(frame.columns):
        found = digests_in(frame.iloc[:, place])
        if found is not None:
            yield name, found


def _texts(value: object) -> Iterator[str]:
    """Yield the texts and whole numbers that a variable holds, as texts."""
    if type(value) is dict:
        yield from _plain((*value, *value.values()))
    elif type(value) in _SHELVES and isinstance(value, Iterable):
        yield from _plain(value)
    elif package_of(value) == "numpy" and getattr(getattr(value, "dtype", None), "kind", "") in _KINDS:
        yield from _plain(islice(value.flat, _TRIED))  # type: ignore[attr-defined]
    elif package_of(value) == "pandas" and type(value).__name__ in {"Index", "Series"}:
        yield from _plain(islice(value, _TRIED))  # type: ignore[call-overload]
    elif package_of(value) == "pandas" and type(value).__name__ == "DataFrame":
        yield from _of_columns(value)  # type: ignore[arg-type]


def _of_columns(frame: pd.DataFrame) -> Iterator[str]:
    each = max(1, _TRIED // max(1, frame.shape[1]))
    for place in range(frame.shape[1]):
        series = frame.iloc[:, place]
        if series.dtype.kind not in "bfcmM":
            yield from _plain(islice(series, each))


def _plain(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if type(value) in {str, int} or package_of(value) == "numpy":
            yield str(value)


PROBE = Probe(
    name="weak-digests",
    items=("PRE-01",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
