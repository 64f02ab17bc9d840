from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FASTAPI = "from fastapi import Depends, FastAPI\napp = FastAPI()\n"
SAFE = FASTAPI + "@app.post('/predict')\ndef predict(x: X, key=Depends(check)):\n    return model.predict(x)\n"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (FASTAPI + "@app.post('/predict')\ndef predict(x: X):\n    return 1\n", "1 route without authentication"),
        (
            "from flask import Flask\napp = Flask(__name__)\n@app.route('/p')\ndef p():\n    return 1\n",
            "1 route without authentication",
        ),
        (
            "from fastapi.middleware.cors import CORSMiddleware\n"
            + SAFE
            + "app.add_middleware(CORSMiddleware, allow_origins=['*'])\n",
            "any origin allowed (CORS)",
        ),
        ("from flask import Flask\napp = Flask('a')\napp.run(debug=True)\n", "debug mode on"),
        ("import gradio as gr\ngr.Interface(f, 'text', 'text').launch()\n", "a Gradio page without auth"),
        (
            "import gradio as gr\ndemo = gr.Blocks()\ndemo.launch(auth=check, share=True)\n",
            "a Gradio page shared on the internet",
        ),
        ("import pickle\n" + SAFE + "x = pickle.loads(request.body)\n", "unpickles what a request sends"),
        (
            "import streamlit as st\nage = st.number_input('age')\nst.write(model.predict([[age]]))\n",
            "a Streamlit page without a login",
        ),
        (
            (
                "import bentoml\n@bentoml.service\nclass S:\n    @bentoml.api\n    def predict(self, x: list):\n"
                "        return x\n"
            ),
            "1 route without authentication",
        ),
        (
            (
                "from ray import serve\n@serve.deployment\nclass S:\n    async def __call__(self, request):\n"
                "        return await request.json()\nserve.run(S.bind())\n"
            ),
            "1 route without authentication",
        ),
        (
            "from flask import Flask\napp = Flask('a')\ndef p():\n    return 1\napp.add_url_rule('/p', view_func=p)\n",
            "1 route without authentication",
        ),
        (
            (
                "from starlette.applications import Starlette\nfrom starlette.routing import Route\n"
                "def p(request):\n    return 1\napp = Starlette(routes=[Route('/p', p)])\n"
            ),
            "1 route without authentication",
        ),
        (
            (
                "import tornado.web\nclass P(tornado.web.RequestHandler):\n    def post(self):\n        pass\n"
                "tornado.web.Application([('/p', P)])\n"
            ),
            "1 route without authentication",
        ),
        (
            (
                "from http.server import BaseHTTPRequestHandler, HTTPServer\nclass P(BaseHTTPRequestHandler):\n"
                "    def do_POST(self):\n        pass\nHTTPServer(('', 80), P).serve_forever()\n"
            ),
            "1 route without authentication",
        ),
        (
            (
                "from aiohttp import web\nasync def p(request):\n    return 1\napp = web.Application()\n"
                "app.router.add_post('/p', p)\n"
            ),
            "1 route without authentication",
        ),
        ("import litserve as ls\nls.LitServer(Api()).run()\n", "a LitServe endpoint without a key"),
        (SAFE + "app.debug = True\n", "debug mode on"),
        (
            FASTAPI + "@app.post('/p')\ndef p(x: X, db=Depends(get_db)):\n    return 1\n",
            "1 route without authentication",
        ),
        (
            "from flask import Flask\nfrom flask_cors import CORS\napp = Flask('a')\nCORS(app)\n",
            "any origin allowed (CORS)",
        ),
    ],
)
def test_planted_weaknesses(ask_project: Ask, text: str, fact: str) -> None:
    assert ask_project("serving_code", {"app.py": text}) == ("fail", f"The serving code: {fact}.")
    assert ask_project("serving_code", {"app.py": ""}, text) == ("fail", f"The serving code: {fact}.")


@pytest.mark.parametrize(
    "text",
    [
        SAFE,
        SAFE + "@app.get('/health')\ndef health():\n    return 'ok'\n",
        FASTAPI.replace("FastAPI()", "FastAPI(dependencies=[Depends(check)])")
        + "@app.get('/p')\ndef p():\n    return 1\n",
        "import gradio as gr\ngr.Interface(f, 'text', 'text').launch(auth=check)\n",
        FASTAPI + "def verify(request):\n    if request.headers.get('Authorization') != KEY:\n        raise E\n"
        "@app.post('/p')\ndef p(request: Request):\n    verify(request)\n    return 1\n",
        FASTAPI + "@app.middleware('http')\nasync def guard(request, call_next):\n    check_api_key(request)\n"
        "    return await call_next(request)\n@app.post('/p')\ndef p(x: X):\n    return 1\n",
        "import streamlit as st\nif st.text_input('password', type='password') != st.secrets['p']:\n    st.stop()\n",
        (
            "from flask import Flask\napp = Flask('a')\n@app.before_request\ndef check():\n    require_token()\n"
            "@app.route('/p')\ndef p():\n    return 1\n"
        ),
    ],
)
def test_clean_twins(ask_project: Ask, text: str) -> None:
    assert ask_project("serving_code", {"app.py": text}) == (
        "warn",
        "Routes are authenticated; limits and TLS are for a person to confirm.",
    )


def test_all_is_seen_in_the_code(ask_project: Ask) -> None:
    text = SAFE + "from slowapi import Limiter\nuvicorn.run(app, ssl_keyfile='k', ssl_certfile='c')\n"
    assert ask_project("serving_code", {"app.py": text}) == (
        "pass",
        "Routes are authenticated, limited and encrypted.",
    )


def test_a_file_that_a_cell_writes(ask_project: Ask) -> None:
    cell = "%%writefile app.py\n" + FASTAPI + "@app.post('/p')\ndef p(x: X):\n    return 1\n"
    assert ask_project("serving_code", {}, cell) == ("fail", "The serving code: 1 route without authentication.")


@pytest.mark.parametrize(
    "cell",
    [
        "from pyngrok import ngrok\nurl = ngrok.connect(8000)",
        "!ngrok http 8501",
        "!cloudflared tunnel --url localhost:8",
    ],
)
def test_a_tunnel_out_of_a_notebook(ask_project: Ask, cell: str) -> None:
    assert ask_project("serving_code", {}, cell) == ("fail", "The serving code: a tunnel to the internet.")


def test_nothing_is_served(ask_project: Ask) -> None:
    assert ask_project("serving_code", {"train.py": "import requests\nrequests.get('https://x.lab')"}, "x = 1") == (
        "not-applicable",
        "Does not apply: nothing in the project serves a model.",
    )


def test_a_script_that_cannot_be_read_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("serving_code", {"app.py": "import flask\ndef ("}) == (
        "error",
        "Not evidence: 1 script could not be read.",
    )


def test_a_script_of_something_else_may_be_of_another_python(ask_project: Ask) -> None:
    old = {"fetch.py": "import urllib2\nprint 'http://x.lab', array\n"}
    assert ask_project("serving_code", old)[0] == "not-applicable"


LITESTAR = "from litestar import Litestar, post\n@post('/p')\nasync def p(data: dict) -> dict:\n    return {}\n"
GRPC = "import grpc\ns = grpc.server(pool, interceptors=[Keys()])\ns.add_secure_port('[::]:1', keys)\n"
DJANGO = "ALLOWED_HOSTS = ['a.net']\nDEBUG = False\n"
VIEW = "from django.http import JsonResponse\ndef p(req):\n    return JsonResponse({})\n"
FALCON = "import falcon\nclass P:\n    def on_post(self, req, resp):\n        resp.media = 1\n"
METHODS = "from flask import Flask\nfrom flask.views import MethodView\napp = Flask('a')\nclass P(MethodView):\n"
SANIC = "from sanic import Sanic\napp = Sanic('a')\n@app.post('/p')\nasync def p(req):\n    return 1\n"


@pytest.mark.parametrize(
    ("files", "fact"),
    [
        ({"a.py": LITESTAR + "app = Litestar([p])\n"}, "1 route without authentication"),
        (
            {"a.py": "from bottle import post, run\n@post('/p')\ndef p():\n    return 1\nrun()\n"},
            "1 route without authentication",
        ),
        ({"a.py": FALCON + "falcon.App().add_route('/p', P())\n"}, "1 route without authentication"),
        ({"a.py": METHODS + "    def post(self):\n        return 1\n"}, "1 route without authentication"),
        ({"a.py": SANIC}, "1 route without authentication"),
        ({"a/views.py": VIEW}, "1 route without authentication"),
        ({"a.py": GRPC.replace("secure_port", "insecure_port")}, "a gRPC port without TLS"),
        ({"a.py": GRPC.replace(", interceptors=[Keys()]", "")}, "a gRPC service without authentication"),
        ({"a.py": "from dash import Dash\napp = Dash('a')\napp.run()\n"}, "a Dash page without a login"),
        ({"a/settings.py": DJANGO.replace("False", "True")}, "debug mode on"),
        ({"a/settings.py": DJANGO.replace("a.net", "*")}, "any host name answered"),
        ({"a/settings.py": DJANGO + "CORS_ALLOW_ALL_ORIGINS = True\n"}, "any origin allowed (CORS)"),
        ({"a.py": "from flask import Flask\napp = Flask('a')\napp.config.update(DEBUG=True)\n"}, "debug mode on"),
        ({"up.sh": "mlflow models serve -m m \\\n  -h 0.0.0.0\n"}, "a model server that anybody reaches"),
        ({"Procfile": "web: vllm serve m\n"}, "a model server without a key"),
        (
            {"s/config.properties": "inference_address=http://a\ndisable_token_authorization=true\n"},
            "TorchServe without its token",
        ),
        (
            {".streamlit/config.toml": "[server]\nenableXsrfProtection = false\n"},
            "a Streamlit page without protection against forged requests",
        ),
    ],
)
def test_servers_in_other_words(ask_project: Ask, files: dict[str, str], fact: str) -> None:
    assert ask_project("serving_code", files) == ("fail", f"The serving code: {fact}.")


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": LITESTAR + "app = Litestar([p], on_app_init=[keys.on_app_init])\n"},
        {"a.py": LITESTAR + "app = Litestar([p], guards=[require_token])\n"},
        {"a.py": FALCON + "falcon.App(middleware=[AuthMiddleware()]).add_route('/p', P())\n"},
        {"a.py": METHODS + "    decorators = [login_required]\n    def post(self):\n        return 1\n"},
        {"a.py": SANIC + "@app.on_request\nasync def who(req):\n    return ok(req.token)\n"},
        {"a.py": SANIC.replace("return 1", "return 1 if known(req) else json({}, status=401)")},
        {"a/views.py": VIEW.replace("def p", "@login_required\ndef p")},
        {"a/views.py": VIEW, "a/settings.py": DJANGO + "MIDDLEWARE = ['x.LoginRequiredMiddleware']\n"},
        {"a/settings.py": DJANGO},
        {"a.py": GRPC},
    ],
)
def test_servers_that_ask(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("serving_code", files) == (
        "warn",
        "Routes are authenticated; limits and TLS are for a person to confirm.",
    )


@pytest.mark.parametrize(
    "files",
    [
        {"up.sh": "mlflow models serve -m m -h 127.0.0.1\n# vllm serve m\n"},
        {"a.properties": "disable_token_authorization=true\n"},
        {"a/models.py": "from django.db import models\n"},
        {"a.py": "import grpc\nchannel = grpc.secure_channel('a:1', keys)\n"},
        {".streamlit/config.toml": "[server\n"},
    ],
)
def test_what_serves_nothing(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("serving_code", files)[0] == "not-applicable"


@pytest.mark.parametrize(
    "route",
    [
        "@app.post('/p', dependencies=[Depends(HTTPBearer())])\ndef p(): return 1\n",
        "key = APIKeyHeader(name='k')\n@app.post('/p', dependencies=[Depends(key)])\ndef p(): return 1\n",
        "oauth = OAuth2PasswordBearer(tokenUrl='t')\n@app.post('/p')\ndef p(token: str = Depends(oauth)): return 1\n",
    ],
)
def test_a_key_that_nobody_compares_is_for_a_person_to_look_at(ask_project: Ask, route: str) -> None:
    head = "from fastapi import Depends, FastAPI\nfrom fastapi.security import *\napp = FastAPI()\n"
    said = ask_project("serving_code", {"a.py": head + route})
    assert said == ("warn", "Routes ask for a key; nothing is seen that compares it.")


@pytest.mark.parametrize("calls", [100, 300, 25_000])
def test_a_chain_of_calls_that_nobody_wrote_is_not_read_and_not_clean(ask_project: Ask, calls: int) -> None:
    route = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/p')\ndef p(x: dict):\n    return a"
    said = ask_project("serving_code", {"app.py": route + ".b()" * calls + "\n"})
    assert said == ("error", "Not evidence: 1 script could not be read.")
