"""Federated learning as it is set up in the kernel: who aggregates what, of how many, and whether the server sees it.

Flower's strategies and workflows are read. Averaging over two clients shows each of them the other's update; without
secure aggregation the server sees every update; a share that few can put together is a secret of those few.
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
    strategies = [named for named in found if number(named.value, "min_fit_clients") is not None]
    workflows = [named for named in found if "SecAgg" in named.kind]
    if not strategies and not workflows:
        return not_applicable("no strategy of federated learning is in the kernel")
    grave = sorted({fact for named in found for fact in _grave(named)})
    if grave:
        return failed(f"Federated learning shows what it should hide: {listed(grave)}.", next_step=_STEP)
    private = [named for named in found if number(named.value, "noise_multiplier")]
    if not workflows and not private:
        return warned("Each client's update is seen by the server: no secure aggregation is set up.", next_step=_STEP)
    return passed(f"{count(len(strategies), 'strategy', 'strategies')} with secure aggregation or noise.")


def _grave(named: Named) -> Iterator[str]:
    clients = number(named.value, "min_fit_clients")
    if clients is not None and clients < _FEWEST_CLIENTS:
        yield f"rounds of {clients:.0f} clients"
    shares, threshold = (number(named.value, name) for name in ("num_shares", "reconstruction_threshold"))
    if shares is not None and threshold is not None:
        needed = threshold if threshold > 1 else threshold * shares
        if needed <= shares / 2:
            yield f"{needed:.0f} of {shares:.0f} shares give a secret away"
    if number(named.value, "noise_multiplier") == 0:
        yield "a noise of zero"


PROBE = Probe(name="federated-learning", items=("TRN-11",), run=_run, partial=True, incidental=True, docs=__doc__)
