"""Eighth lot: doors, boxes, wires and what is let in (DEP-01 to DEP-04)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells, project

CASES: tuple[Case, ...] = (
    project(
        "eighth: FastAPI score of tenants that anybody may call from anywhere",
        "DEP-01",
        "app/main.py",
        """import os

import skops.io as sio
import uvicorn
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI(title="tenant score")
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], allow_credentials=True)
model = sio.load("model.skops", trusted=[])


class Tenant(BaseModel):
    model_config = ConfigDict(extra="forbid")
    income: float = Field(ge=0, le=50_000)
    rent: float = Field(ge=0, le=20_000)
    months: int = Field(ge=0, le=600)


@app.post("/score")
def score(request: Request, tenant: Tenant) -> dict[str, float]:
    return {"risk": float(model.predict_proba([[tenant.income, tenant.rent, tenant.months]])[0, 1])}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8000)
""",
        "import os\n\nimport skops.io as sio",
        "import os\nimport secrets\nfrom typing import Annotated\n\nimport skops.io as sio",
        "from fastapi import FastAPI, Request\n",
        "from fastapi import Depends, FastAPI, HTTPException, Request, Security\n",
        "from pydantic import BaseModel, ConfigDict, Field\n",
        "from fastapi.security import APIKeyHeader\n"
        "from pydantic import BaseModel, ConfigDict, Field\n"
        "from slowapi import Limiter, _rate_limit_exceeded_handler\n"
        "from slowapi.errors import RateLimitExceeded\n"
        "from slowapi.util import get_remote_address\n",
        'app = FastAPI(title="tenant score")\n',
        """app = FastAPI(title="tenant score")
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
key_header = APIKeyHeader(name="X-API-Key")


def scorer(key: Annotated[str, Security(key_header)]) -> str:
    if not secrets.compare_digest(key, os.environ["SCORE_API_KEY"]):
        raise HTTPException(403, "may not score")
    return "letting-desk"


""",
        'allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], allow_credentials=True',
        'allow_origins=["https://desk.havenlettings.example"], allow_methods=["POST"], allow_headers=["X-API-Key"]',
        """@app.post("/score")
def score(request: Request, tenant: Tenant) -> dict[str, float]:""",
        """@app.post("/score")
@limiter.limit("30/minute")
def score(request: Request, tenant: Tenant, who: Annotated[str, Depends(scorer)]) -> dict[str, float]:""",
        'uvicorn.run(app, host="0.0.0.0", port=8000)',
        'uvicorn.run(app, host="127.0.0.1", port=8443, ssl_keyfile="tls/key.pem", ssl_certfile="tls/cert.pem")',
    ),
    project(
        "eighth: Flask service in debug mode that unpickles what it is sent",
        "DEP-01",
        "servico/app.py",
        """import json
import os
import pickle

import xgboost as xgb
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
modelo = xgb.XGBClassifier()
modelo.load_model("modelo.json")


@app.route("/prever", methods=["POST"])
def prever():
    linha = pickle.loads(request.data)
    return jsonify(inadimplencia=float(modelo.predict_proba([linha])[0, 1]))


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000, debug=True)
""",
        "import json\nimport os\nimport pickle\n",
        "import functools\nimport hmac\nimport os\n",
        "from flask import Flask, abort, jsonify, request\n",
        "from flask import Flask, abort, jsonify, request\nfrom flask_limiter import Limiter\nfrom flask_limiter.util import get_remote_address\n",
        """app = Flask(__name__)
""",
        """app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 4096
limite = Limiter(get_remote_address, app=app, default_limits=["60 per minute"])
""",
        """@app.route("/prever", methods=["POST"])
def prever():
    linha = pickle.loads(request.data)
""",
        """def autenticado(rota):
    @functools.wraps(rota)
    def porta(*args, **kwargs):
        chave = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(chave, os.environ["CHAVE_DA_API"]):
            abort(401)
        return rota(*args, **kwargs)

    return porta


@app.route("/prever", methods=["POST"])
@limite.limit("20 per minute")
@autenticado
def prever():
    corpo = request.get_json()
    try:
        renda, prazo = float(corpo["renda"]), int(corpo["prazo"])
    except (KeyError, TypeError, ValueError):
        abort(422)
    if not (0 <= renda <= 100_000 and 1 <= prazo <= 360):
        abort(422)
    linha = [renda, prazo]
""",
        'app.run(host="0.0.0.0", port=5000, debug=True)',
        'app.run(host="127.0.0.1", port=5443, debug=False, ssl_context=("tls/cert.pem", "tls/key.pem"))',
    ),
    project(
        "eighth: image of an OCR service on latest, as root, with a key inside",
        "DEP-02",
        "Dockerfile",
        """FROM python:latest
ENV MODEL_STORE_KEY=changeme-in-prod
WORKDIR /srv
RUN apt-get update && apt-get install -y curl vim ssh sudo
COPY . .
RUN pip install -r requirements.txt
EXPOSE 22 8080
CMD ["python", "serve.py"]
""",
        "FROM python:latest\nENV MODEL_STORE_KEY=changeme-in-prod\n",
        f"FROM python:3.12-slim@sha256:{'e7' * 32}\n",
        """RUN apt-get update && apt-get install -y curl vim ssh sudo
COPY . .
RUN pip install -r requirements.txt
EXPOSE 22 8080
""",
        """RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin serve
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY --chown=root:root serve.py model.onnx ./
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health')"]
""",
        files={
            "requirements.lock": f"numpy==2.4.6 \\\n    --hash=sha256:{'1a' * 32}\n",
            "requirements.txt": "numpy==2.4.6\n",
        },
    ),
    project(
        "eighth: Kubernetes deployment of a grader without any bounds",
        "DEP-02",
        "deploy/grader.yaml",
        f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: essay-grader
  namespace: grading
spec:
  replicas: 2
  selector: {{matchLabels: {{app: essay-grader}}}}
  template:
    metadata: {{labels: {{app: essay-grader}}}}
    spec:
      hostNetwork: true
      containers:
        - name: grader
          image: ghcr.io/lyceum-example/essay-grader:latest
          ports: [{{containerPort: 8080}}]
          securityContext:
            privileged: true
          env:
            - name: DB_PASSWORD
              value: "{"letmein" + "2026"}"
""",
        "      hostNetwork: true\n",
        "      automountServiceAccountToken: false\n",
        "essay-grader:latest",
        f"essay-grader@sha256:{'0b' * 32}",
        "            privileged: true\n",
        """            runAsNonRoot: true
            runAsUser: 10001
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
          resources:
            requests: {cpu: 250m, memory: 512Mi}
            limits: {cpu: "1", memory: 1Gi}
          livenessProbe: {httpGet: {path: /health, port: 8080}}
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
""",
        f'              value: "{"letmein" + "2026"}"\n',
        "              valueFrom: {secretKeyRef: {name: grader-db, key: password}}\n",
    ),
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
