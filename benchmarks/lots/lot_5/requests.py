"""Fifth lot: requests that reach the model as they came."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells

_CALL = """answer = {"p": 0.25}
round(answer["p"], 2)"""

CASES: tuple[Case, ...] = (
    beside(
        "fastapi takes a dict and makes a frame of it",
        "DEP-04",
        _CALL,
        "app/main.py",
        """import os
from typing import Literal

import lightgbm as lgb
import pandas as pd
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()
booster = lgb.Booster(model_file="booster.txt")


def key(value: str = Depends(APIKeyHeader(name="X-Key"))) -> None:
    if value != os.environ["APP_KEY"]:
        raise HTTPException(403)


class Vehicle(BaseModel):
    model_config = ConfigDict(extra="forbid")
    km: int = Field(ge=0, le=900_000)
    year: int = Field(ge=1950, le=2027)
    fuel: Literal[0, 1, 2, 3]


@app.post("/price", dependencies=[Depends(key)])
def price(vehicle: dict) -> dict[str, float]:
    row = pd.DataFrame([dict(vehicle)])
    return {"eur": float(booster.predict(row)[0])}
""",
        "def price(vehicle: dict)",
        "def price(vehicle: Vehicle)",
    ),
    beside(
        "flask: the array is whatever the body says",
        "DEP-04",
        _CALL,
        "servicio.py",
        """import numpy as np
import onnxruntime as ort
from flask import Flask, abort, jsonify, request
from jsonschema import Draft202012Validator

app = Flask(__name__)
red = ort.InferenceSession("red.onnx")
forma = Draft202012Validator(
    {
        "type": "object",
        "required": ["medidas"],
        "properties": {
            "medidas": {
                "type": "array", "minItems": 6, "maxItems": 6, "items": {"type": "number", "minimum": -40, "maximum": 120}
            }
        },
        "additionalProperties": False,
    }
)


@app.post("/fallo")
def fallo():
    cuerpo = request.get_json(force=True)
    x = np.array([cuerpo["medidas"]], dtype=np.float32)
    return jsonify(p=float(red.run(None, {"x": x})[0][0]))
""",
        """    cuerpo = request.get_json(force=True)
""",
        """    cuerpo = request.get_json()
    if not forma.is_valid(cuerpo):
        abort(422)
""",
    ),
    beside(
        "lambda: event to model in one line",
        "DEP-04",
        _CALL,
        "lambda_function.py",
        """import json

import pandera.pandas as pa
import pandas as pd
import xgboost as xgb

SCHEMA = pa.DataFrameSchema(
    {
        "duree": pa.Column(int, pa.Check.in_range(1, 84)),
        "montant": pa.Column(float, pa.Check.in_range(100, 75_000)),
    },
    strict=True,
)
MODEL = xgb.XGBClassifier()
MODEL.load_model("/opt/model.ubj")


def lambda_handler(event, context):
    frame = pd.DataFrame([json.loads(event["body"])])
    return {"statusCode": 200, "body": json.dumps({"p": float(MODEL.predict_proba(frame)[0, 1])})}
""",
        """    frame = pd.DataFrame([json.loads(event["body"])])
""",
        """    try:
        frame = SCHEMA.validate(pd.DataFrame([json.loads(event["body"])]))
    except (ValueError, pa.errors.SchemaError):
        return {"statusCode": 422, "body": "outside the contract"}
""",
    ),
    beside(
        "pydantic is there, and passed by",
        "DEP-04",
        _CALL,
        "api.py",
        """import os

import onnxruntime as ort
from litestar import Litestar, Request, post
from litestar.exceptions import NotAuthorizedException
from pydantic import BaseModel, Field

session = ort.InferenceSession("tide.onnx")


class Sea(BaseModel):
    wind: float = Field(ge=0, le=75, allow_inf_nan=False)
    pressure: float = Field(ge=870, le=1090, allow_inf_nan=False)


@post("/surge")
async def surge(request: Request) -> dict[str, float]:
    if request.headers.get("x-key") != os.environ["SEA_KEY"]:
        raise NotAuthorizedException
    sea = Sea.model_construct(**await request.json())
    return {"m": float(session.run(None, {"x": [[sea.wind, sea.pressure]]})[0][0])}


app = Litestar([surge])
""",
        "Sea.model_construct(**await request.json())",
        "Sea.model_validate(await request.json())",
    ),
    beside(
        "what does not fit is logged and scored all the same",
        "DEP-04",
        _CALL,
        "scorer/views.py",
        """import json
import logging

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from jsonschema import ValidationError, validate

from .contract import SCHEMA
from .model import score

log = logging.getLogger(__name__)


@login_required
def predict(request):
    body = json.loads(request.body)
    try:
        validate(body, SCHEMA)
    except ValidationError as wrong:
        log.warning("request outside the schema: %s", wrong.validator)
    return JsonResponse({"score": score(body)})
""",
        """        log.warning("request outside the schema: %s", wrong.validator)
""",
        """        log.warning("request outside the schema: %s", wrong.validator)
        return JsonResponse({"error": wrong.validator}, status=422)
""",
        files={
            "scorer/contract.py": "SCHEMA = {'type': 'object', 'required': ['age'], 'additionalProperties': False,\n"
            "          'properties': {'age': {'type': 'integer', 'minimum': 18, 'maximum': 110}}}\n"
        },
    ),
    beside(
        "streamlit turns any text into a number",
        "DEP-04",
        _CALL,
        "app.py",
        """import onnxruntime as ort
import streamlit as st

if not st.user.is_logged_in:
    st.login()
    st.stop()
modell = ort.InferenceSession("miete.onnx")
flaeche = float(st.text_input("Wohnfläche in m2", "60"))
zimmer = float(st.text_input("Zimmer", "2"))
if st.button("Schätzen"):
    st.metric("Kaltmiete", float(modell.run(None, {"x": [[flaeche, zimmer]]})[0][0]))
""",
        """float(st.text_input("Wohnfläche in m2", "60"))""",
        """st.number_input("Wohnfläche in m2", min_value=10.0, max_value=400.0, value=60.0)""",
        """float(st.text_input("Zimmer", "2"))""",
        """st.number_input("Zimmer", min_value=1.0, max_value=12.0, value=2.0)""",
    ),
    beside(
        "bentoml: an array of any shape and value",
        "DEP-04",
        _CALL,
        "service.py",
        """import bentoml
import numpy as np
import onnxruntime as ort
from bentoml.exceptions import InvalidArgument


@bentoml.service(traffic={"timeout": 10, "max_concurrency": 16})
class Anomaly:
    def __init__(self) -> None:
        self.net = ort.InferenceSession("anomaly.onnx")

    @bentoml.api
    def detect(self, window: np.ndarray) -> float:
        values = window.astype(np.float32)
        return float(self.net.run(None, {"x": values[None]})[0][0])
""",
        """        values = window.astype(np.float32)
""",
        """        if window.shape != (128, 4) or not np.isfinite(window).all() or np.abs(window).max() > 50:
            raise InvalidArgument("a window is 128 x 4 accelerations within 50 g")
        values = window.astype(np.float32)
""",
    ),
    beside(
        "ray serve: json straight into the ranking",
        "DEP-04",
        _CALL,
        "rank.py",
        """import torch
from pydantic import BaseModel, Field, ValidationError
from ray import serve
from starlette.requests import Request
from starlette.responses import JSONResponse

from towers import TwoTower


class Ask(BaseModel):
    user: int = Field(ge=0, lt=120_000)
    items: list[int] = Field(min_length=1, max_length=200)


@serve.deployment
class Rank:
    def __init__(self) -> None:
        self.model = TwoTower.from_safetensors("towers.safetensors").eval()

    async def __call__(self, request: Request) -> JSONResponse:
        ask = await request.json()
        with torch.inference_mode():
            scores = self.model(torch.tensor(ask["user"]), torch.tensor(ask["items"]))
        return JSONResponse(scores.tolist())


app = Rank.bind()
""",
        """        ask = await request.json()
""",
        """        try:
            ask = Ask.model_validate(await request.json()).model_dump()
        except ValidationError:
            return JSONResponse({"error": "outside the contract"}, status_code=422)
""",
    ),
    cells(
        "writefile: sagemaker's input_fn believes every byte",
        "DEP-04",
        """%%writefile inference.py
import json
import os

import numpy as np
import xgboost as xgb

def model_fn(model_dir):
    booster = xgb.Booster()
    booster.load_model(os.path.join(model_dir, "model.ubj"))
    return booster

def input_fn(body, content_type):
    rows = np.asarray(json.loads(body)["rows"], dtype=np.float32)
    return xgb.DMatrix(rows)

def predict_fn(data, booster):
    return booster.predict(data)
""",
        """    rows = np.asarray(json.loads(body)["rows"], dtype=np.float32)
""",
        """    if content_type != "application/json" or len(body) > 100_000:
        raise ValueError("only short JSON")
    rows = np.asarray(json.loads(body)["rows"], dtype=np.float32)
    low, high = np.array([0, 18, 0], np.float32), np.array([1, 110, 1e6], np.float32)
    if rows.ndim != 2 or rows.shape[1] != 3 or not np.isfinite(rows).all() or ((rows < low) | (rows > high)).any():
        raise ValueError("outside the training domain")
""",
    ),
    beside(
        "an uploaded picture of any size and kind",
        "DEP-04",
        _CALL,
        "classify.py",
        """import io
import os

import numpy as np
import onnxruntime as ort
from fastapi import Depends, FastAPI, HTTPException, UploadFile
from fastapi.security import APIKeyHeader
from PIL import Image

app = FastAPI()
net = ort.InferenceSession("moles.onnx")


def key(value: str = Depends(APIKeyHeader(name="X-Key"))) -> None:
    if value != os.environ["DERMA_KEY"]:
        raise HTTPException(403)


@app.post("/mole", dependencies=[Depends(key)])
async def mole(file: UploadFile) -> dict[str, float]:
    content = await file.read()
    image = Image.open(io.BytesIO(content))
    x = np.asarray(image.convert("RGB").resize((224, 224)), np.float32)[None] / 255
    return {"melanoma": float(net.run(None, {"x": x})[0][0])}
""",
        """    content = await file.read()
    image = Image.open(io.BytesIO(content))
""",
        """    content = await file.read(5_000_001)
    if len(content) > 5_000_000 or file.content_type not in {"image/jpeg", "image/png"}:
        raise HTTPException(415)
    image = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
    if not (224 <= min(image.size) and max(image.size) <= 6000):
        raise HTTPException(422)
""",
    ),
)
