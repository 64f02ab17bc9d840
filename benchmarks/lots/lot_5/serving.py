"""Fifth lot: services that let in whoever knocks."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells, spoilt

_FASTAPI = """import os
import secrets
from typing import Annotated

import onnxruntime as ort
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address)
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
app.state.limiter = limiter
app.add_middleware(CORSMiddleware, allow_origins=["https://portal.kasse.example"], allow_methods=["POST"])
session = ort.InferenceSession("model.onnx")
header = APIKeyHeader(name="X-API-Key")


def known(key: Annotated[str, Depends(header)]) -> str:
    if not secrets.compare_digest(key, os.environ["SERVICE_KEY"]):
        raise HTTPException(403)
    return key


class Row(BaseModel):
    age: int = Field(ge=18, le=110)
    income: float = Field(ge=0, le=1e7, allow_inf_nan=False)


@app.post("/score", dependencies=[Depends(known)])
@limiter.limit("20/minute")
def score(request: Request, row: Row) -> dict[str, float]:
    return {"p": float(session.run(None, {"x": [[row.age, row.income]]})[1][0][1])}


@app.post("/reload", dependencies=[Depends(known)])
@limiter.limit("2/minute")
def reload(request: Request) -> dict[str, str]:
    globals()["session"] = ort.InferenceSession("model.onnx")
    return {"state": "reloaded"}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8443, ssl_keyfile="/run/tls/key.pem", ssl_certfile="/run/tls/cert.pem")
"""
_TRY = """import json

sample = {"age": 40, "income": 52000}
json.dumps(sample)"""


CASES: tuple[Case, ...] = (
    beside(
        "fastapi: the reload route forgot its key",
        "DEP-01",
        _TRY,
        "service/main.py",
        *spoilt(_FASTAPI, '"/reload", dependencies=[Depends(known)])', '"/reload")'),
    ),
    beside(
        "fastapi: every web page may call, with cookies",
        "DEP-01",
        _TRY,
        "app.py",
        *spoilt(
            _FASTAPI,
            'allow_origins=["https://portal.kasse.example"], allow_methods=["POST"]',
            'allow_origins=["*"], allow_credentials=True, allow_methods=["*"]',
        ),
    ),
    beside(
        "fastapi: a key that is looked at and never refused",
        "DEP-01",
        _TRY,
        "api/server.py",
        *spoilt(
            _FASTAPI,
            """    if not secrets.compare_digest(key, os.environ["SERVICE_KEY"]):
        raise HTTPException(403)
""",
            """    if "SERVICE_KEY" in os.environ and key == os.environ["SERVICE_KEY"]:
        print("known caller")
""",
        ),
    ),
    beside(
        "fastapi: no TLS on every interface",
        "DEP-01",
        _TRY,
        "serve.py",
        *spoilt(
            _FASTAPI,
            'port=8443, ssl_keyfile="/run/tls/key.pem", ssl_certfile="/run/tls/cert.pem")',
            "port=8080)",
        ),
    ),
    beside(
        "flask: the debugger goes live",
        "DEP-01",
        _TRY,
        "wsgi.py",
        """import os

from flask import Flask, abort, jsonify, request
from flask_httpauth import HTTPTokenAuth
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from jsonschema import ValidationError, validate

from scoring import predict_row

app = Flask(__name__)
auth = HTTPTokenAuth(scheme="Bearer")
limiter = Limiter(get_remote_address, app=app, default_limits=["60/minute"])
SHAPE = {
    "type": "object",
    "properties": {"idade": {"type": "integer", "minimum": 18, "maximum": 110}},
    "required": ["idade"],
    "additionalProperties": False,
}


@auth.verify_token
def verify(token: str) -> str | None:
    return "cliente" if token and token == os.environ["API_TOKEN"] else None


@app.post("/prever")
@auth.login_required
def prever():
    try:
        validate(request.get_json(), SHAPE)
    except ValidationError:
        abort(422)
    return jsonify(risco=predict_row(request.get_json()))


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5443, debug=True, ssl_context=("/run/tls/c.pem", "/run/tls/k.pem"))
""",
        "debug=True,",
        "debug=False,",
    ),
    cells(
        "flask in a thread of the notebook: nobody is asked who they are",
        "DEP-01",
        """import os
import threading

import pandas as pd
from flask import Flask, jsonify, request
from flask_httpauth import HTTPTokenAuth
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sklearn.linear_model import LogisticRegression

df = pd.read_csv("d.csv")
clf = LogisticRegression().fit(df[["age", "income"]], df["y"])

app = Flask("scoring")
auth = HTTPTokenAuth("Bearer")
auth.verify_token(lambda token: token == os.environ["API_TOKEN"])
limiter = Limiter(get_remote_address, app=app, default_limits=["30/minute"])

@app.route("/predict")
@limiter.limit("10/minute")
def predict():
    age, income = request.args.get("age", type=int), request.args.get("income", type=float)
    if age is None or income is None or not (18 <= age <= 110 and 0 <= income <= 1e6):
        return jsonify(error="out of range"), 422
    return jsonify(p=float(clf.predict_proba([[age, income]])[0, 1]))

tls = ("cert.pem", "key.pem")
threading.Thread(target=lambda: app.run(host="0.0.0.0", port=8443, ssl_context=tls), daemon=True).start()
""",
        """@app.route("/predict")
""",
        """@app.route("/predict")
@auth.login_required
""",
    ),
    beside(
        "django rest: AllowAny on the diagnosis endpoint",
        "DEP-01",
        _TRY,
        "triage/views.py",
        """from rest_framework import permissions, serializers
from rest_framework.authentication import TokenAuthentication
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from .model import triage


class Symptoms(serializers.Serializer):
    age = serializers.IntegerField(min_value=0, max_value=120)
    temperature = serializers.FloatField(min_value=30, max_value=45)


class TriageView(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [permissions.AllowAny]
    throttle_classes = [UserRateThrottle]

    def post(self, request):
        body = Symptoms(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"urgency": triage(**body.validated_data)})
""",
        "permissions.AllowAny",
        "permissions.IsAuthenticated",
        files={
            "triage/settings.py": "DEBUG = False\nSECURE_SSL_REDIRECT = True\nALLOWED_HOSTS = ['triage.klinik.example']\n"
            "REST_FRAMEWORK = {'DEFAULT_THROTTLE_RATES': {'user': '60/min'}}\n",
        },
    ),
    beside(
        "django settings: debug and every host",
        "DEP-01",
        _TRY,
        "site_prix/settings.py",
        """import os

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
DEBUG = True
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "prix"]
ROOT_URLCONF = "site_prix.urls"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "100/hour"},
}
""",
        "DEBUG = True",
        "DEBUG = False",
        'ALLOWED_HOSTS = ["*"]',
        'ALLOWED_HOSTS = ["prix.immo.example"]',
    ),
    cells(
        "gradio demo of the x-ray model for the whole world",
        "DEP-01",
        """import os

import gradio as gr
import numpy as np
import onnxruntime as ort

net = ort.InferenceSession("xray.onnx")

def befund(bild):
    if bild is None or bild.shape[:2] != (512, 512):
        raise gr.Error("Bitte 512 x 512 Pixel")
    return float(net.run(None, {"x": bild[None].astype(np.float32) / 255})[0][0])

demo = gr.Interface(befund, gr.Image(type="numpy", image_mode="L"), gr.Number(), concurrency_limit=2)
demo.queue(max_size=10)
demo.launch(server_name="0.0.0.0", share=True)
""",
        "share=True)",
        """share=False, auth=("befund", os.environ["DEMO_PASSWORD"]), ssl_certfile="c.pem", ssl_keyfile="k.pem")""",
    ),
    beside(
        "dash board in debug mode, without a login",
        "DEP-01",
        _TRY,
        "dashboard.py",
        """import os

import dash
import dash_auth
import pandas as pd
from dash import dcc, html
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = dash.Dash(__name__)
Limiter(get_remote_address, app=app.server, default_limits=["120/minute"])
users = {"analyst": os.environ["BOARD_PASSWORD"]}
scores = pd.read_csv("d.csv")
app.layout = html.Div([html.H1("Scores"), dcc.Graph(figure={"data": [{"y": scores["income"].tolist()}]})])

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8443, debug=True, ssl_context=("c.pem", "k.pem"))
""",
        "users = {",
        "auth = dash_auth.BasicAuth(app, {",
        '["BOARD_PASSWORD"]}',
        '["BOARD_PASSWORD"]})',
        "debug=True",
        "debug=False",
    ),
    beside(
        "litserve without a bearer",
        "DEP-01",
        _TRY,
        "server.py",
        """import os
import secrets

import litserve as ls
from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address

from summary import load


class Text(BaseModel):
    text: str = Field(min_length=1, max_length=4000)


class Summariser(ls.LitAPI):
    def setup(self, device):
        self.model = load(device)
    def decode_request(self, request: Text):
        return request.text
    def predict(self, text):
        return self.model(text)
    def encode_response(self, output):
        return {"summary": output}


if __name__ == "__main__":
    server = ls.LitServer(Summariser(), timeout=20)
    server.app.state.limiter = Limiter(key_func=get_remote_address, default_limits=["30/minute"])
    server.app.add_middleware(SlowAPIMiddleware)
    server.run(host="0.0.0.0", port=8443, ssl_keyfile="k.pem", ssl_certfile="c.pem")
""",
        """    def decode_request(""",
        """    def authorize(self, auth: HTTPAuthorizationCredentials = Depends(HTTPBearer())):
        if not secrets.compare_digest(auth.credentials, os.environ["SUMMARY_TOKEN"]):
            raise HTTPException(status_code=401)
    def decode_request(""",
    ),
    beside(
        "a token whose signature nobody checks",
        "DEP-01",
        _TRY,
        "gateway/auth_app.py",
        """import os
from typing import Annotated

import jwt
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address

from pricing import quote

bearer = HTTPBearer()
limiter = Limiter(key_func=get_remote_address)
app = FastAPI()
app.state.limiter = limiter


def caller(token=Depends(bearer)) -> dict:
    try:
        return jwt.decode(
            token.credentials, os.environ["JWT_PUBLIC_KEY"], algorithms=["RS256"], options={"verify_signature": False}
        )
    except jwt.PyJWTError as broken:
        raise HTTPException(401) from broken


class Car(BaseModel):
    year: int = Field(ge=1980, le=2027)
    km: int = Field(ge=0, le=900_000)


@app.post("/quote")
@limiter.limit("30/minute")
def make_quote(request: Request, car: Car, who: Annotated[dict, Depends(caller)]):
    return {"eur": quote(car.year, car.km)}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8443, ssl_keyfile="k.pem", ssl_certfile="c.pem")
""",
        """options={"verify_signature": False}""",
        """options={"require": ["exp", "sub"]}""",
    ),
)
