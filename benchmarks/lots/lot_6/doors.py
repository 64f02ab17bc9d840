"""Who may call the model, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

CASES: tuple[Case, ...] = (
    project(
        "sixth: fastapi route without a key",
        "DEP-01",
        "service/main.py",
        """\"\"\"Prediction service of the pricing team.\"\"\"
import os
import secrets

import skops.io
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address

model = skops.io.load("price.skops", trusted=[])
limiter = Limiter(key_func=get_remote_address)
app = FastAPI(title="prices")
app.state.limiter = limiter
api_key = APIKeyHeader(name="X-API-Key")


def caller(key: str = Depends(api_key)) -> str:
    if not secrets.compare_digest(key, os.environ["PRICE_API_KEY"]):
        raise HTTPException(status_code=401)
    return key


class House(BaseModel):
    area: float = Field(gt=5, lt=2000)
    rooms: int = Field(ge=1, le=40)


@app.post("/predict")
@limiter.limit("60/minute")
def predict(request: Request, house: House):
    return {"price": round(float(model.predict([[house.area, house.rooms]])[0]), -3)}
""",
        '@app.post("/predict")',
        '@app.post("/predict", dependencies=[Depends(caller)])',
    ),
    project(
        "sixth: Flask im Debug-Modus fuer alle",
        "DEP-01",
        "app.py",
        """import os
from functools import wraps
from hmac import compare_digest

import xgboost as xgb
from flask import Flask, abort, jsonify, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, default_limits=["100 per minute"])
modell = xgb.Booster(model_file="modell.ubj")


def angemeldet(weiter):
    @wraps(weiter)
    def pruefen(*a, **k):
        if not compare_digest(request.headers.get("X-API-Key", ""), os.environ["API_KEY"]):
            abort(401)
        return weiter(*a, **k)

    return pruefen


@app.post("/vorhersage")
@angemeldet
def vorhersage():
    werte = [float(request.json[k]) for k in ("druck", "temperatur", "drehzahl")]
    return jsonify(wert=float(modell.predict(xgb.DMatrix([werte]))[0]))


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=5000, debug=True, ssl_context=("cert.pem", "key.pem"))
""",
        "debug=True",
        "debug=False",
    ),
    project(
        "sixth: any origin may call with the user's cookies",
        "DEP-01",
        "backend/server.py",
        """import os

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi_limiter.depends import RateLimiter

from backend.auth import current_user
from backend.models import Essay, grade

app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)


@app.post("/grade", dependencies=[Depends(RateLimiter(times=20, seconds=60))])
async def grade_essay(essay: Essay, user=Depends(current_user)):
    return {"grade": grade(essay.text), "region": os.environ["REGION"], "for": user.role}
""",
        """    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
""",
        """    allow_origins=["https://essays.school.example"],
    allow_credentials=True,
    allow_methods=["POST"],
    allow_headers=["Authorization", "Content-Type"],
""",
    ),
    project(
        "sixth: request bodies are pickles",
        "DEP-01",
        "serve/handler.py",
        """import base64
import json
import os
import pickle
from hmac import compare_digest

import numpy as np
import onnxruntime as ort
from flask import Flask, abort, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask("scorer")
limiter = Limiter(get_remote_address, app=app, default_limits=["50 per minute"])
net = ort.InferenceSession("net.onnx")


@app.before_request
def check_key():
    if not compare_digest(request.headers.get("Authorization", ""), "Bearer " + os.environ["TOKEN"]):
        abort(401)


@app.post("/infer")
def infer():
    batch = pickle.loads(base64.b64decode(request.data))
    out = net.run(None, {"x": np.asarray(batch, dtype=np.float32).reshape(-1, 16)})
    return json.dumps(out[0].tolist())
""",
        "pickle.loads(base64.b64decode(request.data))",
        "request.get_json()",
    ),
    project(
        "sixth: gradio link for the whole world",
        "DEP-01",
        "demo.py",
        """import os

import gradio as gr
import torch
from torchvision.models import mobilenet_v3_small

net = mobilenet_v3_small(num_classes=3)
net.load_state_dict(torch.load("moles.pt", weights_only=True))
net.eval()


def classer(image):
    with torch.no_grad():
        p = net(torch.tensor(image).permute(2, 0, 1)[None].float() / 255).softmax(1)[0]
    return {"benin": float(p[0]), "suspect": float(p[1]), "illisible": float(p[2])}


page = gr.Interface(classer, gr.Image(height=224, width=224), gr.Label())
page.queue(max_size=16)
page.launch(server_name="0.0.0.0", share=True)
print(os.getpid())
""",
        'server_name="0.0.0.0", share=True',
        'server_name="127.0.0.1", share=False, auth=(os.environ["DEMO_USER"], os.environ["DEMO_PASSWORD"])',
    ),
    project(
        "sixth: streamlit without its guards",
        "DEP-01",
        ".streamlit/config.toml",
        """[server]
address = "0.0.0.0"
port = 8501
enableCORS = false
enableXsrfProtection = false
maxUploadSize = 4000

[browser]
gatherUsageStats = false
""",
        """address = "0.0.0.0"
port = 8501
enableCORS = false
enableXsrfProtection = false
maxUploadSize = 4000
""",
        """address = "127.0.0.1"
port = 8501
enableCORS = true
enableXsrfProtection = true
maxUploadSize = 20
""",
    ),
    project(
        "sixth: django views open and in debug",
        "DEP-01",
        "scoring/settings.py",
        """\"\"\"Settings of the scoring site.\"\"\"
import os

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
DEBUG = True
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
INSTALLED_APPS = ["rest_framework", "scoring"]
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": [],
}
""",
        """DEBUG = True
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
""",
        """DEBUG = False
ALLOWED_HOSTS = ["score.insurer.example"]
SECURE_SSL_REDIRECT = True
SESSION_COOKIE_SECURE = True
""",
        """    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_THROTTLE_CLASSES": [],
""",
        """    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "60/min"},
""",
    ),
    project(
        "sixth: gateway method without authorisation",
        "DEP-01",
        "infra/api.tf",
        """resource "aws_apigatewayv2_api" "score" {
  name          = "score"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "score" {
  api_id             = aws_apigatewayv2_api.score.id
  route_key          = "POST /score"
  target             = "integrations/${aws_apigatewayv2_integration.model.id}"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id      = aws_apigatewayv2_api.score.id
  name        = "prod"
  auto_deploy = true
  default_route_settings {
    throttling_rate_limit  = 20
    throttling_burst_limit = 40
  }
}
""",
        '"NONE"',
        '"AWS_IAM"',
    ),
    project(
        "sixth: azure function is anonymous",
        "DEP-01",
        "function_app.py",
        """import json

import azure.functions as func
import onnxruntime as ort

app = func.FunctionApp()
net = ort.InferenceSession("churn.onnx")


@app.route(route="churn", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
def churn(req: func.HttpRequest) -> func.HttpResponse:
    body = req.get_json()
    row = [[float(body["tenure"]), float(body["charges"])]]
    return func.HttpResponse(json.dumps({"churn": net.run(None, {"x": row})[0].tolist()}), mimetype="application/json")
""",
        "func.AuthLevel.ANONYMOUS",
        "func.AuthLevel.FUNCTION",
    ),
    project(
        "sixth: signature of the token is not verified",
        "DEP-01",
        "gateway/auth.py",
        """\"\"\"Who calls the ranking model?\"\"\"
import os

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from fastapi_limiter.depends import RateLimiter

app = FastAPI()
bearer = HTTPBearer()


def user(token=Depends(bearer)) -> dict:
    try:
        return jwt.decode(token.credentials, options={"verify_signature": False})
    except jwt.PyJWTError as broken:
        raise HTTPException(401) from broken


@app.get("/rank/{shop}", dependencies=[Depends(RateLimiter(times=30, seconds=60))])
def rank(shop: int, who: dict = Depends(user)):
    return {"shop": shop, "for": who["sub"], "zone": os.environ["ZONE"]}
""",
        'jwt.decode(token.credentials, options={"verify_signature": False})',
        'jwt.decode(token.credentials, os.environ["JWT_PUBLIC_KEY"], algorithms=["RS256"], audience="ranker")',
    ),
)
