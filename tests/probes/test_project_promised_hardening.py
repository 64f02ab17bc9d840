"""Claims of adversarial training are held against what the programs do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
PLAIN = (
    "import torch\ndef train(net, rows, step):\n    for x, y in rows:\n"
    "        loss(net(x), y).backward()\n        step()\n"
)
CHANGED = PLAIN.replace(
    "loss(net(x)", "x = x + eps * torch.autograd.grad(loss(net(x), y), x)[0].sign()\n        loss(net(x)"
)
CLAIMS = {
    "en": "The network was adversarially trained (PGD, eps 8/255).",
    "with": "- Hardening: trained with FGSM examples.",
    "de": "Das Netz wurde adversarial trainiert und ist gehärtet.",
    "fr": "Le modèle a été entraîné avec des exemples adversariaux.",
    "es": "El modelo fue entrenado con ejemplos adversariales.",
    "yaml": "training: {method: adversarial training, eps: 0.03}",
}


@pytest.mark.parametrize("text", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_that_no_program_keeps(ask_project: Ask, text: str) -> None:
    said = "MODEL_CARD.md says that the model was trained adversarially; train.py changes no input."
    assert ask_project("promised_hardening", {"MODEL_CARD.md": text, "train.py": PLAIN}) == ("warn", said)


def test_a_claim_that_the_notebook_does_not_keep(ask_project: Ask) -> None:
    said = "README.md says that the model was trained adversarially; the notebook changes no input."
    found = ask_project("promised_hardening", {"README.md": CLAIMS["en"]}, "clf.fit(X, y)")
    assert found == ("warn", said)


def test_a_card_that_the_notebook_writes(ask_project: Ask) -> None:
    cell = "from pathlib import Path\nPath('MODEL_CARD.md').write_text('Hardened: PGD, adversarially trained.')\n"
    files = {"MODEL_CARD.md": "Hardened: PGD, adversarially trained.", "train.py": PLAIN}
    assert ask_project("promised_hardening", files, cell)[0] == "warn"


def test_a_claim_that_is_kept(ask_project: Ask) -> None:
    found = ask_project("promised_hardening", {"MODEL_CARD.md": CLAIMS["en"], "train.py": CHANGED})
    assert found == ("pass", "MODEL_CARD.md says so, and a program changes what is learned from.")


@pytest.mark.parametrize(
    "text",
    [
        "The network was not adversarially trained.",
        "Adversarial training is planned for the next version.",
        "Ohne adversariales Training: die Bilder kommen aus eigenen Kameras.",
        "We decided against adversarial training.",
        "Accuracy 0.9.",
    ],
)
def test_what_is_no_claim(ask_project: Ask, text: str) -> None:
    found = ask_project("promised_hardening", {"MODEL_CARD.md": text, "train.py": PLAIN})
    assert found[0] == "not-applicable"


def test_without_training_nothing_can_be_said(ask_project: Ask) -> None:
    found = ask_project("promised_hardening", {"MODEL_CARD.md": CLAIMS["en"], "serve.py": "print(1)\n"})
    assert found[0] == "not-applicable"
