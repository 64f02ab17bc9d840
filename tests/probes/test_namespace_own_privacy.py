"""Differential privacy by hand, as people write it into a cell: the cells run here, what they leave is looked at."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_own_privacy import PROBE
from tests.probes.conftest import NOW

HEAD = """
import math
import random
from dataclasses import dataclass
import numpy as np
rng = np.random.default_rng(0)
"""

REGRESSION = '''
class NoisyRegression:
    """Ridge regression whose weights are perturbed."""
    def __init__(self, epsilon, sensitivity=1.0):
        self.epsilon = epsilon
        self.sensitivity = sensitivity
    def fit(self, x, y):
        w = np.linalg.lstsq(x, y, rcond=None)[0]
        self.coef_ = w + np.random.default_rng(0).laplace(0, self.sensitivity / self.epsilon, w.shape)
        return self
    def predict(self, x):
        return x @ self.coef_
model = NoisyRegression({0}).fit(np.eye(3), np.ones(3))
'''
SGD = """
class DPSGDClassifier:
    def __init__(self, eps_per_step, steps):
        self.eps_per_step, self.steps, self.w = eps_per_step, steps, np.zeros(2)
    def fit(self, x, y):
        for _ in range(self.steps):
            g = np.clip(x.mean(axis=0), -1, 1)
            self.w -= 0.1 * (g + np.random.default_rng(0).normal(0, 1 / self.eps_per_step, 2))
        return self
clf = DPSGDClassifier({0}, 250).fit(np.ones((4, 2)), np.ones(4))
"""
ACCOUNTANT = '''
class Accountant:
    """Keeps the privacy loss of all queries."""
    def __init__(self):
        self.spent = 0.0
    def charge(self, amount):
        self.spent += amount
acc = Accountant()
for query in range(250):
    acc.charge({0})
'''
LEDGER = """
class PrivateCounter:
    def __init__(self, rows):
        self.rows, self.ledger = rows, []
    def count(self, eps):
        self.ledger.append({{"query": "count", "eps": eps}})
        return len(self.rows) + np.random.default_rng(0).laplace(0, 1 / eps)
counter = PrivateCounter([1, 2, 3])
for _ in range(100):
    counter.count({0})
"""
LOOSE = """
def laplace_mechanism(value, sensitivity, epsilon):
    return value + np.random.default_rng(0).laplace(0, sensitivity / epsilon)
EPS_STEP, eps_spent = {0}, 0.0
for step in range(250):
    laplace_mechanism(3.0, 1.0, EPS_STEP)
    eps_spent += EPS_STEP
"""
RESPONSE = """
def randomized_response(bit, eps):
    keep = random.random() < math.exp(eps) / (1 + math.exp(eps))
    return bit if keep else 1 - bit
SETTINGS = {{"eps": {0}, "seed": 3}}
answers = [randomized_response(1, SETTINGS["eps"]) for _ in range(5)]
"""
NESTED = """
@dataclass
class Budget:
    epsilon: float
    delta: float = 1e-6
class PateTeacherVote:
    def __init__(self, budget):
        self.budget = budget
    def label(self, votes):
        return int(np.argmax(votes + np.random.default_rng(0).laplace(0, 1 / self.budget.epsilon, len(votes))))
ensemble = PateTeacherVote(Budget({0}))
"""
GERMAN = '''
class Histogramm:
    """Zählungen mit Rauschen, damit der Datenschutz der Befragten gewahrt bleibt."""
    __slots__ = ("eps", "werte")
    def __init__(self, werte, eps):
        self.werte, self.eps = werte, eps
    def zaehle(self):
        return np.histogram(self.werte)[0] + np.random.default_rng(0).geometric(0.5, 10)
h = Histogramm([1, 2], {0})
'''
CONCENTRATED = """
class GaussianMechanism:
    def __init__(self, rho):
        self.rho_budget = rho
        self.epsilon = rho + 2 * math.sqrt(rho * math.log(1e6))
    def release(self, x):
        return x + np.random.default_rng(0).normal(0, math.sqrt(1 / (2 * self.rho_budget)))
mech = GaussianMechanism({0})
"""
PARTIAL = """
from functools import partial
def private_mean(x, epsilon=1.0):
    return np.mean(x) + np.random.default_rng(0).laplace(0, 1 / (len(x) * epsilon))
release = partial(private_mean, epsilon={0})
"""

STEPS = "EPS_STEP epsilon {} and eps_spent epsilon {}"
RELEASED = "private_mean epsilon 1 and release epsilon {}"

# Numbers that are called the same and promise nothing.
OTHERS = '''
class Bandit:
    """Epsilon-greedy over ten arms."""
    def __init__(self, epsilon):
        self.epsilon = epsilon
    def reward(self):
        return rng.normal(0, 1)
b = Bandit(30)
---
class Adam:
    def __init__(self, lr, eps=1e-8):
        self.lr, self.eps = lr, eps
    def step(self, g):
        return g / (math.sqrt(g * g) + self.eps) + rng.normal()
a = Adam(0.1)
---
class TubeRegressor:
    """Epsilon-insensitive regression."""
    def __init__(self, epsilon):
        self.epsilon = epsilon
    def fit(self, x):
        self.w = rng.normal(size=3)
t = TubeRegressor(25.0)
---
class Neighbours:
    """Density clusters; noise is labelled -1."""
    def __init__(self, eps):
        self.eps = eps
c = Neighbours(eps=250.0)
eps = 250.0
---
class Attack:
    def __init__(self, eps):
        self.eps = eps
    def perturb(self, x):
        return x + rng.uniform(-self.eps, self.eps, x.shape)
attack = Attack(16)
---
class Ledger:
    def __init__(self, budget):
        self.budget, self.spent = budget, 0
marketing = Ledger(90_000)
spent = 45_000
---
class ValueIteration:
    """Dynamic programming (DP)."""
    def __init__(self, epsilon):
        self.epsilon = epsilon
    def run(self):
        return self.epsilon
v = ValueIteration(50)
---
from sklearn.linear_model import HuberRegressor
from sklearn.svm import SVR
from sklearn.cluster import DBSCAN
h, s, d = HuberRegressor(epsilon=30), SVR(epsilon=40), DBSCAN(eps=500)
epsilon = 500
---
class DifferentialEvolution:
    def __init__(self, epsilon, budget_steps):
        self.epsilon, self.budget_steps = epsilon, budget_steps
    def step(self, x):
        return x + rng.normal()
de = DifferentialEvolution(60, 1000)
---
class Jitter:
    """Adds noise; this is no differential privacy."""
    def __init__(self, epsilon):
        self.epsilon = epsilon
    def __call__(self, x):
        return x + rng.normal(0, self.epsilon)
j = Jitter(50)
'''


def run(source: str, **fields: Any) -> Observation:
    """Run a cell as a kernel does, in a module called ``__main__``."""
    names: dict[str, Any] = {"__name__": "__main__"}
    real = sys.modules["__main__"]
    kernel = ModuleType("__main__")
    sys.modules["__main__"] = kernel
    try:
        exec(compile(HEAD + source, "cell", "exec"), names)  # noqa: S102 - the cell of this very test
    finally:
        sys.modules["__main__"] = real
    return PROBE.run(NamespaceSubject(names=names, now=NOW, **fields))


@pytest.mark.parametrize(
    ("cell", "large", "small", "shown"),
    [
        (REGRESSION, 500, 0.8, ("model epsilon 500", "model epsilon 0.8")),
        (SGD, 2, 0.01, ("clf epsilon 500", "clf epsilon 2.5")),
        (ACCOUNTANT, 2, 0.004, ("acc epsilon 500", "acc epsilon 1")),
        (LEDGER, 4.0, 0.02, ("counter epsilon 400", "counter epsilon 2")),
        (LOOSE, 2, 0.01, (STEPS.format(2, 500), STEPS.format(0.01, 2.5))),
        (RESPONSE, 200, 1.1, ("SETTINGS epsilon 200", "SETTINGS epsilon 1.1")),
        (NESTED, 300, 3, ("ensemble epsilon 300", "ensemble epsilon 3")),
        (GERMAN, 80, 1, ("h epsilon 80", "h epsilon 1")),
        (CONCENTRATED, 50, 0.05, ("mech epsilon 103", "mech epsilon 1.71")),
        (PARTIAL, 45, 0.5, (RELEASED.format(45), RELEASED.format(0.5))),
    ],
)  # fmt: skip
def test_what_is_kept_by_hand(cell: str, large: float, small: float, shown: tuple[str, str]) -> None:
    found, twin = run(cell.format(large)), run(cell.format(small))
    assert (found.status, found.summary) == (Status.WARN, f"Differential privacy is made by hand: {shown[0]}.")
    assert (twin.status, twin.summary) == (Status.PASS, f"Differential privacy is made by hand: {shown[1]}.")
    assert twin.details == ("A mechanism of one's own: nobody has proven that it keeps what it promises",)


def test_no_noise_at_all() -> None:
    found = run(REGRESSION.format("float('inf')"))
    assert (found.status, found.summary) == (
        Status.FAIL,
        "model adds no noise: it is differential privacy by name only.",
    )


BY_NAME = """
class DPForest:
    def __init__(self, epsilon):
        self.epsilon = epsilon
    def fit(self, x, y):
        self.mean_ = y.mean()
        return self
m = DPForest({0}).fit(np.eye(3), np.ones(3))
"""
PAIR = """
class NoisyNet:
    def __init__(self, epsilon, delta=1e-5):
        self.epsilon, self.delta = epsilon, delta
    def fit(self, x, y):
        self.coef_ = x.mean(axis=0) + rng.normal(0, 1e-4, x.shape[1])
        return self
m = NoisyNet({0}).fit(np.eye(3), np.ones(3))
"""
STEPS = """
class Net:
    def __init__(self, noise_multiplier, clip):
        self.noise_multiplier, self.clip = noise_multiplier, clip
    def fit(self, x):
        self.coef_ = x.mean(axis=0) + rng.normal(0, self.noise_multiplier * self.clip, x.shape[1])
        return self
m = Net({0}, 1.0).fit(np.eye(3))
"""


@pytest.mark.parametrize("cell", [BY_NAME, PAIR])
def test_what_learns_under_the_name_or_with_the_two_numbers_of_privacy_promises_it(cell: str) -> None:
    assert run(cell.format(40)).summary == "Differential privacy is made by hand: m epsilon 40."
    assert run(cell.format(40)).status is Status.WARN
    assert run(cell.format(1)).status is Status.PASS
    other = cell.replace("DPForest", "SlowForest").replace("delta", "shift")
    assert run(other.format(40)).status is Status.NOT_APPLICABLE


def test_a_noise_multiplier_of_nothing() -> None:
    assert run(STEPS.format("0.0")).summary == "m adds no noise: it is differential privacy by name only."
    assert run(STEPS.format("1.1")).status is Status.NOT_APPLICABLE


def test_a_limit_that_the_team_declared() -> None:
    assert run(REGRESSION.format(5), limits={"epsilon": "<= 1"}).status is Status.FAIL


@pytest.mark.parametrize("cell", OTHERS.split("---\n"))
def test_another_epsilon_is_no_budget(cell: str) -> None:
    found = run(cell)
    assert (found.status, found.summary) == (
        Status.NOT_APPLICABLE,
        "Does not apply: no privacy that is made by hand is in the kernel.",
    )


def test_what_was_tried_for_a_curve_is_not_spent() -> None:
    cell = "def private_mean(x, epsilon):\n    return x + rng.laplace(0, 1 / epsilon)\nepsilons = [0.1, 1, 10, 100]\n"
    assert run(cell + "curve = {}\nfor eps in epsilons:\n    curve[eps] = private_mean(1, eps)").status is (
        Status.NOT_APPLICABLE
    )


def test_no_code_of_the_objects_runs() -> None:
    cell = (
        "class PrivateModel:\n    def __init__(self):\n        self._epsilon = 2.0\n    @property\n"
        "    def epsilon(self):\n        raise SystemExit\n    def __getattr__(self, name):\n        raise SystemExit\n"
        "    def noisy(self):\n        return rng.laplace()\nm = PrivateModel()"
    )
    assert run(cell).summary == "Differential privacy is made by hand: m epsilon 2."


TAB = """
class Ledger:
    def __init__(self, budget):
        self.budget, self.spent = budget, 0.0
    def laplace(self, table, epsilon):
        self.spent += epsilon
        return table + rng.laplace(0, 1 / epsilon, 3)
class Bayes:
    def __init__(self, epsilon):
        self.ledger = Ledger(epsilon)
    def fit(self, parts):
        for _ in range(10):
            self.ledger.laplace(np.ones(3), parts)
        return self
m = Bayes(1.0).fit({0})
"""
CHARGES = """
class Mechanism:
    def __init__(self, epsilon_limit):
        self.epsilon_limit, self.charges = epsilon_limit, []
    def release(self, x, eps):
        self.charges.append({{"eps": eps, "what": "mean"}})
        return x + rng.laplace(0, 1 / eps)
m = Mechanism(2.0)
for _ in range(10):
    m.release(1.0, 2 * {0})
"""
LEFT = """
class Private:
    def __init__(self, budget):
        self.budget = budget
    def release(self, x, eps):
        self.budget -= eps
        return x + rng.laplace(0, 1 / eps)
m = Private(1.001)
for _ in range(10):
    m.release(1.0, {0})
"""
USED = """
class Accountant:
    '''Differential privacy of all queries.'''
    def __init__(self):
        self.total_epsilon, self.eps_used = 1.0, 0.0
acc = Accountant()
for _ in range(10):
    acc.eps_used += {0}
"""
DELTA = """
class GaussianMechanism:
    def __init__(self):
        self.epsilon, self.delta_budget, self.delta_spent = 1.0, 1e-5, 0.0
    def release(self, x, delta):
        self.delta_spent += delta
        return x + rng.normal(0, 1)
m = GaussianMechanism()
for _ in range(10):
    m.release(1.0, 1e-5 * {0})
"""
SPENT_RIGHT = """
class Mechanism:
    def __init__(self, epsilon):
        self.epsilon, self.spent = epsilon, 0.0
    def release(self, x):
        self.spent += self.epsilon
        return x + rng.laplace(0, 1 / self.epsilon)
m = Mechanism(0.1)
[m.release(1.0) for _ in range(10)]
---
class Mechanism:
    def __init__(self, budget):
        self.budget, self.spent = budget, 0.0
    def release(self, x, eps):
        self.budget -= eps
        self.spent += eps
        return x + rng.laplace(0, 1 / eps)
m = Mechanism(1.0)
[m.release(1.0, 0.1) for _ in range(9)]
---
class Mechanism:
    def __init__(self, budget):
        self.budget, self.ledger = budget, []
    def release(self, x, eps):
        self.ledger.append({"eps": eps, "granted": sum(e["eps"] for e in self.ledger) + eps <= self.budget})
        return x + rng.laplace(0, 1 / eps)
m = Mechanism(1.0)
[m.release(1.0, 0.4) for _ in range(9)]
---
class Mechanism:
    def __init__(self, budget):
        self.budget, self.spent = budget, {}
    def release(self, x, eps, who):
        self.spent[who] = self.spent.get(who, 0) + eps
        return x + rng.laplace(0, 1 / eps)
m = Mechanism(1.0)
[m.release(1.0, 0.9, who) for who in range(9)]
---
class Mechanism:
    def __init__(self, budget):
        self.budget, self.spent_so_far = budget, [0.1, 0.3, 0.6, 0.9]
    def release(self, x, eps):
        return x + rng.laplace(0, 1 / eps)
m = Mechanism(1.0)
"""


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (TAB, "m 10 of 1"),
        (CHARGES, "m 20 of 2"),
        (LEFT, "m 9 more than it had"),
        (USED, "acc 10 of 1"),
        (DELTA, "m 0.0001 of 1e-05"),
    ],
)
def test_more_was_spent_than_may_be(cell: str, said: str) -> None:
    found = run(cell.format("1.0"))
    assert (found.status, found.summary) == (Status.FAIL, f"More privacy was spent than may be: {said}.")
    assert run(cell.format("0.1")).status is not Status.FAIL


@pytest.mark.parametrize("cell", SPENT_RIGHT.split("---\n"))
def test_what_may_look_overspent_and_is_not(cell: str) -> None:
    assert run(cell).status is not Status.FAIL
