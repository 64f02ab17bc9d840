"""What Opacus, OpenDP, TenSEAL, Flower and ART leave in a kernel, read from their own objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import opendp.prelude as dp
import pytest
import tenseal
import torch
from art.attacks.evasion import ProjectedGradientDescent
from art.defences.trainer import (
    AdversarialTrainer,
    AdversarialTrainerFBFPyTorch,
    AdversarialTrainerMadryPGD,
    AdversarialTrainerTRADESPyTorch,
)
from art.estimators.classification import PyTorchClassifier
from flwr.client.mod import LocalDpMod
from flwr.server.strategy import DifferentialPrivacyServerSideFixedClipping, FedAvg
from flwr.server.workflow import SecAggPlusWorkflow
from flwr.serverapp import strategy as newer
from opacus import PrivacyEngine
from torch import nn

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes import (
    namespace_adversarial_training,
    namespace_encrypted_computation,
    namespace_federated_learning,
    namespace_privacy_budget,
)
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject

dp.enable_features("contrib")


def ask(module: Any, **names: Any) -> Observation:
    found: Observation = module.PROBE.run(NamespaceSubject(names=names, now=datetime.now(UTC)))
    return found


def number(found: Observation, name: str) -> float:
    return next(one.value for one in found.measurements if one.name == name)


@pytest.mark.parametrize("accountant", ["prv", "rdp", "gdp"])
@pytest.mark.parametrize("noise", [1.1, 0.0])
def test_opacus(accountant: str, noise: float) -> None:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    rows = torch.utils.data.TensorDataset(torch.randn(400, 4), torch.randint(0, 2, (400,)))
    engine = PrivacyEngine(accountant=accountant)
    model, optimiser, loader = engine.make_private(
        module=net,
        optimizer=torch.optim.SGD(net.parameters(), 0.1),
        data_loader=torch.utils.data.DataLoader(rows, batch_size=40),
        noise_multiplier=noise,
        max_grad_norm=1.0,
    )
    names = {"engine": engine, "model": model, "optimiser": optimiser, "loader": loader}
    assert ask(namespace_privacy_budget, **names).status is (Status.ERROR if noise else Status.FAIL)
    for x, y in loader:
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimiser.step()
    found = ask(namespace_privacy_budget, **names)
    if not noise:
        assert found.summary == "engine and optimiser adds no noise: it is differential privacy by name only."
        return
    assert found.status is Status.PASS
    assert number(found, "epsilon:engine") == pytest.approx(engine.get_epsilon(delta=1e-5))
    assert number(found, "noise-multiplier:optimiser") == noise


def test_opendp() -> None:
    total = dp.vector_domain(dp.atom_domain(bounds=(0.0, 10.0))), dp.symmetric_distance()
    laplace = total >> dp.t.then_sum() >> dp.m.then_laplace(scale=20.0)
    assert number(ask(namespace_privacy_budget, x=laplace), "epsilon:x") == pytest.approx(0.5)
    space = dp.atom_domain(T=float, nan=False), dp.absolute_distance(T=float)
    gauss = dp.m.make_gaussian(*space, scale=3.0)
    concentrated = number(ask(namespace_privacy_budget, x=gauss), "epsilon:x")
    approximate = dp.c.make_zCDP_to_approxDP(gauss)
    exact = number(ask(namespace_privacy_budget, x=approximate), "epsilon:x")
    assert exact == pytest.approx(approximate.map(1.0).epsilon(1e-5))
    assert exact <= concentrated < 1.3 * exact
    fixed = ask(namespace_privacy_budget, x=dp.c.make_fix_delta(approximate, 1e-6))
    assert (number(fixed, "delta:x"), fixed.status) == (1e-6, Status.PASS)


def test_a_context_of_opendp_tells_what_its_queries_cost() -> None:
    context = dp.Context.compositor(
        data=[1.0, 2.0, 3.0],
        privacy_unit=dp.unit_of(contributions=1),
        privacy_loss=dp.loss_of(epsilon=1.0),
        split_evenly_over=2,
        domain=dp.vector_domain(dp.atom_domain(T=float, nan=False)),
    )
    assert ask(namespace_privacy_budget, x=context).summary == "Not evidence: x does not say what was spent."
    context.query().clamp((0.0, 10.0)).sum().laplace().release()
    assert ask(namespace_privacy_budget, x=context).summary == "Differential privacy was spent: x epsilon 0.5."


@pytest.mark.parametrize(
    ("scheme", "degree", "settings"),
    [
        (tenseal.SCHEME_TYPE.CKKS, 8192, {"coeff_mod_bit_sizes": [60, 40, 40, 60]}),
        (tenseal.SCHEME_TYPE.CKKS, 16384, {"coeff_mod_bit_sizes": [60, 40, 40, 40, 60]}),
        (tenseal.SCHEME_TYPE.BFV, 4096, {"plain_modulus": 1032193}),
    ],
)
def test_tenseal(scheme: Any, degree: int, settings: dict[str, Any]) -> None:
    found = ask(namespace_encrypted_computation, context=tenseal.context(scheme, degree, **settings))
    assert found.summary == "1 setting of homomorphic encryption with 128 bits of security."


MANY = {"min_fit_clients": 10, "min_available_clients": 10}
CLIPPED = {"clipping_norm": 1.0, "num_sampled_clients": 10}


def wrapped(noise: float) -> Any:
    return DifferentialPrivacyServerSideFixedClipping(FedAvg(**MANY), noise_multiplier=noise, **CLIPPED)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "status"),
    [
        ({"a": FedAvg()}, Status.FAIL),
        ({"a": FedAvg(**MANY)}, Status.WARN),
        ({"a": newer.FedAvg()}, Status.FAIL),
        ({"a": newer.FedAvg(min_train_nodes=10, min_available_nodes=10)}, Status.WARN),
        ({"a": wrapped(1.0)}, Status.PASS),
        ({"a": wrapped(0.0)}, Status.FAIL),
        ({"a": FedAvg(**MANY), "b": SecAggPlusWorkflow(5, 4)}, Status.PASS),
        ({"a": FedAvg(**MANY), "b": SecAggPlusWorkflow(5, 2)}, Status.FAIL),
        ({"a": LocalDpMod(1.0, 0.1, 1.0, 1e-5)}, Status.PASS),
    ],
)
def test_flower(names: dict[str, Any], status: Status) -> None:
    assert ask(namespace_federated_learning, **names).status is status


def test_trainers_of_art() -> None:
    net = nn.Linear(3, 2)
    optimiser = torch.optim.SGD(net.parameters(), 0.1)
    model = PyTorchClassifier(net, nn.CrossEntropyLoss(), (3,), 2, optimizer=optimiser)
    attack = ProjectedGradientDescent(model, eps=0.2, verbose=False)
    radii = {
        "plain": (AdversarialTrainer(model, attack, ratio=0.5), 0.2),
        "madry": (AdversarialTrainerMadryPGD(model, eps=0.3), 0.3),
        "fast": (AdversarialTrainerFBFPyTorch(model, eps=0.1), 0.1),
        "trades": (AdversarialTrainerTRADESPyTorch(model, attack, beta=6.0), 0.2),
    }
    for name, (trainer, radius) in radii.items():
        found = ask(namespace_adversarial_training, **{name: trainer})
        assert found.status is Status.WARN
        assert number(found, f"radius:{name}") == radius
    idle = ask(namespace_adversarial_training, x=AdversarialTrainerFBFPyTorch(model, eps=0.0))
    assert idle.summary == "Adversarial training does nothing: the attack of x has a radius of zero."
