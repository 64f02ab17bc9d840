"""The PyTorch network that a model answers with: itself, or what a wrapper or a pipeline's last step holds."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError
from jupyter_mlsec.probes._ground.packages import module_of
from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._predictors.networks import evaluating, is_network, library, scores, tensor_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_AGREEING = 0.99
_MOST_WEIGHTS = 20_000_000  # of a network that is copied to be computed with in double precision


@dataclass(frozen=True, slots=True, eq=False)
class InnerNetwork:
    """A network and the rows as it gets them, flat.

    ``own``: which output is each row's class. ``shares``: it ends in a softmax or a sigmoid: its outputs are shares.
    """

    network: Any = field(repr=False)
    rows: Floats = field(repr=False)
    own: Ints = field(repr=False)
    shares: bool
    kind: Any = field(repr=False)
    device: Any = field(repr=False)
    _shape: tuple[int, ...] = ()

    def call(self, rows: Any) -> Any:  # noqa: ANN401 - tensors of a library that is no dependency
        """Return scores for a tensor of flat rows."""
        return scores(self.network(rows.reshape(len(rows), *self._shape)))

    def tensor(self, values: Floats) -> Any:  # noqa: ANN401 - as above
        """Return numbers as a tensor of the network's kind."""
        return library().as_tensor(values).to(device=self.device, dtype=self.kind)


def inner_network(model: object, view: View) -> InnerNetwork:
    """Return the network inside a model, made sure of on all rows of a view.

    NotApplicableError where there is none. NotEvidenceError where it does not answer as the model does, or takes whole
    numbers, which have no gradient.
    """
    import numpy as np

    torch = library()
    found = next(_candidates(model, view.x), None) if torch is not None else None
    if found is None:
        raise NotApplicableError("there is no PyTorch network inside the model")
    network, rows = found
    given = view.predict()
    with evaluating(network), torch.no_grad():
        tensor = tensor_of(network, rows)
        if not tensor.dtype.is_floating_point:
            raise NotEvidenceError("the network takes whole numbers, which have no gradient")
        answered = scores(network(tensor)).reshape(len(tensor), -1).double().cpu().numpy()
    shares = bool((answered >= 0).all() and (answered <= 1).all())
    shares = shares and (answered.shape[1] == 1 or np.allclose(answered.sum(axis=1), 1.0, atol=1e-3))
    own = answered.argmax(axis=1) if answered.shape[1] > 1 else answered[:, 0] > (0.5 if shares else 0.0)
    own = own.astype(np.int64)
    if _agreement(own, given) < _AGREEING:
        raise NotEvidenceError("the network inside the model does not answer as the model does")
    precise = _precise(network, tensor) if shares else network
    kind = tensor.dtype if precise is network else torch.float64
    shape = tuple(tensor.shape[1:])
    values = tensor.double().cpu().numpy()
    return InnerNetwork(precise, values.reshape(len(tensor), -1), own, shares, kind, tensor.device, shape)


def _candidates(model: Any, rows: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - whatever the person has
    """Yield networks with the rows as they get them: itself, a pipeline's last step after the others, a wrapper's."""
    if is_network(model):
        yield model, rows
        return
    steps = getattr(model, "steps", None)
    if isinstance(steps, list) and steps:
        for _, step in steps[:-1]:
            rows = rows if step is None or step == "passthrough" else step.transform(rows)
        model = steps[-1][1]
    if not hasattr(model, "__dict__"):
        return
    named = getattr(model, "module_", None)
    held = [named] if is_network(named) else [each for each in vars(model).values() if _answers(each)]
    if len(held) == 1:
        yield held[0], rows


def _answers(part: Any) -> bool:  # noqa: ANN401 - whatever a wrapper holds
    """Tell whether a part is a network that could answer: losses are modules too."""
    return is_network(part) and not module_of(type(part)).startswith("torch.nn.modules.loss")


def _agreement(own: Ints, given: Any) -> float:  # noqa: ANN401 - labels of any kind
    """Return the share of rows in which the network's outputs tell the same classes apart as the model's answers."""
    import numpy as np

    _, places = np.unique(given, return_inverse=True)
    counts = np.zeros((int(own.max()) + 1, int(places.max()) + 1))
    np.add.at(counts, (own, places), 1)
    return float(min(counts.max(axis=0).sum(), counts.max(axis=1).sum()) / len(own))


def _precise(network: Any, tensor: Any) -> Any:  # noqa: ANN401 - as above
    """Return a copy in double precision: probabilities rounded to 1 have no gradient. The same where it fails."""
    torch = library()
    if sum(weight.numel() for weight in network.parameters()) > _MOST_WEIGHTS:
        return network
    try:
        doubled = copy.deepcopy(network).double()
        with torch.no_grad():
            scores(doubled(tensor[:2].double()))
    except Exception:  # noqa: BLE001 - a network may be made of anything
        return network
    return doubled
