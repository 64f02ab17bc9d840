from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "from art.defences.trainer import AdversarialTrainer\nAdversarialTrainer(c, a).fit(x, y)",
            (
                "warn",
                "Hardening is applied (art.defences.trainer.AdversarialTrainer); its effect is not measured here.",
            ),
        ),
        ("clf.fit(x, y)", ("open", "No hardening is seen, and nobody decided that none is needed.")),
        ("x = 1", ("not-applicable", "Does not apply: the notebook trains no model.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_hardening(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("hardening", source) == said
