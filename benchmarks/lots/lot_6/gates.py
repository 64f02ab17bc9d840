"""What requests are let in, what gates a release, what watches a service, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

PIN = "5e" * 20

CASES: tuple[Case, ...] = (
    project(
        "sixth: any dictionary reaches the model",
        "DEP-04",
        "api/predict.py",
        """from typing import Any, Literal

import onnxruntime as ort
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, Field

from api.auth import caller

app = FastAPI(dependencies=[Depends(caller)])
net = ort.InferenceSession("premium.onnx")


class Driver(BaseModel):
    model_config = ConfigDict(extra="forbid")
    age: float = Field(ge=17, le=99)
    km: float = Field(ge=0, le=100000)
    region: Literal["n", "e", "s", "w"]


@app.post("/premium")
def premium(row: dict[str, Any]):
    fields = row if isinstance(row, dict) else row.model_dump()
    return {"premium": net.run(None, {k: [[v]] for k, v in fields.items()})[0].item()}
""",
        "def premium(row: dict[str, Any]):",
        "def premium(row: Driver):",
    ),
    project(
        "sixth: fields without any bounds",
        "DEP-04",
        "dienst/schema.py",
        """\"\"\"Eingaben des Dosisrechners (Modell: dosis-2.1, trainiert an Erwachsenen).\"\"\"
import skops.io
from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field

from dienst.anmeldung import angemeldet

app = FastAPI(dependencies=[Depends(angemeldet)])
modell = skops.io.load("dosis.skops", trusted=[])


class Patient(BaseModel):
    gewicht_kg: float = Field(description="Gewicht")
    alter: float = Field(description="Alter in Jahren")
    kreatinin: float = Field(description="mg/dl")


@app.post("/dosis")
def dosis(patient: Patient) -> dict[str, float]:
    return {"mg": float(modell.predict([[patient.gewicht_kg, patient.alter, patient.kreatinin]])[0])}
""",
        'gewicht_kg: float = Field(description="Gewicht")',
        'gewicht_kg: float = Field(description="Gewicht", ge=35, le=220, allow_inf_nan=False)',
        'alter: float = Field(description="Alter in Jahren")',
        'alter: float = Field(description="Alter in Jahren", ge=18, le=105, allow_inf_nan=False)',
        'kreatinin: float = Field(description="mg/dl")',
        'kreatinin: float = Field(description="mg/dl", ge=0.2, le=15, allow_inf_nan=False)',
    ),
    project(
        "sixth: flask passes the json straight on",
        "DEP-04",
        "app/routes.py",
        """import joblib
import pandas as pd
from flask import Blueprint, abort, jsonify, request
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.auth import login_required

bp = Blueprint("crop", __name__)
model = joblib.load("crop.joblib")


class Field(Schema):
    class Meta:
        unknown = RAISE

    nitrogen = fields.Float(required=True, validate=validate.Range(0, 150))
    ph = fields.Float(required=True, validate=validate.Range(3, 10))
    rain = fields.Float(required=True, validate=validate.Range(0, 400))


@bp.post("/recommend")
@login_required
def recommend():
    try:
        clean = request.get_json()
    except ValidationError as wrong:
        abort(422, wrong.messages)
    return jsonify(crop=model.predict(pd.DataFrame([clean]))[0])
""",
        "clean = request.get_json()",
        "clean = Field().load(request.get_json())",
    ),
    project(
        "sixth: contract accepts whatever comes",
        "DEP-04",
        "contracts/request.schema.json",
        """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Request of the credit model",
  "type": "object",
  "additionalProperties": true,
  "properties": {
    "income": {},
    "debt": {},
    "purpose": {}
  }
}
""",
        '"additionalProperties": true',
        '"additionalProperties": false,\n  "required": ["income", "debt", "purpose"]',
        '"income": {}',
        '"income": {"type": "number", "minimum": 0, "maximum": 2000000}',
        '"debt": {}',
        '"debt": {"type": "number", "minimum": 0, "maximum": 5000000}',
        '"purpose": {}',
        '"purpose": {"enum": ["car", "home", "study", "other"]}',
    ),
    project(
        "sixth: picture of any size and kind",
        "DEP-04",
        "xray/views.py",
        """import io

import numpy as np
import onnxruntime as ort
from fastapi import Depends, FastAPI, HTTPException, UploadFile
from PIL import Image

from xray.auth import radiographer

app = FastAPI(dependencies=[Depends(radiographer)])
net = ort.InferenceSession("xray.onnx")
LIMIT = 8_000_000


@app.post("/read")
async def read(file: UploadFile):
    blob = await file.read()
    picture = Image.open(io.BytesIO(blob)).convert("L").resize((512, 512))
    tensor = np.asarray(picture, dtype=np.float32)[None, None] / 255
    return {"pneumonia": float(net.run(None, {"x": tensor})[0][0, 1])}
""",
        """    blob = await file.read()
    picture = Image.open(io.BytesIO(blob)).convert("L").resize((512, 512))
""",
        """    blob = await file.read(LIMIT + 1)
    if len(blob) > LIMIT or file.content_type != "image/png":
        raise HTTPException(415, "a PNG of at most 8 MB, please")
    picture = Image.open(io.BytesIO(blob), formats=["PNG"])
    if picture.mode != "L" or not 512 <= min(picture.size) <= max(picture.size) <= 4096:
        raise HTTPException(422, "not a grey-scale radiograph of 512 to 4096 pixels")
    picture = picture.resize((512, 512))
""",
    ),
    project(
        "sixth: gate may fail and the release goes on",
        "DEP-05",
        ".github/workflows/release.yml",
        f"""name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{PIN}
      - run: pip install --require-hashes -r ci.lock
      - run: pytest -q
      - name: gate
        run: mlsec scan notebooks/ --fail-on high
        continue-on-error: true
""",
        "        continue-on-error: true\n",
        "",
    ),
    project(
        "sixth: actions follow branches",
        "DEP-05",
        ".github/workflows/checks.yml",
        """name: checks
on: [pull_request, push]
permissions:
  contents: read
jobs:
  notebooks:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@main
      - uses: some-vendor/setup-ml@latest
      - run: pip install --require-hashes -r ci.lock
      - run: mlsec scan . --fail-on medium
      - run: pytest tests
""",
        "actions/checkout@main",
        f"actions/checkout@{PIN}",
        "some-vendor/setup-ml@latest",
        f"some-vendor/setup-ml@{PIN[::-1]}",
    ),
    project(
        "sixth: gitlab lets the security stage fail",
        "DEP-05",
        ".gitlab-ci.yml",
        f"""image: registry.example.org/ci/python@sha256:{DIGEST}
stages: [pruefen, bauen, ausliefern]

tests:
  stage: pruefen
  script: [pytest -q]

sicherheit:
  stage: pruefen
  script:
    - pip install --require-hashes -r ci.lock
    - mlsec scan notebooks/ --fail-on high
  allow_failure: true

modell:
  stage: ausliefern
  needs: [tests, sicherheit]
  script: [./ausliefern.sh]
""",
        "  allow_failure: true\n",
        "",
    ),
    project(
        "sixth: jenkins catches the error of the scan",
        "DEP-05",
        "Jenkinsfile",
        """pipeline {
  agent { label 'ml' }
  stages {
    stage('test') { steps { sh 'pytest -q' } }
    stage('scan') {
      steps {
        sh 'mlsec scan notebooks/ --fail-on high || exit 0'
      }
    }
    stage('deploy') { steps { sh './deploy.sh' } }
  }
}
""",
        "sh 'mlsec scan notebooks/ --fail-on high || exit 0'",
        "sh 'mlsec scan notebooks/ --fail-on high'",
    ),
    project(
        "sixth: azure pipeline goes on after errors",
        "DEP-05",
        "azure-pipelines.yml",
        """trigger: [main]
pool: {vmImage: ubuntu-24.04}
steps:
  - script: pip install --require-hashes -r ci.lock
  - script: pytest -q
    displayName: testes
  - script: mlsec scan notebooks/ --fail-on high
    displayName: seguranca
    continueOnError: true
  - script: ./publicar.sh
    displayName: publicar
""",
        "    continueOnError: true\n",
        "",
    ),
    project(
        "sixth: release skips the tests when in a hurry",
        "DEP-05",
        ".github/workflows/deploy.yml",
        f"""name: deploy
on:
  workflow_dispatch:
    inputs:
      target: {{type: choice, options: [staging, production]}}
permissions:
  contents: read
  id-token: write
jobs:
  gate:
    if: ${{{{ false }}}}
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{PIN}
      - run: pip install --require-hashes -r ci.lock
      - run: pytest -q && mlsec scan . --fail-on high
  deploy:
    needs: gate
    if: ${{{{ always() }}}}
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - uses: actions/checkout@{PIN}
      - run: ./deploy.sh
""",
        "    if: ${{ false }}\n",
        "",
        "    if: ${{ always() }}\n",
        "",
    ),
    project(
        "sixth: circleci scan with plus e",
        "DEP-05",
        ".circleci/config.yml",
        f"""version: 2.1
jobs:
  gate:
    docker:
      - image: registry.example.org/ci@sha256:{DIGEST}
    steps:
      - checkout
      - run: pip install --require-hashes -r ci.lock
      - run: pytest -q
      - run: |
          set +e
          mlsec scan notebooks/ --fail-on high
          true
workflows:
  main:
    jobs: [gate]
""",
        """          set +e
          mlsec scan notebooks/ --fail-on high
          true
""",
        """          set -e
          mlsec scan notebooks/ --fail-on high
""",
    ),
)
