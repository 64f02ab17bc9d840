"""Texts whose answer hangs on one word.

For up to 100 texts that the model gets right, the attack looks for the fewest words that must be left out, mistyped or
replaced until the answer changes; it needs labels only. ``word-robust-accuracy`` is the share of texts still right when
any one word may be changed; less than 0.5 warns unless a limit is declared.

An attack that finds nothing proves nothing. So the same attack also runs on a model that answers by one word alone:
where it does not turn over nine of ten of those with one word, silence is "not evidence". What was turned over counts
whatever the attack can do: a better one would turn over more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, needed_texts
from jupyter_mlsec.probes._predictors.word_attack import Victim, word_attack

if TYPE_CHECKING:
    from numpy.typing import NDArray

_VICTIMS = 100
_POOL = 1_000
_FEWEST_ROWS = 40
_SEEN = 0.9
_COUNTS = (1, 2, 3, 5)
_DEFAULTS = {"word-robust-accuracy": ">= 0.5"}


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    needed_texts(view.x)
    view = view.take(np.random.default_rng(0).permutation(len(view))[:_POOL])
    texts = needed_texts(view.x)
    given = view.predict()
    right = np.equal(*alike(view.y, given))
    rows = np.flatnonzero(right)[:_VICTIMS]
    if len(rows) < _FEWEST_ROWS // 2:
        raise NotEvidenceError("the model gets too few texts right to be attacked")
    if len(np.unique(given)) < 2:  # noqa: PLR2004 - two labels
        raise NotEvidenceError("the model gives one answer for all texts")

    def asks(rows: list[str]) -> NDArray[Any]:
        return view.predict(like(view.x, rows))

    victims = word_attack(asks, [texts[row] for row in rows], given[rows], texts, given)
    return _judged(subject, view, victims, float(right.mean()))


def _judged(subject: ModelSubject, view: View, victims: list[Victim], clean: float) -> Observation:
    curve = [_standing(victims, number, clean) for number in _COUNTS]
    judged = judge_all(curve, subject.limits, _DEFAULTS)
    power = _own_power(needed_texts(view.x))
    if power < _SEEN and not judged.failed:
        return not_evidence(f"of texts whose answer hangs on one word, the attack turns {power:.0%} over only")
    summary = (
        f"Of {clean:.0%} right answers of {subject.name}, {interval(curve[0])} stay right when any one word is changed."
    )
    details = (
        f"{len(victims)} of {len(view):,} texts attacked, by leaving out, mistyping and replacing words.",
        f"Own power: of texts whose answer hangs on one word, {power:.0%} are turned over.",
    )
    step = "" if judged.status is Status.PASS else "Train with such texts, or let a person see what hangs on one word."
    return Observation(
        status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _standing(victims: list[Victim], number: int, clean: float) -> Measurement:
    standing = sum(victim.changed is None or victim.changed > number for victim in victims)
    low, high = wilson(standing, len(victims))
    name = "word-robust-accuracy" if number == 1 else f"word-robust accuracy at {number} words"
    return Measurement(name=name, value=clean * standing / len(victims), low=clean * low, high=clean * high)


def _own_power(texts: list[str]) -> float:
    """Return the share of texts that fall where the answer hangs on one word that half of the texts have.

    Texts that say the word twice are left out: they hang on two places.
    """
    import numpy as np

    held = [set(text.split()) for text in texts]
    counts: dict[str, int] = {}
    for words in held:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    if not counts:
        raise NotEvidenceError("the texts have no words")
    key = min(counts, key=lambda word: (abs(counts[word] - len(texts) / 2), word))

    def asks(rows: list[str]) -> NDArray[Any]:
        return np.asarray([int(key in row.split()) for row in rows])

    labels = asks(texts)
    if len(np.unique(labels)) < 2:  # noqa: PLR2004 - two labels
        raise NotEvidenceError("every text has the same words")
    once = [row for row, text in enumerate(texts) if text.split().count(key) <= 1][:_VICTIMS]
    victims = word_attack(asks, [texts[row] for row in once], labels[once], texts, labels)
    return sum(victim.changed == 1 for victim in victims) / max(1, len(victims))


PROBE = Probe(
    name="fragile-under-word-changes", items=("EVA-03",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
