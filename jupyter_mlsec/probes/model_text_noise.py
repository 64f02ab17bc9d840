"""Answers that fall apart when people mistype or leave words out.

A share of the words of each text gets a typing mistake, or is lost: 5, 10, 20 and 50 %. ``typing-drop`` and
``lost-words-drop`` are the accuracy lost at 10 %, with the interval from resampling texts; more than 0.1 warns unless a
limit is declared. A model that does not surely beat the commonest answer has nothing to lose: "not evidence".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, mistyped, needed_texts, without_words

if TYPE_CHECKING:
    import numpy as np

    from jupyter_mlsec.probes._ground.statistics import Floats

    Damage = Callable[[str, float, np.random.Generator], str]

_LEVELS = (0.05, 0.1, 0.2, 0.5)
_DECISIVE = 0.1
_MOST_ROWS = 1_000
_FEWEST_ROWS = 50
_DEFAULTS = {"typing-drop": "<= 0.1", "lost-words-drop": "<= 0.1"}


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    needed_texts(view.x)
    view = view.take(np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS])
    texts = needed_texts(view.x)
    right = _right(view, texts)
    commonest = float(np.unique(view.y, return_counts=True)[1].max() / len(view))
    if wilson(int(right.sum()), len(right))[0] <= commonest:
        raise NotEvidenceError("the undisturbed model is no better than guessing, so it cannot lose")
    typing = list(_curve(view, texts, right, "typing-drop", "typing mistakes", mistyped))
    lost = list(_curve(view, texts, right, "lost-words-drop", "words lost", without_words))
    judged = judge_all([*typing, *lost], subject.limits, _DEFAULTS)
    summary = (
        f"{subject.name} loses {interval(typing[0])} of its accuracy of {right.mean():.3f} with a typing mistake in "
        f"{_DECISIVE:.0%} of the words, and {interval(lost[0])} when as many are missing."
    )
    step = "" if judged.status is Status.PASS else "Train with such texts, or correct the spelling before inference."
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _right(view: View, texts: list[str]) -> Floats:
    import numpy as np

    return np.asarray(np.equal(*alike(view.y, view.predict(like(view.x, texts)))), dtype=np.float64)


def _curve(view: View, texts: list[str], right: Floats, name: str, what: str, damage: Damage) -> Iterator[Measurement]:
    """Yield the loss at the decisive level with its interval, then the accuracy at each level."""
    import numpy as np

    after = {}
    for level in _LEVELS:
        random = np.random.default_rng(0)
        after[level] = _right(view, [damage(text, level, random) for text in texts])
    lost = right - after[_DECISIVE]
    low, high = bootstrap(lambda rows: float(lost[rows].mean()), len(lost), draws=200)
    yield Measurement(name=name, value=float(lost.mean()), low=low, high=high)
    for level, still in after.items():
        yield Measurement(name=f"accuracy with {level:.0%} {what}", value=float(still.mean()))


PROBE = Probe(
    name="fragile-under-typing-mistakes", items=("EVA-02",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
