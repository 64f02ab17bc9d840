"""Nonsense that the model answers as if it were an input.

Infinite values and texts in place of numbers are handed in. Refusing (an exception) is safe, an answer is not:
``silent-answers`` counts the kinds of nonsense that were answered, and any warns by default. Whether absurdly large
but finite values are answered is told beside; a model alone can hardly know.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, listed
from jupyter_mlsec.probes._predictors.features import Features, features_of, spreads
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import any_output

_ROWS = 5
_DEFAULTS = {"silent-answers": "<= 0"}


@guarded
@any_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_ROWS)
    view = view.take(np.arange(_ROWS))
    view.predict()  # a model that cannot answer sound rows shows nothing by refusing others
    features = features_of(view.x)
    answered = [kind for kind, rows in _nonsense(features) if _answers(view, rows)]
    absurd = features.rebuild(features.values + 1e12 * (spreads(features.values) + 1.0))
    found = Measurement(name="silent-answers", value=float(len(answered)))
    judged = judge_all([found], subject.limits, _DEFAULTS)
    if answered:
        summary = f"{subject.name} answers {listed(answered)} as if it were an input."
    else:
        summary = f"{subject.name} refuses infinite values and texts in place of numbers."
    details = ("It answers values 1e12 spreads away.",) if _answers(view, absurd) else ()
    step = "" if judged.status is Status.PASS else "Validate inputs before inference."
    return Observation(
        status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _nonsense(features: Features) -> Iterator[tuple[str, object]]:
    import numpy as np
    import pandas as pd

    for kind, value in (("an infinite value", np.inf), ("a negative infinite value", -np.inf)):
        changed = np.array(features.values)
        changed[:, 0] = value
        yield kind, features.rebuild(changed)
    sound = features.rebuild(features.values)
    if isinstance(sound, pd.DataFrame):
        yield "a text in place of a number", sound.astype(object).map(lambda _: "text")
    else:
        yield "a text in place of a number", np.full(np.asarray(sound).shape, "text")


def _answers(view: View, rows: object) -> bool:
    try:
        return len(view.predict(rows)) > 0
    except Exception:  # noqa: BLE001 - any refusal is one
        return False


PROBE = Probe(name="nonsense-answered", items=("EVA-02",), run=_run, cost=Cost.FAST, docs=__doc__)
