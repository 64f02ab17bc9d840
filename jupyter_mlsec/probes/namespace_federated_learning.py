"""Federated learning as it is set up in the kernel: who aggregates what, of how many, and whether the server sees it.

Flower's strategies, what they are wrapped in, workflows and clients' own noise are read. Averaging over two clients
shows each of them the other's update; without secure aggregation the server sees every update; a share that few can put
together is a secret of those few.
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import failed, passed, warned
from jupyter_mlsec.probes._ground.namespace import Named, NamespaceSubject, made_by, number
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable

_FEWEST_CLIENTS = 3
_STEP = "Use SecAggPlusWorkflow and at least three clients a round, or say why not: %mlsec answer TRN-11 …"


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    found = list(made_by(subject, "flwr"))
    strategies = [named for named in found if _clients(named.value) is not None]
    workflows = [named for named in found if "SecAgg" in named.kind]
    if not strategies and not workflows and not any(number(named.value, "epsilon") for named in found):
        return not_applicable("no strategy of federated learning is in the kernel")
    grave = sorted({fact for named in found for fact in _grave(named)})
    if grave:
        return failed(f"Federated learning shows what it should hide: {listed(grave)}.", next_step=_STEP)
    private = [named for named in found if _noise(named.value) or number(named.value, "epsilon")]
    if not workflows and not private:
        return warned("Each client's update is seen by the server: no secure aggregation is set up.", next_step=_STEP)
    set_up = count(len(strategies), "strategy", "strategies") if strategies else count(len(private), "client setting")
    return passed(f"{set_up} with secure aggregation or noise.")


def _inside(strategy: object) -> Iterator[object]:
    """Yield a strategy and those that it is wrapped around, from the outermost on."""
    seen: list[object] = []
    while strategy is not None and all(strategy is not each for each in seen):
        seen.append(strategy)
        yield strategy
        strategy = getattr(strategy, "strategy", None)


def _clients(value: object) -> float | None:
    """Return the fewest clients of a round: in Flower's older and newer strategies, and inside of wrappers."""
    names = ("min_fit_clients", "min_train_nodes")
    found = (number(each, name) for each in _inside(value) for name in names)
    return next((least for least in found if least is not None), None)


def _noise(value: object) -> float | None:
    found = (number(each, "noise_multiplier") for each in _inside(value))
    return next((noise for noise in found if noise is not None), None)


def _grave(named: Named) -> Iterator[str]:
    clients = _clients(named.value)
    if clients is not None and clients < _FEWEST_CLIENTS:
        yield f"rounds of {clients:.0f} clients"
    shares, threshold = (number(named.value, name) for name in ("num_shares", "reconstruction_threshold"))
    if shares is not None and threshold is not None:
        needed = threshold if threshold > 1 else threshold * shares
        if needed <= shares / 2:
            yield f"{needed:.0f} of {shares:.0f} shares give a secret away"
    if _noise(named.value) == 0:
        yield "a noise of zero"


PROBE = Probe(name="federated-learning", items=("TRN-11",), run=_run, partial=True, incidental=True, docs=__doc__)
