"""PyTorch networks in a person's kernel. PyTorch is never imported: where a network is, the kernel has it already."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROWS = 512  # at once: what a network keeps between its layers takes memory


def library() -> Any:  # noqa: ANN401 - PyTorch is not a dependency
    """Return PyTorch where the person's kernel has imported it, else None."""
    return sys.modules.get("torch")


def is_network(model: object) -> bool:
    """Tell whether a model is a ``torch.nn.Module``."""
    torch = library()
    return torch is not None and hasattr(torch, "nn") and isinstance(model, torch.nn.Module)


def network_call(network: Any) -> Callable[[Any], NDArray[Any]]:  # noqa: ANN401 - as above
    """Return a call of a network on rows as arrays: in batches, without gradients, in evaluation."""

    def call(rows: Any) -> NDArray[Any]:  # noqa: ANN401 - as above
        import numpy as np

        torch = library()
        with evaluating(network), torch.no_grad():
            tensor = tensor_of(network, rows)
            parts = [
                scores(network(tensor[start : start + _ROWS])).cpu().numpy() for start in range(0, len(tensor), _ROWS)
            ]
        return np.concatenate(parts)

    return call


@contextmanager
def evaluating(network: Any) -> Iterator[None]:  # noqa: ANN401 - as above
    """Switch a network to evaluation (no dropout, frozen averages), and each of its parts back afterwards."""
    parts = [(part, part.training) for part in network.modules()]
    network.eval()
    try:
        yield
    finally:
        for part, training in parts:
            part.training = training


def tensor_of(network: Any, rows: Any) -> Any:  # noqa: ANN401 - as above
    """Return rows as a tensor of the kind, and on the device, that the network's first weights have."""
    import numpy as np

    torch = library()
    first = next(iter(network.parameters()), None)
    kind = torch.float32 if first is None else first.dtype
    whole = (
        rows.to_numpy() if hasattr(rows, "iloc") else rows.toarray() if hasattr(rows, "toarray") else np.asarray(rows)
    )
    embeds = any(isinstance(part, torch.nn.Embedding) for part in network.modules())
    if embeds and (whole.dtype.kind in "iu" or np.all(whole == np.round(whole))):
        kind = torch.int64
    copied = torch.tensor(np.asarray(whole, dtype=np.float64 if kind.is_floating_point else np.int64))
    return copied.to(device="cpu" if first is None else first.device, dtype=kind)


def scores(given: Any) -> Any:  # noqa: ANN401 - as above
    """Return the tensor of scores among what a network answers: itself, ``logits``, or the first of several.

    Of a list, which holds what layer after layer answered, it is the last one.
    """
    if isinstance(given, Mapping):
        given = given["logits"] if "logits" in given else next(iter(given.values()))
    elif isinstance(given, (tuple, list)):
        given = given[0 if isinstance(given, tuple) else -1]
    return given
