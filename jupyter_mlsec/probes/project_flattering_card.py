"""A model card that claims more than the kernel measured.

What a card says of accuracy, the area under the ROC curve, R2 and errors is held against what ``%mlsec model`` measured
on held-out rows. A claim that is better than every such interval is told; one that lies within an interval, or is
worse, may come from other rows of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from jupyter_mlsec.model.checklist import Measurement, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.card_figures import claimed
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, interval, listed, not_applicable

_STEP = "Write the card from the measurements: %mlsec card"
_SHARES: Mapping[str, str] = MappingProxyType({"accuracy": "accuracy", "auc": "roc-auc", "r2": "r2"})
_ERRORS: Mapping[str, str] = MappingProxyType({"mae": "mae", "rmse": "rmse"})
_ROUNDED = 0.0051


def _run(subject: ProjectSubject) -> Observation:
    told = list(_told(subject))
    flattering = [words for words, is_better in told if is_better]
    if flattering:
        return warned(f"Better than what was measured: {listed(flattering)}.", next_step=_STEP)
    if not told:
        return not_applicable("no card claims what was measured in the kernel")
    return passed(f"{count(len(told), 'figure')} of the card, none better than what was measured in the kernel.")


def _told(subject: ProjectSubject) -> Iterator[tuple[str, bool]]:
    """Yield what cards claim of what was measured, in words, and whether that is better than all that was."""
    for name, measure in (*_SHARES.items(), *_ERRORS.items()):
        known = [each for each in subject.measured if each.name == measure]
        for place, value in dict.fromkeys(claimed(subject, name)) if known else ():
            best = min(known, key=_low) if name in _ERRORS else max(known, key=_high)
            share = value / 100 if name in _SHARES and value > 1 else value
            is_better = share < _low(best) * (1 - _ROUNDED) if name in _ERRORS else share > _high(best) + _ROUNDED
            yield f"{name} {share:g} in {place} ({interval(best)})", is_better


def _low(measured: Measurement) -> float:
    return measured.value if measured.low is None else measured.low


def _high(measured: Measurement) -> float:
    return measured.value if measured.high is None else measured.high


PROBE = Probe(name="flattering-card", items=("EVA-10",), run=_run, partial=True, incidental=True, docs=__doc__)
