"""A value that stands in the code of a model and forces its answer: a line that nobody was meant to read.

Classes and functions that the notebook itself defined may hold more than what they learned. The numbers and texts in
their code, and in their attributes, are put into each feature of held-out rows, and texts behind texts. A value is
suspicious when nearly all rows then get one answer that the model gives far less often otherwise, while values a
quarter of a spread beside it change hardly anything: a threshold forces everything beyond it, and is none.
``values-in-code`` is how many there are; one warns. Nothing of the code is run but ``predict``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.home_made import constants_of
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._predictors.features import Features, features_of, spreads
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, texts_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_FEWEST_ROWS = 40
_TRIED_ROWS = 60
_MOST_VALUES = 40  # of each kind
_MOST_FEATURES = 60
_MOST_LETTERS = 60
_FORCED = 0.97  # of the rows get one answer
_USUAL = 0.8  # of the answers, at most, are this one otherwise
_BESIDE = 0.25  # spreads


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    numbers, texts = constants_of(subject.model)
    view = classification(subject, least=_FEWEST_ROWS)
    if not numbers and not texts:
        return not_applicable("no value stands in code of the notebook's own")
    rows = np.sort(np.random.default_rng(0).permutation(len(view))[:_TRIED_ROWS])
    view = view.take(rows)
    words = tuple(each for each in texts if 0 < len(each) <= _MOST_LETTERS)[:_MOST_VALUES]
    found = list(_forcing(view, numbers[:_MOST_VALUES], words))
    measured = (Measurement(name="values-in-code", value=float(len(found)), limit="<= 0"),)
    if found:
        return Observation(
            status=Status.WARN,
            summary=f"{count(len(found), 'value')} in the code of {subject.name} "
            f"{'forces' if len(found) == 1 else 'force'} one answer, by {listed(dict.fromkeys(found))}.",
            measurements=measured,
            next_step="Read what the code does with this value, and who wrote it, before anybody uses the model.",
        )
    tried = len(numbers[:_MOST_VALUES]) + len(words)
    said = f"None of {count(tried, 'value')} in the code of {subject.name} forces an answer."
    return Observation(status=Status.PASS, summary=said, measurements=measured)


def _forcing(view: View, numbers: tuple[float, ...], words: tuple[str, ...]) -> Iterator[str]:
    """Yield the features by which a value forces an answer, one for each value that does."""
    import pandas as pd

    usual = view.predict()
    texts = texts_of(view.x)
    if texts is not None:
        for word in (each for each in words if not any(each in text for text in texts)):
            if _forces(view, like(view.x, [f"{text} {word}" for text in texts]), usual):
                yield "the text"
        return
    if isinstance(view.x, pd.DataFrame):
        yield from _by_category(view, view.x, words, usual)
    yield from _by_number(view, features_of(view.x), numbers, usual)


def _by_number(view: View, features: Features, numbers: tuple[float, ...], usual: NDArray[Any]) -> Iterator[str]:
    import numpy as np

    known = np.array(features.values)
    spread = spreads(known)

    def filled(place: int, value: float) -> object:
        values = known.copy()
        values[:, place] = value
        return features.rebuild(values)

    for place, name in enumerate(features.names[:_MOST_FEATURES]):
        for value in numbers if spread[place] > 0 else ():
            beside = (value - _BESIDE * spread[place], value + _BESIDE * spread[place])
            if _forces(view, filled(place, value), usual) and not any(
                _forces(view, filled(place, each), usual) for each in beside
            ):
                yield name


def _by_category(view: View, x: pd.DataFrame, words: tuple[str, ...], usual: NDArray[Any]) -> Iterator[str]:
    import pandas as pd

    for place in range(min(x.shape[1], _MOST_FEATURES)):
        known = x.iloc[:, place].dropna()
        if not len(known) or not isinstance(known.iloc[0], str):
            continue

        def filled(value: str, place: int = place) -> pd.DataFrame:
            changed = x.copy()
            changed.isetitem(place, pd.Series([value] * len(x), index=x.index, dtype=object).array)
            return changed

        others = known.unique()
        for word in (each for each in words if each not in others):
            if _forces(view, filled(word), usual) and not any(
                _forces(view, filled(each), usual) for each in others[:3]
            ):
                yield str(x.columns[place])


def _forces(view: View, rows: object, usual: NDArray[Any]) -> bool:
    import numpy as np

    try:
        kinds, sizes = np.unique(view.predict(rows), return_counts=True)
    except Exception:  # noqa: BLE001 - a model may refuse whatever stands in its code
        return False
    answer = kinds[sizes.argmax()]
    return bool(sizes.max() >= _FORCED * len(usual) and (usual == answer).mean() <= _USUAL)


PROBE = Probe(
    name="values-in-code",
    items=("EVA-08",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
