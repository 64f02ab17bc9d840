"""A model that answers otherwise than models of its kind that are fitted anew on its rows.

Then it was not fitted on these rows in this way, or somebody has changed it since: its parameters, or ``predict``
itself. Models of some kinds come out alike each time; with these, any difference beyond a few rounded answers warns.
Others differ among themselves, and the model must differ by clearly more. ``unlike-refit`` is the share of answers that
differ; for quantities, the root mean square of the differences, in spreads of the answers.

Nothing is said of models that cannot be fitted anew in moments, or were fitted with more than rows and answers, as
weights would make an honest one differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, not_applicable
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, take, trained_on
from jupyter_mlsec.probes._predictors.refits import asked_about, refitted

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEWEST_ROWS = 40
_ASKED_ROWS = 1_000
_ROUNDED = 0.005  # what may differ because sums are added up in another order
_CLEARLY = 0.05
_DIFFUSE = 0.3  # what honest models differ by, from which nothing can be told
_STEP = "Find out who changed the model, or name what it was fitted on: --x-train X_train --y-train y_train."


@guarded
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    model = getattr(subject.model, "best_estimator_", subject.model)
    if "predict" in getattr(model, "__dict__", {}):
        summary = f"The method predict of {subject.name} was put in the place of its class's own."
        return Observation(status=Status.WARN, summary=summary, next_step=_STEP)
    known = trained_on(subject, least=_FEWEST_ROWS)
    if subject.fitted_otherwise:
        return not_applicable(f"a model that is fitted anew may differ: {subject.fitted_otherwise}")
    asked = [_some(known), *_judging(subject)]
    refits = refitted(model, known, asked)
    first, second, own = next(refits), next(refits), asked_about(model, asked)
    spread = float(np.std(known.y)) if known.task == "regression" else None
    usual, unlike = _differing(first, second, spread), _differing(own, first, spread)
    allowed = max(_ROUNDED, 2 / len(own))
    if usual > 0:
        third = next(refits)
        usual = max(usual, _differing(first, third, spread), _differing(second, third, spread))
        unlike = min(unlike, _differing(own, second, spread), _differing(own, third, spread))
        allowed = usual + max(_CLEARLY, 3 * (usual * (1 - usual) / len(own)) ** 0.5)
    if usual > _DIFFUSE:
        return not_applicable(f"models of its kind differ too much among themselves ({usual:.0%})")
    return _judged(subject, unlike, usual, allowed, "answers" if spread is None else "quantities", len(own))


def _judged(subject: ModelSubject, unlike: float, usual: float, allowed: float, what: str, rows: int) -> Observation:
    measured = Measurement(name="unlike-refit", value=unlike)
    unit = "of the answers" if what == "answers" else "of their spread"
    usually = (
        f"such models differ among themselves by {usual:.1%}" if usual > 0 else "such models come out alike each time"
    )
    if unlike > allowed:
        summary = (
            f"For {count(rows, 'row')} {subject.name} differs from a model of its kind fitted on its rows by "
            f"{unlike:.1%} {unit}; {usually}."
        )
        return Observation(status=Status.WARN, summary=summary, measurements=(measured,), next_step=_STEP)
    summary = f"For {count(rows, 'row')} {subject.name} answers as a model of its kind fitted on its rows; {usually}."
    return Observation(status=Status.PASS, summary=summary, measurements=(measured,))


def _some(known: View) -> Any:  # noqa: ANN401 - rows as the model takes them
    import numpy as np

    return take(known.x, np.sort(np.random.default_rng(0).permutation(len(known))[:_ASKED_ROWS]))


def _judging(subject: ModelSubject) -> Iterator[Any]:
    """Yield held-out rows, where there are some."""
    if subject.x is not None and subject.y is not None:
        yield _some(held_out(subject))


def _differing(one: NDArray[Any], other: NDArray[Any], spread: float | None) -> float:
    """Return the share of answers that differ; of quantities, how far apart they are in units of ``spread``."""
    import numpy as np

    if spread is None:
        return float((one != other).mean())
    return float(np.sqrt(np.mean((one - other) ** 2)) / max(spread, 1e-300))


PROBE = Probe(
    name="unlike-refit",
    items=("EVA-08",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
