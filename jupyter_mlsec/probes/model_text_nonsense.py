"""Confidence about texts that are none.

Words in random order from all texts, random letters, and texts without a word are handed in. ``letters-auroc`` says how
well the model's highest probability tells real texts from random letters; below 0.5 it is surer of noise than of texts,
which warns unless a limit is declared. A model that gives no probabilities cannot abstain, which warns too.

A caller sees one probability and no ranks. So ``letters-answered`` is the share of random letters that get one of the
known answers with a probability of 0.8 or more, as when one class is so common that whatever holds no known word is
taken for it; more than half warns by default. A label of its own for such texts, or a missing value, abstains.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, interval
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.abstaining import abstains, refuses
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, needed_texts
from jupyter_mlsec.probes._predictors.uncertainty import told_apart

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"letters-auroc": ">= 0.5", "letters-answered": "<= 50%"}
_SURE = 0.8
_FEWEST_ROWS = 60
_MOST_ROWS = 1_000
_MOSTLY = 0.5  # share of nonsense that a model without probabilities must answer by none of its classes
_EMPTY = ("", " ", "\n\t", "?!", "\N{ZERO WIDTH SPACE}")


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    needed_texts(view.x)
    view = view.take(np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS])
    texts = needed_texts(view.x)
    sure = _sureness(view, texts)
    random = np.random.default_rng(0)
    letters = [_letters(text, random) for text in texts]
    if refuses(view, view.x, like(view.x, letters)):
        return Observation(status=Status.PASS, summary=f"{subject.name} refuses random letters with an exception.")
    if sure is None:
        if abstains(view, subject, like(view.x, letters)).mean() >= _MOSTLY:
            return Observation(
                status=Status.PASS, summary=f"{subject.name} gives none of its answers to random letters."
            )
        return Observation(
            status=Status.WARN,
            summary=f"{subject.name} gives no probabilities: it answers every text and cannot abstain.",
            next_step="Use a model that says how sure it is, and pass what it is unsure of to a person.",
        )
    of_letters = _sureness(view, letters)
    measured = [
        told_apart("letters", sure, of_letters),
        told_apart("shuffled-words", sure, _sureness(view, _shuffled(texts, random))),
        _sure_answers(of_letters, abstains(view, subject, like(view.x, letters))),
    ]
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    summary = f"By its confidence {subject.name} tells texts from random letters with AUROC {interval(measured[0])}."
    if measured[2].name in judged.failed:
        summary = (
            f"{subject.name} answers {measured[2].value:.0%} of texts of random letters, each with a probability of "
            f"{_SURE:g} or more."
        )
    details = (f"Texts without a word: {_answered(view)} of {len(_EMPTY)} are answered.",)
    step = "" if judged.status is Status.PASS else "Refuse what holds no known word, and say what abstaining does."
    return Observation(
        status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _letters(text: str, random: np.random.Generator) -> str:
    """Return a text of the same shape whose words nobody has ever written."""
    letters = list(string.ascii_lowercase)
    return " ".join("".join(random.choice(letters, max(3, len(word)))) for word in text.split())


def _shuffled(texts: list[str], random: np.random.Generator) -> list[str]:
    words = [word for text in texts for word in text.split()]
    return [" ".join(random.choice(words, max(1, len(text.split())))) for text in texts]


def _sureness(view: View, texts: list[str]) -> Floats | None:
    given = view.proba(like(view.x, texts))
    return None if given is None else given.max(axis=1)


def _sure_answers(sure: Floats | None, abstained: NDArray[np.bool_]) -> Measurement:
    given = 0 if sure is None else int(((sure >= _SURE) & ~abstained).sum())
    low, high = wilson(given, len(abstained))
    return Measurement(name="letters-answered", value=given / len(abstained), low=low, high=high)


def _answered(view: View) -> int:
    """Return how many texts without a word get an answer; refusing one (an exception) is safe."""
    return sum(_answers(view, text) for text in _EMPTY)


def _answers(view: View, text: str) -> bool:
    try:
        return len(view.predict(like(view.x, [text]))) > 0
    except Exception:  # noqa: BLE001 - any refusal is one
        return False


PROBE = Probe(
    name="sure-of-random-letters", items=("EVA-09",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
