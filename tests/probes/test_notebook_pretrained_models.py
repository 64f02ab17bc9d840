from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family

Ask = Callable[..., tuple[str, str]]
COMMIT = "1234567890" * 4


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from transformers import AutoModel\nAutoModel.from_pretrained('org/net')", "org/net"),
        ("from transformers import AutoModel as A\nA.from_pretrained('org/net', revision='main')", "org/net"),
        ("import transformers\ntransformers.pipeline(model='org/net')", "org/net"),
        ("import torch\ntorch.hub.load('org/net:main', 'net')", "org/net:main"),
        ("from huggingface_hub import hf_hub_download\nhf_hub_download('org/net', 'x.bin')", "org/net"),
        (
            f"import timm\ntimm.X.from_pretrained('org/net', revision='{COMMIT}', trust_remote_code=True)",
            "org/net",
        ),
    ],
)
def test_planted_loads(ask_notebook: Ask, source: str, name: str) -> None:
    assert ask_notebook("pretrained_models", source) == (
        "fail",
        f"A model from elsewhere is taken on trust: {name} is not pinned.",
    )


@pytest.mark.parametrize(
    "source",
    [
        f"from transformers import AutoModel\nAutoModel.from_pretrained('org/net', revision='{COMMIT}')",
        "from transformers import AutoModel\nAutoModel.from_pretrained('./net')",
        f"import torch\ntorch.hub.load('org/net:{COMMIT}', 'net')",
        "import skops.io\nskops.io.load('clf.skops')",
    ],
)
def test_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("pretrained_models", source) == (
        "pass",
        "1 model load, each pinned or local and in a safe format.",
    )


def test_what_the_scan_found_counts(ask_notebook: Ask, finding: Callable[..., Finding]) -> None:
    assert ask_notebook("pretrained_models", "x", findings=(finding(Family.UNSAFE_LOAD),)) == (
        "fail",
        "A model from elsewhere is taken on trust: 1 model loaded unsafely.",
    )


def test_no_model_from_elsewhere(ask_notebook: Ask) -> None:
    assert ask_notebook("pretrained_models", "x = 1")[0] == "not-applicable"


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("pretrained_models", "x = ")[0] == "error"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import joblib\njoblib.load('a.joblib')", ("warn", "joblib.load may run code that is in the file.")),
        ("import torch\ntorch.load('a.pt')", ("warn", "torch.load may run code that is in the file.")),
        (
            "import torch\ntorch.load('a.pt', weights_only=True)",
            ("pass", "1 model load, each pinned or local and in a safe format."),
        ),
    ],
)
def test_files_that_may_hold_code(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("pretrained_models", source) == said


def test_weights_of_timm(ask_notebook: Ask) -> None:
    source = "import timm\ntimm.create_model('hf_hub:a/b@{}', pretrained=True)"
    assert ask_notebook("pretrained_models", source.format("main"))[0] == "fail"
    assert ask_notebook("pretrained_models", source.format(COMMIT))[0] == "pass"
