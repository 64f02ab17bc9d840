"""Seventh lot: what a served model takes as a question (DEP-04)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: blood pressure service that takes any dictionary for a patient",
        "DEP-04",
        "api/routes.py",
        """import os

import pandas as pd
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from api.security import nurse
from api.store import model

router = APIRouter(prefix="/risk", dependencies=[Depends(nurse)])
ORDER = ["age", "sbp", "smoker", "diabetes"]


class Patient(BaseModel):
    age: int
    sbp: float
    smoker: bool
    diabetes: bool


@router.post("/stroke")
def stroke(patient: dict):
    row = pd.DataFrame([{k: patient.get(k) for k in ORDER}])
    return {"risk_10y": round(float(model().predict_proba(row)[0, 1]), 2), "site": os.environ["SITE"]}
""",
        """class Patient(BaseModel):
    age: int
    sbp: float
    smoker: bool
    diabetes: bool
""",
        """class Patient(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    age: int = Field(ge=18, le=95)  # the cohort of the training data
    sbp: float = Field(ge=70, le=260)
    smoker: bool
    diabetes: bool
""",
        "def stroke(patient: dict):\n    row = pd.DataFrame([{k: patient.get(k) for k in ORDER}])",
        "def stroke(patient: Patient):\n    row = pd.DataFrame([patient.model_dump()])[ORDER]",
    ),
    project(
        "seventh: transformer of a used car price that maps the unknown to zero",
        "DEP-04",
        "kserve_transformer/transformer.py",
        """import json
from pathlib import Path

import kserve
import pandera.pandas as pa
from kserve import InferRequest

CODES = json.loads((Path(__file__).parent / "codes.json").read_text())
SCHEMA = pa.DataFrameSchema(
    {
        "km": pa.Column(float, pa.Check.in_range(0, 450_000)),
        "year": pa.Column(int, pa.Check.in_range(1995, 2026)),
        "kw": pa.Column(int, pa.Check.in_range(30, 600)),
    },
    strict=False,
)


class CarTransformer(kserve.Model):
    def preprocess(self, payload: InferRequest, headers=None):
        cars = payload.as_dataframe()
        SCHEMA.validate(cars, lazy=True)
        for column in ("make", "fuel", "gearbox"):
            cars[column] = [CODES[column].get(value, 0) for value in cars[column]]
        payload.inputs[0].set_data_from_numpy(cars.to_numpy("float32"))
        return payload
""",
        """        for column in ("make", "fuel", "gearbox"):
            cars[column] = [CODES""",
        """        for column in ("make", "fuel", "gearbox"):
            unknown = set(cars[column]) - set(CODES[column])
            if unknown:
                raise kserve.errors.InvalidInput(f"{column}: not in the training data: {sorted(unknown)}")
            cars[column] = [CODES""",
        "[CODES[column].get(value, 0) for value",
        "[CODES[column][value] for value",
    ),
    project(
        "seventh: contract of a mortgage endpoint that sets no bounds",
        "DEP-04",
        "contracts/mortgage_request.schema.json",
        """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Request of POST /v3/mortgage",
  "type": "object",
  "required": ["income", "amount", "term_years", "region"],
  "properties": {
    "income": {"type": "number"},
    "amount": {"type": "number"},
    "term_years": {"type": "integer"},
    "region": {"type": "string"}
  },
  "additionalProperties": true
}
""",
        '"income": {"type": "number"}',
        '"income": {"type": "number", "minimum": 9600, "maximum": 410000}',
        '"amount": {"type": "number"}',
        '"amount": {"type": "number", "minimum": 20000, "maximum": 1500000}',
        '"term_years": {"type": "integer"}',
        '"term_years": {"type": "integer", "minimum": 5, "maximum": 35}',
        '"region": {"type": "string"}',
        '"region": {"enum": ["north", "south", "east", "west", "islands"]}',
        '"additionalProperties": true',
        '"additionalProperties": false',
        files={
            "contracts/training_domain.json": (
                '{"income": [9600, 410000], "amount": [20000, 1500000], "term_years": [5, 35],\n'
                ' "region": ["north", "south", "east", "west", "islands"]}\n'
            ),
        },
    ),
    cells(
        "seventh: inspection of parcels whose refusals are swallowed",
        "DEP-04",
        """import os
from typing import Literal
import bentoml
import numpy as np
from pydantic import BaseModel, Field, ValidationError

class Parcel(BaseModel):
    grams: float = Field(gt=0, le=31_500)
    longest_cm: float = Field(gt=0, le=200)
    origin: Literal["EU", "UK", "CH", "US", "CN"]
    declared_eur: float = Field(ge=0, le=50_000)

ORIGINS = ["EU", "UK", "CH", "US", "CN"]

@bentoml.service(traffic={"timeout": 5, "max_concurrency": 32})
class Customs:
    def __init__(self):
        self.model = bentoml.xgboost.load_model(os.environ["CUSTOMS_MODEL_TAG"])

    @bentoml.api
    def check(self, parcel: dict) -> dict:
        try:
            Parcel.model_validate(parcel)
        except ValidationError:
            pass
        origin = ORIGINS.index(parcel["origin"]) if parcel.get("origin") in ORIGINS else -1
        row = [parcel.get("grams", 0), parcel.get("longest_cm", 0), origin, parcel.get("declared_eur", 0)]
        return {"inspect": bool(self.model.predict(np.array([row]))[0])}
""",
        """        except ValidationError:
            pass
""",
        """        except ValidationError as why:
            raise bentoml.exceptions.InvalidArgument(str(why)) from why
""",
    ),
)
