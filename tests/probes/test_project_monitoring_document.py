from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
WHOLE = "owner: A. Ng\nmetrics: [psi]\nthresholds: {psi: 0.2}\nalert_channel: mail\nresponse: within 4 h\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE, ("pass", "monitoring.yaml names owner, channel, metrics, threshold and response.")),
        (
            WHOLE.replace("A. Ng", "''"),
            ("fail", "The records say it themselves. monitoring.yaml: alarms reach nobody."),
        ),
        (WHOLE.replace("owner: A. Ng\n", ""), ("fail", "monitoring.yaml says nothing about: owner.")),
        (WHOLE.replace("0.2", "tbd"), ("fail", "monitoring.yaml says nothing about: threshold.")),
        (WHOLE.replace("response: within 4 h\n", ""), ("warn", "monitoring.yaml says nothing about: response.")),
        (WHOLE + "review: to be defined\n", ("fail", "monitoring.yaml has 1 place left to be filled in.")),
        ("owner: [\n", ("error", "Not evidence: monitoring.yaml cannot be read.")),
        (
            "scrape_configs: []\n",
            ("not-applicable", "Does not apply: no monitoring plan lies in the project."),
        ),
    ],
)
def test_plans(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("monitoring_document", {"monitoring.yaml": text}) == said
