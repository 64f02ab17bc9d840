from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "from opacus import PrivacyEngine\nengine = PrivacyEngine()\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            HEAD + "engine.make_private_with_epsilon(target_epsilon=3.0, target_delta=1e-5)",
            ("pass", "opacus with target_epsilon 3."),
        ),
        (HEAD + "engine.make_private(noise_multiplier=1.1)", ("pass", "opacus with noise_multiplier 1.1.")),
        (
            HEAD + "engine.make_private(noise_multiplier=0)",
            ("fail", "opacus is used with a budget or noise that protects nobody."),
        ),
        (
            "from diffprivlib.models import GaussianNB\nGaussianNB(epsilon=100)",
            ("fail", "diffprivlib is used with a budget or noise that protects nobody."),
        ),
        (
            "from diffprivlib.models import LogisticRegression\nLogisticRegression().fit(X, y)",
            ("warn", "diffprivlib is used with bounds that are read off the data."),
        ),
        (
            "from diffprivlib.models import LinearRegression\nLinearRegression(epsilon=1.0, bounds_X=(0, 9))",
            ("warn", "diffprivlib is used with bounds that are read off the data."),
        ),
        (
            "from diffprivlib.models import LogisticRegression\nLogisticRegression(epsilon=1.0, data_norm=12.0)",
            ("pass", "diffprivlib with epsilon 1."),
        ),
        (
            "from diffprivlib import tools\ntools.mean(ages, epsilon=0.5, bounds=(0, 110))",
            ("pass", "diffprivlib with epsilon 0.5."),
        ),
        (HEAD, ("open", "opacus is used, but its budget is not readable from the code.")),
        ("x = 1", ("open", "No differential privacy is seen, and nobody decided that none is needed.")),
    ],
)
def test_budgets(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("differential_privacy", source) == said


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("differential_privacy", "x =")[0] == "error"


def test_a_number_that_a_name_holds(ask_notebook: Ask) -> None:
    source = "import opacus\nSIGMA = {}\nengine.make_private(noise_multiplier=SIGMA, max_grad_norm=1.0)"
    assert ask_notebook("differential_privacy", source.format(0.0))[0] == "fail"
    assert ask_notebook("differential_privacy", source.format(0.05))[0] == "fail"
    assert ask_notebook("differential_privacy", source.format(0.5))[0] == "pass"
    assert ask_notebook("differential_privacy", source.format(1.1))[0] == "pass"


OWN = (
    "import numpy as np\nT, C, S = 60, 1.0, {sigma}\nclass M:\n    {says} = 4.0\n"
    "    delta = 1e-5\n    def fit(self, X, y):\n"
    "        g = np.random.default_rng()\n        return X.sum(axis=0) + g.normal(0, S * C, X.shape[1])\n"
)


@pytest.mark.parametrize(
    ("sigma", "says", "status"),
    [("0.0", "epsilon", "fail"), ("0", "eps_total", "fail"), ("1.3", "epsilon", None), ("0.0", "rate", None)],
)
def test_noise_of_a_constant_that_is_nothing(ask_notebook: Ask, sigma: str, says: str, status: str | None) -> None:
    found = ask_notebook("differential_privacy", OWN.format(sigma=sigma, says=says))
    assert (found[0] == "fail") is (status == "fail")


def test_an_epsilon_of_something_else_is_no_privacy(ask_notebook: Ask) -> None:
    source = (
        "import numpy as np\nfrom torch import nn\nclass Norm(nn.Module):\n    epsilon = 1e-6\n    def reset(self):\n"
        "        nn.init.normal_(self.weight, 0.0, 0.02)\n        return np.random.normal(0, 0.0, 3)\n"
    )
    assert ask_notebook("differential_privacy", source)[0] != "fail"


def test_a_constant_that_is_given_again_is_none(ask_notebook: Ask) -> None:
    source = OWN.format(sigma="0.0", says="epsilon") + "S = 1.1\n"
    assert ask_notebook("differential_privacy", source)[0] != "fail"
