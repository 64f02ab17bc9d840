from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]

READ = (
    "import numpy as np\nfrom sklearn.svm import SVC\nrng = np.random.default_rng(1)\n"
    "a, d, b, e = (np.load(f'{name}.npy') for name in 'adbe')\n"
)
NOISY = (
    "noisy = a + rng.normal(0, 0.1, a.shape)\nhard = SVC().fit(np.concatenate([a, noisy]), np.concatenate([d, d]))\n"
)
LOOP = (
    "import torch\nfrom torchvision.datasets import ImageFolder\n"
    "net = torch.nn.Sequential(torch.nn.LazyLinear(3))\nopt = torch.optim.SGD(net.parameters(), 0.1)\n"
    "for x, y in torch.utils.data.DataLoader(ImageFolder('d')):\n    x = x + 0.2 * torch.randn_like(x)\n"
    "    torch.nn.functional.cross_entropy(net(x), y).backward()\n    opt.step()"
)
ALONE = (
    "warn",
    "Rows that were changed on purpose are learned from in cell 1; what that is good for is not compared.",
)
BOTH = ("open", "Hardening is applied and compared, and nobody decided on it.")
OWN = READ + "def adversarial_training(x, y, eps):\n    z = x + eps\n    return FIT\nadversarial_training(a, d, both)"
EMPTY = ("warn", "adversarial_training promises hardening, and nothing learns from changed rows.")
NONE = ("open", "No hardening is seen, and nobody decided that none is needed.")


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
        (READ + NOISY + "print(hard.score(b, e))", ALONE),
        (READ + NOISY + "c = b + rng.normal(0, 0.1, b.shape)\nprint(hard.score(c, e))", ALONE),
        (
            READ + NOISY + "c = b + rng.normal(0, 0.1, b.shape)\nprint(hard.score(c, e), SVC().fit(a, d).score(c, e))",
            BOTH,
        ),
        (READ + "noisy = a + rng.normal(0, 0.1, a.shape)\nnet = Net()\nnet.fit(noisy, a)", NONE),
        (READ + "a = rng.normal(0, 1, (9, 2)) + rng.normal(0, 0.1, (9, 2))\nSVC().fit(a, d)", NONE),
        (
            LOOP,
            ALONE,
        ),
        (
            "import keras\nnet = keras.Sequential([keras.layers.GaussianNoise(0.1)])\nnet.fit(x, y)",
            ("warn", "Hardening is applied (keras.layers.GaussianNoise); its effect is not measured here."),
        ),
        (OWN.replace("FIT", "SVC().fit(x, y)"), EMPTY),
        (OWN.replace("    z = x + eps\n", "").replace("FIT", "SVC().fit(x, y)"), EMPTY),
        (OWN.replace("FIT", "SVC().fit(both(x, z), both(y, y))"), NONE),
        (OWN.replace("adversarial_training", "fit_all").replace("FIT", "SVC().fit(x, y)"), NONE),
        ("clf.fit(x, y)", ("open", "No hardening is seen, and nobody decided that none is needed.")),
        ("x = 1", ("not-applicable", "Does not apply: the notebook trains no model.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_hardening(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("hardening", source) == said
