"""Real networks under a gradient attack: fragile ones are seen, robust ones pass, masked ones are not evidence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from skorch import NeuralNetClassifier
from torch import nn

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.gradient_attack import Target, nearest, scores_of
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_gradient_attack import PROBE

RAW, Y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(RAW).astype(np.float32)
COST = "100 rows attacked with 100 gradients each, for each distance."


def network(outputs: int = 2) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, outputs))


def trained(net: Any, x: Any, y: Any, loss: Any, steps: int = 150) -> Any:
    optimiser = torch.optim.Adam(net.parameters(), 0.02)
    rows, wanted = torch.tensor(x), torch.tensor(y)
    for _ in range(steps):
        optimiser.zero_grad()
        loss(net(rows), wanted).backward()
        optimiser.step()
    return net


NET = trained(network(), X[:300], Y[:300], nn.CrossEntropyLoss())
ONE = trained(network(1), X[:300], Y[:300, None].astype(np.float32), nn.BCEWithLogitsLoss())


def run(model: Any, x: Any = X[300:], y: Any = Y[300:], **fields: Any) -> Observation:
    return PROBE.run(ModelSubject(name="net", model=model, x=x, y=y, **fields))


def robust(found: Observation, norm: str = "l2") -> float:
    return next(one.value for one in found.measurements if one.name == f"white-box-{norm}-accuracy")


class Wrapped(nn.Module):
    """A network whose outputs go through a function."""

    def __init__(self, inner: Any, before: Callable[[Any], Any], after: Callable[[Any], Any]) -> None:
        super().__init__()
        self.inner, self.before, self.after = inner, before, after

    def forward(self, rows: Any) -> Any:
        """Return scores."""
        return self.after(self.inner(self.before(rows)))


def same(value: Any) -> Any:
    return value


def test_a_network_that_stands_firm_passes_and_a_fragile_one_is_seen() -> None:
    firm = run(NET)
    assert firm.status is Status.PASS
    assert firm.details[0] == COST
    rows = np.random.default_rng(0).normal(size=(600, 100)).astype(np.float32)
    y = (rows.sum(axis=1) > 0).astype(np.int64)  # in 100 features a plane is near, seen from any side
    fragile = run(trained(nn.Linear(100, 2), rows[:300], y[:300], nn.CrossEntropyLoss()), rows[300:], y[300:])
    assert fragile.status is Status.WARN
    assert robust(fragile) < 0.5 < robust(firm)


@pytest.mark.parametrize(
    ("model", "outputs"),
    [
        (Wrapped(NET, same, lambda scores: torch.softmax(scores, dim=1)), 2),
        (ONE, 1),
        (Wrapped(ONE, same, torch.sigmoid), 1),
        (Wrapped(NET, same, lambda scores: {"logits": scores}), 2),
        (Wrapped(NET, same, lambda scores: (scores, None)), 2),
    ],
)
def test_however_it_says_its_scores(model: Any, outputs: int) -> None:
    expected = robust(run(NET if outputs == 2 else ONE))
    assert robust(run(model)) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    "model",
    [Wrapped(NET, lambda rows: torch.round(rows * 4) / 4, same), Wrapped(NET, same, lambda s: torch.sigmoid(s * 1e4))],
)
def test_hidden_gradients_are_not_evidence(model: Any) -> None:
    found = run(model)
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: gradients turn ")


def test_gradients_that_mislead_are_not_evidence() -> None:
    class Misled(torch.autograd.Function):
        @staticmethod
        def forward(_ctx: Any, rows: Any) -> Any:
            return rows.clone()

        @staticmethod
        def backward(_ctx: Any, slope: Any) -> Any:
            return slope * torch.tensor(np.random.default_rng(1).normal(size=30), dtype=slope.dtype)

    found = run(Wrapped(NET, Misled.apply, same))
    assert found.status is Status.ERROR
    assert "without gradients an attack comes nearer" in found.summary or "gradients turn " in found.summary


def test_wrappers_and_pipelines_around_a_network() -> None:
    torch.manual_seed(0)
    settings = {"criterion": nn.CrossEntropyLoss, "max_epochs": 15, "lr": 0.1, "verbose": 0}
    wrapper = NeuralNetClassifier(network, **settings).fit(X[:300], Y[:300].astype(np.int64))
    torch.manual_seed(0)
    single = FunctionTransformer(lambda rows: rows.astype(np.float32))
    steps = (StandardScaler(), single, NeuralNetClassifier(network, **settings))
    pipeline = make_pipeline(*steps).fit(RAW[:300], Y[:300].astype(np.int64))
    for model, rows in ((wrapper, X), (pipeline, RAW)):
        found = run(model, rows[300:])
        assert found.status is Status.PASS
        assert found.details[0] == COST


def test_a_wrapper_that_answers_otherwise_is_not_evidence() -> None:
    class Contrary:
        classes_ = np.array([0, 1])

        def __init__(self) -> None:
            self.net = NET

        def predict(self, rows: Any) -> Any:
            return (rows[:, 0] > 0).astype(int)

    found = run(Contrary())
    assert found.summary == "Not evidence: the network inside the model does not answer as the model does."


def test_images_and_tensors() -> None:
    x, y = load_digits(return_X_y=True)
    images = (x / 16).astype(np.float32).reshape(-1, 1, 8, 8)
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 10))
    trained(net, images[:900], y[:900], nn.CrossEntropyLoss(), 60)
    found = run(net, torch.tensor(images[900:]), torch.tensor(y[900:]))
    assert found.status is Status.PASS
    assert 0.5 < robust(found) <= robust(found, "linf")


def test_what_an_attacker_does_not_control_stays() -> None:
    frame = pd.DataFrame(X[300:], columns=[f"f{place}" for place in range(30)])
    most = tuple(frame.columns[:25])
    held = robust(run(NET, frame, controlled=most))
    assert held >= robust(run(NET, frame))


def test_the_distance_to_a_plane_is_exact() -> None:
    plane = nn.Linear(12, 2)
    random = np.random.default_rng(0)
    rows = torch.tensor(random.normal(size=(50, 12)), dtype=torch.float32)
    own = plane(rows).argmax(dim=1)
    limitless = torch.full((12,), torch.inf)
    target = Target(scores_of(plane, shares=False), own, rows, -limitless, limitless)
    weights = (plane.weight[1] - plane.weight[0]).detach()
    gap = (plane(rows)[:, 1] - plane(rows)[:, 0]).abs().detach().numpy()
    for norm, width in (("l2", weights.norm()), ("linf", weights.abs().sum())):
        distance, found = nearest(target, norm)  # type: ignore[arg-type]
        assert distance == pytest.approx(gap / float(width), rel=0.01)
        assert (plane(found).argmax(dim=1) != own).all()


def test_the_network_is_left_as_it_was() -> None:
    net = network()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    net.train()
    first = run(trained(net, X[:300], Y[:300], nn.CrossEntropyLoss(), 30))
    after = {name: value.clone() for name, value in net.state_dict().items()}
    assert run(net) == first
    assert net.training
    assert all(torch.equal(after[name], value) for name, value in net.state_dict().items())
    assert set(before) == set(after)


def test_a_model_without_a_network_does_not_apply() -> None:
    model = LogisticRegression(max_iter=5000).fit(X[:300], Y[:300])
    assert run(model).summary == "Does not apply: there is no PyTorch network inside the model."


def test_pytorch_is_never_imported_for_a_person() -> None:
    code = """
import sys
import numpy as np
from sklearn.linear_model import LogisticRegression
from jupyter_mlsec.measure import measure_model
x = np.random.default_rng(0).normal(size=(300, 3)); y = (x[:, 0] > 0).astype(int)
measure_model(LogisticRegression().fit(x, y), x=x, y=y, x_train=x, y_train=y)
print("torch" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "False\n"
