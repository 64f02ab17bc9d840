"""Eighth lot: wires without a fence, and requests that nobody looks at (DEP-03, DEP-04)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells, project

CASES: tuple[Case, ...] = (
    project(
        "eighth: network policy that lets everything in and out",
        "DEP-03",
        "k8s/netpol.yaml",
        """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: triage-model
  namespace: emergency
  annotations:
    owner: ""
spec:
  podSelector: {matchLabels: {app: triage-model}}
  policyTypes: [Ingress, Egress]
  ingress:
    - {}
  egress:
    - {}
""",
        'owner: ""',
        "owner: network team, J. Wieczorek\n    ids: Falco on each node, alarms to SOC, reviewed 2026-09-30",
        """  ingress:
    - {}
  egress:
    - {}
""",
        """  ingress:
    - from:
        - podSelector: {matchLabels: {app: gateway}}
      ports: [{protocol: TCP, port: 8443}]
  egress:
    - to:
        - podSelector: {matchLabels: {app: feature-store}}
      ports: [{protocol: TCP, port: 5432}]
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
          podSelector: {matchLabels: {k8s-app: kube-dns}}
      ports: [{protocol: UDP, port: 53}]
""",
    ),
    project(
        "eighth: security group of an inference host open on every port to the world",
        "DEP-03",
        "infra/network.tf",
        """resource "aws_security_group" "inference" {
  name   = "claims-ocr-inference"
  vpc_id = aws_vpc.ml.id

  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
""",
        """    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
""",
        """    from_port       = 8443
    to_port         = 8443
    protocol        = "tcp"
    security_groups = [aws_security_group.gateway.id]
""",
        """    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
""",
        """    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    prefix_list_ids = [aws_vpc_endpoint.s3.prefix_list_id]
  }
}

resource "aws_flow_log" "ml" {
  vpc_id          = aws_vpc.ml.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = aws_iam_role.flow.arn
}

resource "aws_guardduty_detector" "ml" {
  enable = true
}
""",
    ),
    beside(
        "eighth: request of a crop adviser taken as any dictionary",
        "DEP-04",
        "import pandas as pd\ndaten = pd.read_csv('d.csv')\nprint(daten[['age', 'income']].agg(['min', 'max']))\n",
        "serve/predict.py",
        """from typing import Any, Literal

import numpy as np
import onnxruntime as ort
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from serve.keys import known_caller

router = APIRouter(dependencies=[Depends(known_caller)])
session = ort.InferenceSession("model.onnx")


class Plot(BaseModel):
    features: dict[str, Any]


@router.post("/advice")
def advice(plot: Plot) -> dict[str, float]:
    row = np.array([list(plot.features.values())], dtype=np.float32)
    return {"kg_nitrogen": float(session.run(None, {"x": row})[0][0])}
""",
        "    features: dict[str, Any]\n",
        """    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)
    age: int = Field(ge=20, le=69)
    income: float = Field(ge=1000, le=3183)
    sex: Literal["f", "m"]
    city: Literal["a", "b", "c"]
""",
        "    row = np.array([list(plot.features.values())], dtype=np.float32)\n",
        """    row = np.array([[plot.age, plot.income, "fm".index(plot.sex), "abc".index(plot.city)]], dtype=np.float32)
""",
        "from typing import Any, Literal",
        "from typing import Literal",
        files={
            "serve/keys.py": """import os
import secrets
from typing import Annotated

from fastapi import Header, HTTPException


def known_caller(x_api_key: Annotated[str, Header()]) -> None:
    if not secrets.compare_digest(x_api_key, os.environ["ADVICE_KEY"]):
        raise HTTPException(401)
"""
        },
    ),
    cells(
        "eighth: pyfunc wrapper that coerces whatever comes and predicts",
        "DEP-04",
        """import mlflow
import pandas as pd
from sklearn.linear_model import Ridge

ruche = pd.read_csv("ruches.csv")
entrees = ["poids_kg", "temperature", "humidite"]
regression = Ridge(alpha=1.0).fit(ruche[entrees], ruche["miel_kg"])

class Service(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        lignes = pd.DataFrame(model_input).apply(pd.to_numeric, errors="coerce").fillna(0)
        return regression.predict(lignes.iloc[:, :3])

mlflow.pyfunc.log_model(name="miel", python_model=Service(), signature=None)
""",
        """        lignes = pd.DataFrame(model_input).apply(pd.to_numeric, errors="coerce").fillna(0)
        return regression.predict(lignes.iloc[:, :3])
""",
        """        lignes = contrat.validate(model_input, lazy=True)
        return regression.predict(lignes[entrees])
""",
        "class Service(mlflow.pyfunc.PythonModel):\n",
        """contrat = pa.DataFrameSchema(
    {c: pa.Column(float, pa.Check.in_range(ruche[c].min(), ruche[c].max()), nullable=False) for c in entrees}, strict=True
)
impossible = ruche[entrees].head(3).assign(poids_kg=-40.0)
try:
    contrat.validate(impossible, lazy=True)
    raise SystemExit("le contrat laisse passer l'impossible")
except pa.errors.SchemaErrors as refus:
    print("refusé", len(refus.failure_cases))

class Service(mlflow.pyfunc.PythonModel):
""",
        "import mlflow\nimport pandas as pd\n",
        "import mlflow\nimport pandas as pd\nimport pandera.pandas as pa\nfrom mlflow.models import infer_signature\n",
        "signature=None)",
        "signature=infer_signature(ruche[entrees], regression.predict(ruche[entrees])))",
    ),
)
