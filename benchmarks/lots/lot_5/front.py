"""Fifth lot: the door in front of a service, and the network around it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, project

CASES: tuple[Case, ...] = (
    project(
        "lambda url for everybody",
        "DEP-01",
        "template.yaml",
        """AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Score:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.12
      Handler: handler.score
      CodeUri: src/
      MemorySize: 1024
      Timeout: 15
      ReservedConcurrentExecutions: 5
      FunctionUrlConfig:
        AuthType: NONE
        Cors:
          AllowOrigins: ["https://shop.example"]
          AllowMethods: ["POST"]
""",
        "AuthType: NONE",
        "AuthType: AWS_IAM",
    ),
    project(
        "nginx in front of triton: port 80, no one asked",
        "DEP-01",
        "deploy/nginx.conf",
        """events {}
http {
  limit_req_zone $binary_remote_addr zone=infer:10m rate=5r/s;
  server {
    listen 80;
    server_name inferenz.werk.example;
    location /v2/ {
      limit_req zone=infer burst=10;
      proxy_pass http://127.0.0.1:8000;
    }
  }
}
""",
        """    listen 80;
    server_name inferenz.werk.example;
""",
        """    listen 443 ssl;
    server_name inferenz.werk.example;
    ssl_certificate /etc/tls/cert.pem;
    ssl_certificate_key /etc/tls/key.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    auth_basic "Inferenz";
    auth_basic_user_file /etc/nginx/htpasswd;
""",
    ),
    project(
        "ingress without a certificate or a login",
        "DEP-01",
        "k8s/ingress.yaml",
        """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: forecast
  annotations:
    nginx.ingress.kubernetes.io/limit-rps: "10"
spec:
  ingressClassName: nginx
  rules:
    - host: forecast.retail.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: forecast, port: {number: 8080}}}
""",
        """    nginx.ingress.kubernetes.io/limit-rps: "10"
spec:
  ingressClassName: nginx
""",
        """    nginx.ingress.kubernetes.io/limit-rps: "10"
    nginx.ingress.kubernetes.io/auth-url: "https://sso.retail.example/oauth2/auth"
    nginx.ingress.kubernetes.io/auth-signin: "https://sso.retail.example/oauth2/start"
    nginx.ingress.kubernetes.io/ssl-redirect: "true"
spec:
  ingressClassName: nginx
  tls:
    - hosts: [forecast.retail.example]
      secretName: forecast-tls
""",
    ),
    project(
        "api gateway in front of the endpoint asks for nothing",
        "DEP-01",
        "infra/api.tf",
        """resource "aws_apigatewayv2_api" "score" {
  name          = "score"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "score" {
  api_id                 = aws_apigatewayv2_api.score.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.invoke_endpoint.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "score" {
  api_id             = aws_apigatewayv2_api.score.id
  route_key          = "POST /score"
  target             = "integrations/${aws_apigatewayv2_integration.score.id}"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.score.id
  name        = "live"
  auto_deploy = true
  default_route_settings {
    throttling_burst_limit = 20
    throttling_rate_limit  = 10
  }
}
""",
        'authorization_type = "NONE"',
        'authorization_type = "AWS_IAM"',
    ),
    beside(
        "ray serve behind nothing",
        "DEP-01",
        """from ray import serve

from deployment import app

handle = serve.run(app, route_prefix="/rank")""",
        "deployment.py",
        """import os
import secrets

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from ray import serve
from slowapi import Limiter
from slowapi.util import get_remote_address

from ranker import Ranker

limiter = Limiter(key_func=get_remote_address)
header = APIKeyHeader(name="X-Key")


def check(key: str = Depends(header)) -> None:
    if not secrets.compare_digest(key, os.environ["RANK_KEY"]):
        raise HTTPException(status_code=403)


api = FastAPI()
api.state.limiter = limiter


class Query(BaseModel):
    user: int = Field(ge=0)
    k: int = Field(default=10, ge=1, le=50)


@serve.deployment(num_replicas=2, max_ongoing_requests=8)
@serve.ingress(api)
class RankService:
    def __init__(self) -> None:
        self.ranker = Ranker("ranker.onnx")

    @api.post("/top")
    @limiter.limit("30/minute")
    def top(self, request: Request, query: Query) -> list[int]:
        return self.ranker.top(query.user, query.k)


app = RankService.bind()
""",
        "api = FastAPI()",
        "api = FastAPI(dependencies=[Depends(check)])",
        files={
            "serve_config.yaml": "proxy_location: EveryNode\nhttp_options: {host: 127.0.0.1, port: 8000}\n",
            "Caddyfile": "rank.shop.example {\n  reverse_proxy 127.0.0.1:8000\n}\n",
        },
    ),
    project(
        "streamlit: protections switched off in its settings",
        "DEP-01",
        ".streamlit/config.toml",
        """[server]
address = "0.0.0.0"
port = 8501
enableCORS = false
enableXsrfProtection = false
sslCertFile = "/run/tls/cert.pem"
sslKeyFile = "/run/tls/key.pem"
""",
        "enableCORS = false\nenableXsrfProtection = false\n",
        "enableCORS = true\nenableXsrfProtection = true\n",
        files={
            "app.py": """import streamlit as st

if not st.user.is_logged_in:
    st.login()
    st.stop()
if st.session_state.setdefault("asked", 0) > 50:
    st.stop()
st.session_state["asked"] += 1
age = st.number_input("age", 18, 110, 40)
st.write("premium", 120 + 3 * int(age))
"""
        },
    ),
    project(
        "security group: all ports for the world around the GPU box",
        "DEP-03",
        "infra/net.tf",
        """resource "aws_security_group" "trainer" {
  name   = "trainer"
  vpc_id = var.vpc_id

  ingress {
    description = "jupyter and ssh"
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.20.0.0/16"]
  }
}
""",
        """    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
""",
        """    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["10.20.4.0/24"]
""",
    ),
    project(
        "azure: any source, any port",
        "DEP-03",
        "infra/nsg.bicep",
        """resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'ml-inference'
  location: resourceGroup().location
  properties: {
    securityRules: [
      {
        name: 'score'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}
""",
        "sourceAddressPrefix: '*'",
        "sourceAddressPrefix: '10.8.0.0/24'",
        "destinationAddressPrefix: '*'",
        "destinationAddressPrefix: '10.8.1.10'",
        "destinationPortRange: '*'",
        "destinationPortRange: '8443'",
    ),
    project(
        "compose publishes the vector store and its cache",
        "DEP-03",
        "docker-compose.yml",
        """services:
  rag:
    image: registry.firma.example/rag:4.1.0
    networks: [front, back]
    ports: ["127.0.0.1:8443:8443"]
  qdrant:
    image: qdrant/qdrant:v1.15.4
    networks: [back]
    ports: ["0.0.0.0:6333:6333"]
  redis:
    image: redis:8.2.2
    networks: [back]
    ports: ["0.0.0.0:6379:6379"]
networks:
  front: {}
  back:
    internal: true
""",
        """    networks: [back]
    ports: ["0.0.0.0:6333:6333"]
""",
        """    networks: [back]
    expose: ["6333"]
""",
        """    ports: ["0.0.0.0:6379:6379"]
""",
        """    expose: ["6379"]
""",
    ),
    project(
        "kubernetes service of type LoadBalancer, no policy",
        "DEP-03",
        "k8s/scoring.yaml",
        """apiVersion: v1
kind: Service
metadata: {name: scoring, namespace: credit}
spec:
  type: LoadBalancer
  selector: {app: scoring}
  ports: [{port: 8500, targetPort: 8500}]
""",
        "  type: LoadBalancer\n",
        "  type: ClusterIP\n",
        "  ports: [{port: 8500, targetPort: 8500}]\n",
        """  ports: [{port: 8500, targetPort: 8500}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: scoring, namespace: credit}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: gateway}}}]
      ports: [{port: 8500}]
  egress:
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
      ports: [{port: 53, protocol: UDP}]
""",
    ),
    project(
        "network policy that lets everything in and out",
        "DEP-03",
        "deploy/policy.yaml",
        """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: triton, namespace: vision}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
    - {}
  egress:
    - {}
""",
        "  ingress:\n    - {}\n",
        "  ingress:\n    - from: [{podSelector: {matchLabels: {role: edge}}}]\n      ports: [{port: 8001}]\n",
        "  egress:\n    - {}\n",
        "  egress: []\n",
    ),
)
