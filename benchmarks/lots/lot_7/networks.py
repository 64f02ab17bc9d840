"""Seventh lot: borders of the network around a served model (DEP-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: network policy of a model server with an empty peer",
        "DEP-03",
        "k8s/netpol-embedder.yaml",
        """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: embedder
  namespace: search
spec:
  podSelector:
    matchLabels: {app: embedder}
  policyTypes: [Ingress, Egress]
  ingress:
    - {}
  egress:
    - to:
        - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
          podSelector: {matchLabels: {k8s-app: kube-dns}}
      ports:
        - {protocol: UDP, port: 53}
    - to:
        - podSelector: {matchLabels: {app: vector-store}}
      ports:
        - {protocol: TCP, port: 6333}
""",
        """  ingress:
    - {}
""",
        """  ingress:
    - from:
        - podSelector: {matchLabels: {app: search-gateway}}
      ports:
        - {protocol: TCP, port: 8080}
""",
    ),
    project(
        "seventh: security group of a forecast board that trusts the planet",
        "DEP-03",
        "terraform/network.tf",
        """resource "aws_security_group" "forecast_board" {
  name        = "forecast-board"
  description = "Streamlit board and the MLflow server behind it"
  vpc_id      = module.vpc.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "board" {
  security_group_id = aws_security_group.forecast_board.id
  description       = "board"
  ip_protocol       = "tcp"
  from_port         = 5000
  to_port           = 8501
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "lake" {
  security_group_id = aws_security_group.forecast_board.id
  description       = "S3 through the gateway endpoint only"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
}

resource "aws_flow_log" "vpc" {
  vpc_id               = module.vpc.vpc_id
  traffic_type         = "ALL"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flow_logs.arn
}
""",
        """  from_port         = 5000
  to_port           = 8501
  cidr_ipv4         = "0.0.0.0/0"
""",
        """  from_port         = 8501
  to_port           = 8501
  cidr_ipv4         = "10.40.12.0/24"
""",
    ),
    cells(
        "seventh: managed endpoint of a public agency left on the public network",
        "DEP-03",
        """import os
from azure.ai.ml import MLClient
from azure.ai.ml.entities import ManagedOnlineDeployment, ManagedOnlineEndpoint
from azure.identity import DefaultAzureCredential

ml = MLClient(DefaultAzureCredential(), os.environ["SUB"], "rg-fahrplan", "aml-fahrplan")
endpoint = ManagedOnlineEndpoint(
    name="verspaetung-prod",
    auth_mode="aad_token",
    public_network_access="enabled",
    tags={"dienst": "Fahrplanauskunft", "verantwortlich": "Referat 34"},
)
ml.online_endpoints.begin_create_or_update(endpoint).result()

deployment = ManagedOnlineDeployment(
    name="blau",
    endpoint_name="verspaetung-prod",
    model="azureml:verspaetung:12",
    environment="azureml:verspaetung-env:12",
    instance_type="Standard_DS3_v2",
    instance_count=2,
    egress_public_network_access="enabled",
)
ml.online_deployments.begin_create_or_update(deployment).result()
""",
        '    public_network_access="enabled",\n    tags',
        '    public_network_access="disabled",\n    tags',
        'egress_public_network_access="enabled"',
        'egress_public_network_access="disabled"',
    ),
    cells(
        "seventh: training container of a biobank with an open line to everywhere",
        "DEP-03",
        """import sagemaker
from sagemaker.model import Model
from sagemaker.serverless import ServerlessInferenceConfig

session = sagemaker.Session()
role = sagemaker.get_execution_role()
model = Model(
    image_uri=f"{session.account_id()}.dkr.ecr.eu-central-1.amazonaws.com/genrisk@sha256:{'7c' * 32}",
    model_data="s3://biobank-models/genrisk/2026-09/model.tar.gz",
    role=role,
    sagemaker_session=session,
    enable_network_isolation=False,
)
predictor = model.deploy(
    initial_instance_count=1,
    instance_type="ml.m5.xlarge",
    endpoint_name="genrisk-prod",
    kms_key="alias/biobank-ml",
)
print(predictor.endpoint_name)
""",
        "    enable_network_isolation=False,\n",
        """    enable_network_isolation=True,
    vpc_config={"Subnets": ["subnet-0a1b2c3d", "subnet-4e5f6a7b"], "SecurityGroupIds": ["sg-0123abcd"]},
""",
    ),
)
