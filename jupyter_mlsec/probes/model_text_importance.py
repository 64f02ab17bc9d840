"""Words that a model of texts should not lean on: addresses, numbers, names of files, one word that decides alone.

Each of the 200 commonest words is left out of all held-out texts that have it, and the answers that change are counted.
A word that holds digits, an ``@`` or a path among the five that sway most warns, and so does one word that carries more
than half of all changed answers. Words are never told: only what kind they are, and how much hangs on them. "Not
evidence" where no word changes any answer.
"""

from __future__ import annotations

import re
from collections import Counter

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.texts import like, needed_texts

_FEWEST_ROWS = 60
_MOST_ROWS = 600
_MOST_WORDS = 200
_FEWEST_TEXTS = 3  # that a word must stand in
_TOP = 5
_ALONE = 0.5
_ODD = re.compile(r"\d{3,}|@|[/\\]|\w\.\w")
_STEP = "Mask such words before training, or say why they are plausible: %mlsec answer EVA-07."


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    needed_texts(view.x)
    view = view.take(np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS])
    changed = _changed(view)
    total = sum(changed.values())
    if total == 0:
        raise NotEvidenceError("no single word changes any answer on these texts")
    top = changed.most_common(_TOP)
    odd = sum(_ODD.search(word) is not None for word, hits in top if hits)
    share = top[0][1] / total
    low, high = wilson(top[0][1], total)
    measured = (
        Measurement(name="share of the first word", value=share, low=low, high=high, limit=f"<= {_ALONE}"),
        Measurement(name="answers that hang on one word", value=total / len(view)),
    )
    if odd:
        told = f"{count(odd, 'number, address or path', 'numbers, addresses or paths')}"
        summary = f"Among the {_TOP} words that sway {subject.name} most {'is' if odd == 1 else 'are'} {told}."
        return Observation(status=Status.WARN, summary=summary, measurements=measured, next_step=_STEP)
    if low > _ALONE:
        summary = f"{share:.0%} of the answers of {subject.name} that hang on a word hang on the same one."
        return Observation(status=Status.WARN, summary=summary, measurements=measured, next_step=_STEP)
    summary = f"No single word carries {subject.name}: the first has {share:.0%} of the answers that hang on one."
    return Observation(status=Status.PASS, summary=summary, measurements=measured)


def _changed(view: View) -> Counter[str]:
    """Return for each word how many answers change when it is left out of the texts that have it."""
    texts = [text.split() for text in needed_texts(view.x)]
    spread = Counter(word for words in texts for word in set(words))
    tried = [word for word, times in spread.most_common(_MOST_WORDS) if times >= _FEWEST_TEXTS]
    before = view.predict().tolist()
    asked = [(word, row) for word in tried for row, words in enumerate(texts) if word in words]
    shorter = [" ".join(one for one in texts[row] if one != word) for word, row in asked]
    after = view.predict(like(view.x, shorter)).tolist() if shorter else []
    found = Counter(dict.fromkeys(tried, 0))
    for (word, row), answer in zip(asked, after, strict=True):
        found[word] += answer != before[row]
    return found


PROBE = Probe(
    name="words-that-decide-alone", items=("EVA-07",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
