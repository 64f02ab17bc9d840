from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FASTAPI = "from fastapi import FastAPI\nfrom pydantic import BaseModel, Field\napp = FastAPI()\n"
FLASK = "from flask import Flask, request\napp = Flask('a')\n"


def raw(name: str) -> tuple[str, str]:
    return ("fail", f"The model is asked with whatever a request holds in {name}.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FASTAPI + "@app.post('/p')\ndef p(x: dict):\n    return model.predict(x)\n", raw("p")),
        (
            FASTAPI
            + "@app.post('/p')\nasync def p(request: Request):\n    return model.predict(await request.json())\n",
            raw("p"),
        ),
        (
            FLASK + "@app.route('/p', methods=['POST'])\ndef p():\n    return model.predict(request.get_json())\n",
            raw("p"),
        ),
        (
            (
                "from ray import serve\n@serve.deployment\nclass S:\n    async def __call__(self, request):\n"
                "        return self.model.predict(await request.json())\nserve.run(S.bind())\n"
            ),
            raw("__call__"),
        ),
        (
            FASTAPI
            + "class X(BaseModel):\n    age: float\n@app.post('/p')\ndef p(x: X):\n    return model.predict(x)\n",
            ("warn", "The fields of X have types but no bounds."),
        ),
        (
            FASTAPI + "class X(BaseModel):\n    age: float = Field(ge=0, le=120)\n@app.post('/p')\ndef p(x: X):\n"
            "    return model.predict(x)\n",
            ("pass", "1 route that ask a model, each with a checked request."),
        ),
        (
            FLASK
            + "@app.route('/p')\ndef p():\n    x = Form.model_validate(request.json)\n    return model.predict(x)\n",
            ("pass", "1 route that ask a model, each with a checked request."),
        ),
        ("import flask\ndef (", ("error", "Not evidence: 1 script could not be read.")),
        (
            "import gradio as gr\ngr.Interface(f, gr.Number(), 'text').launch()\n",
            ("not-applicable", "Does not apply: its page hands over typed fields."),
        ),
        ("x = 1\n", ("not-applicable", "Does not apply: no route of the project asks a model.")),
    ],
)
def test_routes(ask_project: Ask, text: str, said: tuple[str, str]) -> None:
    assert ask_project("request_checks", {"app.py": text}) == said
