"""Seventh lot: doors of a served model: who may ask, how often, and over which line (DEP-01)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: reload route of a scoring service that anybody may call",
        "DEP-01",
        "service/main.py",
        """import os
import secrets
from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address
from .registry import Registry

header = APIKeyHeader(name="X-Api-Key")
limiter = Limiter(key_func=get_remote_address)
models = Registry(os.environ["MODEL_DIR"])

def caller(key: str = Security(header)) -> None:
    if not secrets.compare_digest(key, os.environ["SCORING_KEY"]):
        raise HTTPException(403)

app = FastAPI(docs_url=None)
app.state.limiter = limiter
app.add_middleware(HTTPSRedirectMiddleware)

class Invoice(BaseModel):
    amount: float = Field(gt=0, le=1e6)
    days_open: int = Field(ge=0, le=720)

@app.post("/late", dependencies=[Depends(caller)])
@limiter.limit("60/minute")
def late(request: Request, body: Invoice):
    return {"late": models.current.predict_one(body.model_dump())}

@app.post("/models/{version}/activate")
@limiter.limit("2/minute")
def activate(request: Request, version: int):
    models.activate(version)
    return {"active": version}
""",
        '@app.post("/models/{version}/activate")',
        '@app.post("/models/{version}/activate", dependencies=[Depends(caller)])',
    ),
    cells(
        "seventh: demo of a contract reader shared with the whole internet",
        "DEP-01",
        """import os
import gradio as gr
from transformers import pipeline

reader = pipeline("question-answering", model="models/vertraege-qa")
def antworten(vertrag, frage):
    if not vertrag or len(vertrag) > 40_000 or len(frage) > 300:
        raise gr.Error("Bitte Vertrag (bis 40.000 Zeichen) und eine kurze Frage eingeben.")
    fund = reader(question=frage, context=vertrag)
    return fund["answer"], round(fund["score"], 2)

seite = gr.Interface(
    antworten,
    inputs=[gr.Textbox(lines=15, label="Vertrag"), gr.Textbox(label="Frage")],
    outputs=[gr.Textbox(label="Stelle"), gr.Number(label="Sicherheit")],
    title="Vertragsleser (Rechtsabteilung)",
    flagging_mode="never",
)
seite.queue(max_size=20, default_concurrency_limit=2)
seite.launch(share=True)
""",
        "seite.launch(share=True)",
        """seite.launch(
    share=False,
    server_name="127.0.0.1",
    auth=(os.environ["DEMO_USER"], os.environ["DEMO_PASS"]),
    ssl_certfile=os.environ["TLS_CERT"],
    ssl_keyfile=os.environ["TLS_KEY"],
)""",
    ),
    project(
        "seventh: student housing recommender whose view lets everybody in",
        "DEP-01",
        "recommender/views.py",
        """from django.apps import apps
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView


class WishSerializer(serializers.Serializer):
    budget = serializers.IntegerField(min_value=100, max_value=2000)
    minutes_to_campus = serializers.IntegerField(min_value=0, max_value=120)
    quiet = serializers.BooleanField()


class RecommendView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "recommend"

    def post(self, request):
        wish = WishSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        engine = apps.get_app_config("recommender").engine
        rooms = engine.rank(wish.validated_data, tenant_history=True)[:10]
        return Response({"rooms": [r.pk for r in rooms]}, status=status.HTTP_200_OK)
""",
        "    permission_classes = [AllowAny]\n    authentication_classes = []\n",
        "    permission_classes = [IsAuthenticated]\n",
        "import AllowAny, IsAuthenticated",
        "import IsAuthenticated",
        files={
            "config/settings_api.py": (
                "SECURE_SSL_REDIRECT = True\nSECURE_HSTS_SECONDS = 31536000\nDEBUG = False\n"
                "REST_FRAMEWORK = {'DEFAULT_THROTTLE_RATES': {'recommend': '30/min'},\n"
                "    'DEFAULT_AUTHENTICATION_CLASSES': ['rest_framework.authentication.TokenAuthentication']}\n"
            ),
        },
    ),
    project(
        "seventh: tokens of a lab service are read but their signature is not",
        "DEP-01",
        "app/auth.py",
        """import os

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi_limiter.depends import RateLimiter

from app.models import Spectrum, classify

KEY = open(os.environ["JWT_PUBLIC_KEY_FILE"]).read()
bearer = HTTPBearer()


def scientist(token: HTTPAuthorizationCredentials = Depends(bearer)) -> str:
    try:
        claims = jwt.decode(token.credentials, KEY, algorithms=["RS256"], options={"verify_signature": False})
    except jwt.PyJWTError as why:
        raise HTTPException(401, "token refused") from why
    if "spectra:classify" not in claims.get("scope", "").split():
        raise HTTPException(403, "scope missing")
    return claims["sub"]


app = FastAPI()


@app.post("/classify", dependencies=[Depends(RateLimiter(times=20, seconds=60))])
async def classify_spectrum(body: Spectrum, who: str = Depends(scientist)):
    return {"mineral": classify(body), "asked_by": who}
""",
        'algorithms=["RS256"], options={"verify_signature": False})',
        'algorithms=["RS256"], audience="spectra", issuer="https://login.lab.example")',
        files={
            "run.sh": "exec uvicorn app.auth:app --host 127.0.0.1 --ssl-certfile $CERT --ssl-keyfile $CERT_KEY\n",
        },
    ),
    project(
        "seventh: ingress of a KServe predictor that speaks in the clear",
        "DEP-01",
        "k8s/ingress.yaml",
        """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: claims-predictor
  namespace: ml-prod
  annotations:
    nginx.ingress.kubernetes.io/auth-url: http://oauth2-proxy.auth.svc.cluster.local/oauth2/auth
    nginx.ingress.kubernetes.io/limit-rps: "10"
    nginx.ingress.kubernetes.io/proxy-body-size: 64k
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
spec:
  ingressClassName: nginx
  rules:
    - host: claims.insurer.example
      http:
        paths:
          - path: /v2/models/claims/infer
            pathType: Exact
            backend:
              service:
                name: claims-predictor
                port: {number: 80}
""",
        'nginx.ingress.kubernetes.io/ssl-redirect: "false"\nspec:\n  ingressClassName: nginx\n',
        """nginx.ingress.kubernetes.io/force-ssl-redirect: "true"
spec:
  ingressClassName: nginx
  tls:
    - hosts: [claims.insurer.example]
      secretName: claims-tls
""",
    ),
    project(
        "seventh: lambda address of a price model without any authorisation",
        "DEP-01",
        "infra/pricing.tf",
        """resource "aws_lambda_function" "pricing" {
  function_name                  = "price-elasticity"
  package_type                   = "Image"
  image_uri                      = "${aws_ecr_repository.pricing.repository_url}@${var.image_digest}"
  role                           = aws_iam_role.pricing.arn
  reserved_concurrent_executions = 5
  timeout                        = 10
}

resource "aws_lambda_function_url" "pricing" {
  function_name      = aws_lambda_function.pricing.function_name
  authorization_type = "NONE"
  cors {
    allow_origins = ["*"]
    allow_methods = ["POST"]
  }
}
""",
        'authorization_type = "NONE"',
        'authorization_type = "AWS_IAM"',
        'allow_origins = ["*"]',
        'allow_origins = ["https://shop.example"]',
    ),
    project(
        "seventh: language model of a faculty served to the campus without a key",
        "DEP-01",
        "compose.yaml",
        """services:
  llm:
    image: vllm/vllm-openai@sha256:7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c
    command: >-
      --model /models/qwen-chat --served-model-name chat
      --max-model-len 8192 --max-num-seqs 16
      --ssl-keyfile /certs/key.pem --ssl-certfile /certs/cert.pem
    user: "1000:1000"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    volumes:
      - ./models:/models:ro
      - ./certs:/certs:ro
    tmpfs: [/cache]
    deploy:
      resources:
        limits: {cpus: "8", memory: 48g}
    ports: ["10.20.0.7:8443:8000"]
""",
        '    user: "1000:1000"\n',
        '    user: "1000:1000"\n    environment:\n      VLLM_API_KEY: ${VLLM_API_KEY:?no key, no service}\n',
    ),
)
