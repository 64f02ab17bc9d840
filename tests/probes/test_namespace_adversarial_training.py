from __future__ import annotations

from typing import Any

import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_adversarial_training import PROBE
from tests.probes.conftest import NOW
from tests.probes.objects import made


def trainer(ratio: float, radius: float) -> Any:
    return made("art", "AdversarialTrainer", ratio=ratio, attacks=[made("art", "FastGradientMethod", eps=radius)])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (trainer(0.0, 0.1), (Status.FAIL, "Adversarial training does nothing: x has a ratio of zero.")),
        (trainer(0.5, 0.0), (Status.FAIL, "Adversarial training does nothing: the attack of x has a radius of zero.")),
        (
            trainer(0.5, 0.1),
            (Status.WARN, "1 model trained against adversarial inputs; what it gained is to be measured."),
        ),
        (1, (Status.NOT_APPLICABLE, "Does not apply: no trainer against adversarial inputs is in the kernel.")),
    ],
)
def test_trainers(value: object, said: tuple[Status, str]) -> None:
    found = PROBE.run(NamespaceSubject(names={"x": value}, now=NOW))
    assert (found.status, found.summary) == said
