from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ART = "from art.attacks.evasion import ProjectedGradientDescent\nattack = ProjectedGradientDescent(clf, {})"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (ART.format("eps=0.0"), ("fail", "Robustness by name only: an attack of no size.")),
        (ART.format("max_iter=0"), ("fail", "Robustness by name only: an attack of no size.")),
        (
            "E = 0\nimport torchattacks\ntorchattacks.FGSM(net, eps=E)",
            ("fail", "Robustness by name only: an attack of no size."),
        ),
        (
            "from art.defences.trainer import AdversarialTrainer\nAdversarialTrainer(clf, attack, ratio=0)",
            ("fail", "Robustness by name only: adversarial training without adversarial rows."),
        ),
        (ART.format("eps=0.1"), ("pass", "1 call of attacks and defences, none of no size.")),
        ("clf.fit(x, y)", ("not-applicable", "Does not apply: no attack and no defence against one is seen.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_sizes(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("void_attacks", source) == said
