from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import flwr as fl\nfl.server.start_server()",
            ("fail", "flwr is used, but clients and server talk without encryption."),
        ),
        (
            "from flwr.server.workflow import SecAggPlusWorkflow\nimport flwr\nSecAggPlusWorkflow(3, 2)",
            ("pass", "flwr is used with secure settings."),
        ),
        (
            "from flwr.client.mod import secaggplus_mod\nimport flwr\nflwr.client.ClientApp(mods=[secaggplus_mod])",
            ("pass", "flwr is used with secure settings."),
        ),
        (
            "import tenseal as ts\nts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=4096)",
            ("warn", "tenseal is used, but the ring has 4096 coefficients only."),
        ),
        (
            "import tenseal as ts\nts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=8192)",
            ("pass", "tenseal is used with secure settings."),
        ),
    ],
)
def test_settings(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("privacy_computation", source) == said


def test_nobody_decided(ask_notebook: Ask) -> None:
    assert ask_notebook("privacy_computation", "x = 1") == (
        "open",
        "No federated or encrypted computation is seen, and nobody decided that none is needed.",
    )


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("privacy_computation", "x =")[0] == "error"
