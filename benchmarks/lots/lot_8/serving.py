"""Eighth lot: doors of a service and the boxes it runs in (DEP-01, DEP-02)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

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
)
