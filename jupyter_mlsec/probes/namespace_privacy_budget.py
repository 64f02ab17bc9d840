"""The differential privacy that was really spent: read from the accountants of the libraries in the kernel.

Opacus (``PrivacyEngine``, its accountants and optimisers), diffprivlib (models and ``BudgetAccountant``), OpenDP
(measurements, contexts; concentrated privacy as the epsilon that it means at a delta of 1e-5) and TensorFlow Privacy
(optimisers) know what was spent, whatever the code says was meant. Limits: ``epsilon`` (<= 10 by default, which warns)
and ``delta`` (<= 1e-5 where one is known). Noise of zero, or an epsilon without end, fails: it protects nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.namespace import Named, NamespaceSubject, answer, made_by, number
from jupyter_mlsec.probes._ground.observations import guarded, listed, not_applicable, not_evidence

_PACKAGES = ("diffprivlib", "opacus", "opendp", "tensorflow_privacy")
_DEFAULTS = {"epsilon": "<= 10", "delta": "<= 0.001"}
_DELTA = 1e-5  # at which an Opacus accountant is asked
_STEP = "Choose more noise or fewer rounds, or answer why this budget: %mlsec answer TRN-09 …"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one object says: the budget, and the noise that was added for it. None = it does not say."""

    name: str
    epsilon: float | None
    delta: float | None = None
    noise: float | None = None


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    found = [spent for named in made_by(subject, *_PACKAGES) for spent in _read(named)]
    if not found:
        return not_applicable("no object of a library for differential privacy is in the kernel")
    bare = [each.name for each in found if each.noise == 0 or (each.epsilon is not None and math.isinf(each.epsilon))]
    measured = tuple(
        Measurement(name=f"{what}:{each.name}", value=value)
        for each in found
        for what, value in (("epsilon", each.epsilon), ("delta", each.delta), ("noise-multiplier", each.noise))
        if value is not None and math.isfinite(value)
    )
    if bare:
        return Observation(
            status=Status.FAIL,
            summary=f"{listed(bare)} adds no noise: it is differential privacy by name only.",
            measurements=measured,
            next_step=_STEP,
        )
    known = [each for each in found if each.epsilon is not None]
    if not known:
        names = listed(each.name for each in found)
        return not_evidence(f"{names} does not say what was spent", next_step="Look again after the training.")
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    total = sum(each.epsilon or 0.0 for each in known)
    shown = listed(f"{each.name} epsilon {each.epsilon:.3g}" for each in known)
    return Observation(
        status=judged.status,
        summary=f"Differential privacy was spent: {shown}.",
        details=(f"Together at most {total:.3g}, where they looked at the same rows",) if len(known) > 1 else (),
        measurements=judged.measurements,
        next_step="" if judged.status is Status.PASS else _STEP,
    )


def _read(named: Named) -> Iterator[Spent]:
    value: Any = named.value
    if hasattr(value, "accountant") and hasattr(value.accountant, "get_epsilon"):  # Opacus' engine
        yield _opacus(named.name, value.accountant)
    elif hasattr(value, "get_epsilon"):  # one of its accountants
        yield _opacus(named.name, value)
    elif callable(getattr(value, "total", None)) and hasattr(value, "spent_budget"):  # diffprivlib's accountant
        yield _diffprivlib(named.name, value)
    elif callable(getattr(value, "map", None)) and hasattr(value, "output_measure"):  # OpenDP's measurement
        yield Spent(named.name, *_opendp(value))
    elif callable(getattr(value, "current_privacy_loss", None)):  # its context
        yield Spent(named.name, *_opendp_context(value))
    else:
        noise = next((found for attribute in ("noise_multiplier", "_noise_multiplier")
                      if (found := number(value, attribute)) is not None), None)  # fmt: skip
        epsilon = number(value, "epsilon")
        if noise is not None or epsilon is not None:
            yield Spent(named.name, epsilon, number(value, "delta"), noise)


def _opacus(name: str, accountant: Any) -> Spent:  # noqa: ANN401 - Opacus is not a dependency
    history = getattr(accountant, "history", None)
    noises = [entry[0] for entry in history if isinstance(entry, tuple) and entry] if isinstance(history, list) else []
    epsilon = answer(lambda: accountant.get_epsilon(delta=_DELTA)) if noises else None
    return Spent(name, epsilon, _DELTA if epsilon is not None else None, float(min(noises)) if noises else None)


def _diffprivlib(name: str, accountant: Any) -> Spent:  # noqa: ANN401 - nor is diffprivlib
    if not accountant.spent_budget:
        return Spent(name, None)
    total = accountant.total()
    epsilon, delta = (float(total[0]), float(total[1])) if len(total) == 2 else (math.nan, math.nan)  # noqa: PLR2004 - a pair
    return Spent(name, epsilon if math.isfinite(epsilon) or math.isinf(epsilon) else None, delta)


def _opendp(measurement: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 - nor is OpenDP
    """Return epsilon and delta that one more person in the data costs; None where it does not say."""
    for distance in (1, 1.0):
        try:
            return _loss(measurement.map(distance), str(measurement.output_measure))
        except Exception:  # noqa: BLE001, S112 - it takes whole or real distances, and says which only by refusing
            continue
    return None, None


def _opendp_context(context: Any) -> tuple[float | None, float | None]:  # noqa: ANN401 - the same
    """Return what the queries of a context cost together: pure and concentrated losses add up."""
    measure = str(getattr(getattr(context, "accountant", None), "output_measure", ""))
    spent = context.current_privacy_loss()
    losses = spent if isinstance(spent, list) else [spent]
    if not losses:
        return None, None
    pairs = isinstance(losses[0], tuple)
    total = tuple(map(math.fsum, zip(*losses, strict=True))) if pairs else math.fsum(losses)
    return _loss(total, measure)


def _loss(spent: Any, measure: str) -> tuple[float | None, float | None]:  # noqa: ANN401 - a number, a pair, a profile
    """Return a loss as epsilon and delta, by the measure that it is told in (Bun & Steinke 2016 for concentrated)."""
    if isinstance(spent, tuple):
        epsilon, delta = float(spent[0]), float(spent[1])
        return _by_measure(epsilon, measure, delta or _DELTA), delta or None
    if callable(getattr(spent, "epsilon", None)):
        return float(spent.epsilon(_DELTA)), _DELTA
    concentrated = "Concentrated" in measure
    return _by_measure(float(spent), measure, _DELTA), _DELTA if concentrated else None


def _by_measure(loss: float, measure: str, delta: float) -> float:
    return loss + 2 * math.sqrt(loss * math.log(1 / delta)) if "Concentrated" in measure else loss


PROBE = Probe(name="privacy-budget", items=("TRN-09",), run=_run, incidental=True, settles=True, docs=__doc__)
