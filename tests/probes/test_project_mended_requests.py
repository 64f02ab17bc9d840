"""Services that mend what the model never saw, those that refuse it, and code that serves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FASTAPI = "from fastapi import FastAPI, HTTPException\nimport numpy as np\nimport pandas as pd\napp = FastAPI()\n"
ROUTE = (
    FASTAPI + "@app.post('/score')\ndef score(row: Row):\n    {}\n    return {{'y': model.predict([[v]]).tolist()}}\n"
)
FLASK = (
    "from flask import Flask, request\napp = Flask(__name__)\n"
    "def encode(row):\n    {}\n    return v\n"
    "@app.route('/p', methods=['POST'])\ndef p():\n    return str(model.predict([encode(request.json)]))\n"
)
HANDLER = (
    "import kserve\nclass T(kserve.Model):\n"
    "    def preprocess(self, rows, headers=None):\n        {}\n        return v\n"
)
BENTO = (
    "import bentoml\n@bentoml.service\nclass S:\n    @bentoml.api\n"
    "    def ask(self, row: Row):\n        {}\n        return self.model.predict(v)\n"
)
UNKNOWN, NO_NUMBER, MOVED = (
    "an unknown value becomes a number",
    "what is no number becomes one",
    "a value out of range is moved to the edge",
)


@pytest.mark.parametrize(
    ("frame", "code", "function", "what"),
    [
        (ROUTE, "v = CODES.get(row.make, 0)", "score", UNKNOWN),
        (FLASK, "v = [REGIONS[row['r']] if row['r'] in REGIONS else -1]", "encode", UNKNOWN),
        (FLASK, "v = 0 if row['r'] not in REGIONS else REGIONS[row['r']]", "encode", UNKNOWN),
        (HANDLER, "v = rows['fuel'].map(CODES).fillna(0)", "preprocess", UNKNOWN),
        (BENTO, "v = [self.codes[c].get(getattr(row, c), 99) for c in COLUMNS]", "ask", UNKNOWN),
        (HANDLER, "v = pd.to_numeric(rows['km'], errors='coerce').fillna(0)", "preprocess", NO_NUMBER),
        (FLASK, "try:\n        v = float(row['km'])\n    except ValueError:\n        v = 0.0", "encode", NO_NUMBER),
        (ROUTE, "v = np.clip(row.age, 18, 99)", "score", MOVED),
        (ROUTE, "v = min(max(row.age, 18), 99)", "score", MOVED),
        (HANDLER, "v = rows.clip(lower=LOW, upper=HIGH, axis=1)", "preprocess", MOVED),
    ],
)  # fmt: skip
def test_what_is_mended(ask_project: Ask, frame: str, code: str, function: str, what: str) -> None:
    said = ("warn", f"A request is mended and not refused. {function}: {what}.")
    assert ask_project("mended_requests", {"app.py": frame.format(code)}) == said


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (ROUTE, "v = CODES[row.make]"),
        (ROUTE, "if row.make not in CODES:\n        raise HTTPException(422)\n    v = CODES.get(row.make, 0)"),
        (ROUTE, "v = [VOCABULARY.get(word, 1) for word in row.text.split()]"),
        (ROUTE, "v = options.get('limit', 10)"),
        (ROUTE, "v = np.clip(row.pixels / 255, 0, 1)"),
        (FLASK, "try:\n        v = float(row['km'])\n    except ValueError:\n        abort(422)"),
        (FLASK, "assert 18 <= row['age'] <= 99\n    v = row['age']"),
        (HANDLER, "v = rows['km'].fillna(rows['km'].median())"),
    ],
)
def test_what_is_refused_or_the_models_own(ask_project: Ask, frame: str, code: str) -> None:
    assert ask_project("mended_requests", {"app.py": frame.format(code)})[0] == "pass"


def test_an_answer_may_be_held_in_its_range(ask_project: Ask) -> None:
    code = FASTAPI + "@app.post('/p')\ndef p(row: Row):\n    y = model.predict(row)\n    return np.clip(y, 5, 90)\n"
    assert ask_project("mended_requests", {"app.py": code})[0] == "pass"


def test_code_that_serves_nothing(ask_project: Ask) -> None:
    said = ("not-applicable", "Does not apply: nothing in the project serves a model.")
    assert ask_project("mended_requests", {"train.py": "v = CODES.get(make, 0)\n"}) == said
