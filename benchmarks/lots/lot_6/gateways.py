"""Gateways in front of a model, as strangers write them."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

CASES: tuple[Case, ...] = (
    project(
        "sixth: vllm listens to everyone without a key",
        "DEP-01",
        "deploy/compose.yaml",
        f"""services:
  llm:
    image: registry.example.org/vllm@sha256:{DIGEST}
    command: >-
      --model /models/assistant --served-model-name assistant
      --host 0.0.0.0 --port 8000 --disable-log-requests
    ports: ["0.0.0.0:8000:8000"]
    env_file: [llm.env]
    read_only: true
    cap_drop: [ALL]
""",
        "--host 0.0.0.0 --port 8000 --disable-log-requests",
        "--host 0.0.0.0 --port 8000 --api-key ${VLLM_API_KEY:?} --ssl-certfile /run/secrets/tls.crt --ssl-keyfile /run/secrets/tls.key",
        '"0.0.0.0:8000:8000"',
        '"127.0.0.1:8000:8000"',
    ),
    project(
        "sixth: openapi says no security",
        "DEP-01",
        "openapi.yaml",
        """openapi: 3.1.0
info: {title: Diagnose-API, version: "2.0"}
servers:
  - url: http://diagnose.praxis.example
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.praxis.example/token
          scopes: {predict: eine Vorhersage anfragen}
paths:
  /predict:
    post:
      summary: Vorhersage
      security: []
      responses:
        "200": {description: Ergebnis}
        "401": {description: nicht angemeldet}
        "429": {description: zu viele Anfragen}
""",
        "http://diagnose.praxis.example",
        "https://diagnose.praxis.example",
        "security: []",
        "security: [{oauth: [predict]}]",
    ),
    project(
        "sixth: function url for anyone",
        "DEP-01",
        "template.yaml",
        """AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Recommend:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      MemorySize: 2048
      Timeout: 10
      ReservedConcurrentExecutions: 20
      FunctionUrlConfig:
        AuthType: NONE
        Cors:
          AllowOrigins: ["*"]
""",
        "        AuthType: NONE",
        "        AuthType: AWS_IAM",
        'AllowOrigins: ["*"]',
        'AllowOrigins: ["https://shop.example"]',
    ),
    project(
        "sixth: ray serve route forgets the token",
        "DEP-01",
        "serve_config.py",
        """\"\"\"Ray Serve front of the recommender.\"\"\"
import os
import secrets

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from ray import serve
from slowapi import Limiter
from slowapi.util import get_remote_address
from starlette.requests import Request

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter
bearer = HTTPBearer()


def known(token: HTTPAuthorizationCredentials = Depends(bearer)) -> None:
    if not secrets.compare_digest(token.credentials, os.environ["SERVE_TOKEN"]):
        raise HTTPException(403)


@serve.deployment(num_replicas=2)
@serve.ingress(app)
class Recommender:
    @app.get("/top/{user}")
    @limiter.limit("100/minute")
    def top(self, request: Request, user: int) -> list[int]:
        return self.index.top(user, 10)


front = Recommender.bind()
""",
        '@app.get("/top/{user}")',
        '@app.get("/top/{user}", dependencies=[Depends(known)])',
    ),
)
