from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources

from jupyter_mlsec.probes._ground.threats import threats
from jupyter_mlsec.probes._notebook.program import read_tree

Ask = Callable[..., tuple[str, str]]
TRAIN = "import pandas as pd\ndf = pd.read_csv('a.csv')\nclf.fit(df, y)"
PURPOSE = {"use": "rank requests", "out-of-scope": "deciding about people"}
TREATED = {"aml-t0020": "pinned", "aml-t0043": "measured", "aml-t0024": "measured"}


def test_every_threat_treated(ask_notebook: Ask) -> None:
    assert ask_notebook("threat_model", TRAIN, declare={"purpose": PURPOSE, "threats": TREATED}) == (
        "pass",
        "The purpose is declared, and 3 threats treated.",
    )


def test_a_threat_nobody_treated(ask_notebook: Ask) -> None:
    partly = {key: value for key, value in TREATED.items() if key != "aml-t0020"}
    assert ask_notebook("threat_model", TRAIN, declare={"purpose": PURPOSE, "threats": partly}) == (
        "warn",
        "No treatment of AML.T0020 is declared.",
    )


def test_no_purpose(ask_notebook: Ask) -> None:
    assert ask_notebook("threat_model", TRAIN) == ("open", "The purpose is not written down; 3 threats proposed.")


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("threat_model", TRAIN, "x =", declare={"purpose": PURPOSE})[0] == "error"


def test_every_technique_that_can_be_proposed_exists() -> None:
    import ast

    source = (
        "import pandas, joblib, torch, fastapi, openai, datasets\nd = datasets.load_dataset('x')\nm.fit(d)\n"
        "torch.hub.load('a', 'b')\nx.from_pretrained('a')\njoblib.dump(m, 'm.joblib')\nfastapi.FastAPI()\n"
        "openai.OpenAI()"
    )
    found = threats(read_tree(ast.parse(source)))
    known = json.loads(
        resources.files("jupyter_mlsec.lifecycle.catalogue").joinpath("standard_ids.json").read_text("utf-8")
    )["atlas"]
    assert sorted(found) == [f"AML.T00{n}" for n in (10, 11, 18, 20, 24, 40, 43, 51)]
    assert set(found) <= set(known)
