from __future__ import annotations

import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_federated_learning import PROBE
from tests.probes.conftest import NOW
from tests.probes.objects import made

FEW = made("flwr", "FedAvg", min_fit_clients=2, min_available_clients=2)
MANY = made("flwr", "FedAvg", min_fit_clients=10, min_available_clients=10)
SECURE = made("flwr", "SecAggPlusWorkflow", num_shares=5, reconstruction_threshold=4)
OPEN = made("flwr", "SecAggPlusWorkflow", num_shares=6, reconstruction_threshold=0.5)
NOISE = made("flwr", "DifferentialPrivacyServerSideFixedClipping", noise_multiplier=0.0)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"a": FEW}, (Status.FAIL, "Federated learning shows what it should hide: rounds of 2 clients.")),
        (
            {"a": MANY, "b": OPEN},
            (Status.FAIL, "Federated learning shows what it should hide: 3 of 6 shares give a secret away."),
        ),
        ({"a": MANY}, (Status.WARN, "Each client's update is seen by the server: no secure aggregation is set up.")),
        ({"a": MANY, "b": SECURE}, (Status.PASS, "1 strategy with secure aggregation or noise.")),
        (
            {"a": MANY, "b": NOISE},
            (Status.FAIL, "Federated learning shows what it should hide: a noise of zero."),
        ),
        (
            {"a": made("flwr", "DifferentialPrivacyServerSideFixedClipping", noise_multiplier=1.0, strategy=MANY)},
            (Status.PASS, "1 strategy with secure aggregation or noise."),
        ),
        (
            {"a": made("flwr", "DifferentialPrivacyServerSideFixedClipping", noise_multiplier=0.0, strategy=MANY)},
            (Status.FAIL, "Federated learning shows what it should hide: a noise of zero."),
        ),
        (
            {"a": made("flwr", "FedAvg", min_train_nodes=2)},
            (Status.FAIL, "Federated learning shows what it should hide: rounds of 2 clients."),
        ),
        (
            {"a": made("flwr", "LocalDpMod", epsilon=1.0)},
            (Status.PASS, "1 client setting with secure aggregation or noise."),
        ),
        ({"a": 1}, (Status.NOT_APPLICABLE, "Does not apply: no strategy of federated learning is in the kernel.")),
    ],
)
def test_settings(names: dict[str, object], said: tuple[Status, str]) -> None:
    found = PROBE.run(NamespaceSubject(names=names, now=NOW))
    assert (found.status, found.summary) == said
