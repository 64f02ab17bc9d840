"""The gradient attack against Foolbox's and ART's on two networks, 100 rows, about 100 gradients a row, one thread.

Needs PyTorch, Foolbox and ART; what is not installed is left out and said so. Figures: median and mean distance, share
of rows turned over, seconds of CPU time.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits

from jupyter_mlsec.probes._predictors.gradient_attack import Norm, Target, nearest, scores_of

ROWS, GRADIENTS = 100, 100


def networks(torch: Any) -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield two trained networks, each with rows between 0 and 1 that it gets right, and their classes."""
    nn = torch.nn
    torch.manual_seed(0)
    raw, y = load_breast_cancer(return_X_y=True)
    x = (raw - raw.min(axis=0)) / np.ptp(raw, axis=0)
    yield (
        "two layers, 30 features",
        *_trained(torch, nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 2)), x, y, 300),
    )
    raw, y = load_digits(return_X_y=True)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Conv2d(16, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 16, 10)
    )
    yield "convolutions, 8 x 8 pixels", *_trained(torch, net, raw.reshape(-1, 1, 8, 8) / 16, y, 900)


def _trained(torch: Any, net: Any, x: Any, y: Any, train: int) -> tuple[Any, Any, Any]:
    rows, wanted = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    for _ in range(200):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(rows[:train]), wanted[:train]).backward()
        optimiser.step()
    net.eval()
    right = train + (net(rows[train:]).argmax(dim=1) == wanted[train:]).nonzero()[:ROWS, 0]
    return net, rows[right], wanted[right]


def own(torch: Any, net: Any, rows: Any, wanted: Any, norm: Norm) -> Any:
    """Return the distances that ours finds."""
    flat = rows.reshape(len(rows), -1)
    scores = scores_of(lambda asked: net(asked.reshape(len(asked), *rows.shape[1:])), shares=False)
    target = Target(scores, wanted, flat, torch.zeros_like(flat), torch.ones_like(flat))
    return nearest(target, norm, gradients=GRADIENTS)[0]


def peers(torch: Any, net: Any, rows: Any, wanted: Any) -> Iterator[tuple[str, Norm, Callable[[], Any]]]:
    """Yield the attacks of other libraries that are installed: name, distance, and what gives the found rows."""
    try:
        import foolbox  # type: ignore[import-not-found]
    except ImportError:
        print("Foolbox is not installed")
    else:
        model, attacks = foolbox.PyTorchModel(net, bounds=(0, 1)), foolbox.attacks
        known: tuple[tuple[str, Norm, Any], ...] = (
            ("Foolbox DDN", "l2", attacks.DDNAttack(steps=GRADIENTS)),
            ("Foolbox FMN", "l2", attacks.L2FMNAttack(steps=GRADIENTS)),
            ("Foolbox DeepFool", "l2", attacks.L2DeepFoolAttack(steps=GRADIENTS)),
            ("Foolbox FMN", "linf", attacks.LInfFMNAttack(steps=GRADIENTS)),
            ("Foolbox DeepFool", "linf", attacks.LinfDeepFoolAttack(steps=GRADIENTS)),
        )
        for name, norm, attack in known:
            yield name, norm, partial(_clipped, attack, model, rows, wanted)
    try:
        from art.attacks.evasion import CarliniL2Method, DeepFool  # type: ignore[import-not-found]
        from art.estimators.classification import PyTorchClassifier  # type: ignore[import-not-found]
    except ImportError:
        print("ART is not installed")
        return
    loss, shape = torch.nn.CrossEntropyLoss(), tuple(rows.shape[1:])
    classifier = PyTorchClassifier(net, loss, shape, int(net(rows[:1]).shape[1]), clip_values=(0, 1))
    deep = DeepFool(classifier, max_iter=GRADIENTS, verbose=False, batch_size=ROWS)
    carlini = CarliniL2Method(classifier, max_iter=10, binary_search_steps=10, verbose=False, batch_size=ROWS)
    for name, attack in (("ART DeepFool", deep), ("ART Carlini-Wagner", carlini)):
        yield name, "l2", partial(_generated, torch, attack, rows)


def _clipped(attack: Any, model: Any, rows: Any, wanted: Any) -> Any:
    return attack(model, rows, wanted, epsilons=None)[1]


def _generated(torch: Any, attack: Any, rows: Any) -> Any:
    return torch.tensor(attack.generate(rows.numpy()))


def shown(name: str, norm: str, found: Any, took: float) -> None:
    """Print one line."""
    reached = np.isfinite(found)
    print(
        f"  {norm:5}{name:20} median {np.median(found):.4f}  mean of those found {found[reached].mean():.4f}"
        f"  turned over {reached.mean():.0%}  {took:.2f} s"
    )


def main() -> None:
    """Print all figures."""
    try:
        import torch  # type: ignore[import-not-found]
    except ImportError:
        print("PyTorch is not installed")
        return
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    for title, net, rows, wanted in networks(torch):
        print(title)
        norm: Norm
        for norm in ("l2", "linf"):
            began = time.process_time()
            found = own(torch, net, rows, wanted, norm)
            shown("ours", norm, found, time.process_time() - began)
        for name, norm, attack in peers(torch, net, rows, wanted):
            began = time.process_time()
            changed = attack()
            took = time.process_time() - began
            move = (changed - rows).reshape(len(rows), -1)
            size = move.norm(dim=1) if norm == "l2" else move.abs().max(dim=1).values
            fooled = net(changed).argmax(dim=1) != wanted
            shown(name, norm, torch.where(fooled, size, torch.inf).detach().double().numpy(), took)


if __name__ == "__main__":
    main()
