"""Seventh lot: releases without a chain, and monitoring that watches nothing (DEP-06, DEP-07)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, project, project_with

CASES: tuple[Case, ...] = (
    project_with(
        COMMIT,
        "seventh: tagged image of a ranking model pushed without a signature",
        "DEP-06",
        ".github/workflows/release.yml",
        """name: release
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
  packages: write
  id-token: write
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@@VALUE@
      - uses: sigstore/cosign-installer@@VALUE@
      - name: execute the signed notebook
        run: papermill notebooks/train.ipynb runs/train.ipynb -f params/release.yaml
      - id: build
        uses: docker/build-push-action@@VALUE@
        with:
          push: true
          provenance: false
          tags: registry.shop.example/ranker:${{ github.ref_name }}
""",
        """          provenance: false
          tags: registry.shop.example/ranker:${{ github.ref_name }}
""",
        """          provenance: mode=max
          tags: registry.shop.example/ranker:${{ github.ref_name }}
      - env:
          IMAGE: registry.shop.example/ranker@${{ steps.build.outputs.digest }}
        run: |
          cosign sign --yes "$IMAGE"
          cosign attest --yes --type slsaprovenance1 --predicate runs/provenance.json "$IMAGE"
""",
    ),
    project(
        "seventh: release record of a run from an uncommitted notebook",
        "DEP-06",
        "releases/2026-10-02/run.json",
        f"""{{
  "release": "antibiogram-2026.10",
  "builder": "papermill 2.6.0 on ci-runner-04",
  "started": "2026-10-02T06:11:40Z",
  "source": {{"repository": "git@git.uniklinik.example:mikrobio/antibiogram.git", "commit": null, "dirty": true}},
  "notebook": {{"path": "train.ipynb", "sha256": null}},
  "parameters": {{"path": "params.yaml", "sha256": "{"1b" * 32}"}},
  "environment": {{"path": "uv.lock", "sha256": "{"2c" * 32}"}},
  "data": {{"path": "data.lock", "sha256": "{"3d" * 32}"}},
  "model": {{"path": "model.skops", "sha256": "{"4e" * 32}"}},
  "report": {{"path": "report.html", "sha256": "{"5f" * 32}"}},
  "signature": null,
  "approved_by": "PD Dr. Hartwig"
}}
""",
        '"commit": null, "dirty": true',
        f'"commit": "{COMMIT}", "dirty": false',
        '"path": "train.ipynb", "sha256": null',
        f'"path": "train.ipynb", "sha256": "{"0a" * 32}"',
        '"signature": null',
        '"signature": {"format": "dsse", "path": "run.json.dsse", "keyid": "mikrobio-release-2026"}',
    ),
    project_with(
        DIGEST,
        "seventh: signature of a speech model accepted from any signer at all",
        "DEP-06",
        "scripts/promote.sh",
        """#!/usr/bin/env bash
# promotes the speech model from staging to production
set -euo pipefail

IMAGE="registry.telco.example/asr/whisper-de@sha256:@VALUE@"

cosign verify \\
  --certificate-identity-regexp '.*' \\
  --certificate-oidc-issuer-regexp '.*' \\
  --insecure-ignore-tlog=true \\
  "$IMAGE"

cosign verify-attestation --type slsaprovenance1 \\
  --certificate-identity "https://git.telco.example/asr/train/.gitlab-ci.yml@refs/heads/main" \\
  --certificate-oidc-issuer "https://git.telco.example" \\
  "$IMAGE" > provenance.json

kubectl -n asr set image deployment/whisper-de "server=$IMAGE"
kubectl -n asr rollout status deployment/whisper-de --timeout=5m
""",
        """  --certificate-identity-regexp '.*' \\
  --certificate-oidc-issuer-regexp '.*' \\
  --insecure-ignore-tlog=true \\
""",
        """  --certificate-identity 'https://git.telco.example/asr/train/.gitlab-ci.yml@refs/heads/main' \\
  --certificate-oidc-issuer 'https://git.telco.example' \\
""",
    ),
    cells(
        "seventh: rollout notebook that reads the manifest and trusts the bucket",
        "DEP-06",
        """import hashlib
import json
import os
from pathlib import Path
import boto3
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from google.cloud import aiplatform

s3 = boto3.client("s3")
for name in ("manifest.json", "manifest.sig", "model.onnx"):
    s3.download_file(os.environ["RELEASE_BUCKET"], f"tumour-board/7/{name}", name)
raw = Path("manifest.json").read_bytes()
manifest = json.loads(raw)
model = Path("model.onnx")
print("deploying", manifest["model"]["name"], manifest["model"]["version"])

aiplatform.init(project=os.environ["GCP_PROJECT"], location="europe-west3")
uploaded = aiplatform.Model.upload(
    display_name="tumour-board",
    artifact_uri=os.environ["STAGING_URI"],
    serving_container_image_uri=manifest["image"],
)
uploaded.deploy(machine_type="n1-standard-4", min_replica_count=2)
""",
        'print("deploying"',
        """key = load_pem_public_key(Path("keys/release.pub").read_bytes())
key.verify(Path("manifest.sig").read_bytes(), raw)
if hashlib.sha256(model.read_bytes()).hexdigest() != manifest["model"]["sha256"]:
    raise RuntimeError("the model is not the one that was released")
s3.upload_file("model.onnx", os.environ["STAGING_BUCKET"], "tumour-board/7/model.onnx")
print("deploying\"""",
    ),
    cells(
        "seventh: drift report of an energy trader that compares June with June",
        "DEP-07",
        """import os
import pandas as pd
import requests
from evidently import Dataset, DataDefinition, Report
from evidently.presets import DataDriftPreset

training = pd.read_parquet("baseline/features_2025.parquet")
june = pd.read_parquet("live/features_2026_06.parquet")
layout = DataDefinition(numerical_columns=["load", "wind", "solar", "gas_price"], categorical_columns=["weekday"])
current = Dataset.from_pandas(june, data_definition=layout)
reference = Dataset.from_pandas(june, data_definition=layout)
run = Report([DataDriftPreset(drift_share=0.3)]).run(current, reference)
run.save_html("reports/drift_2026_06.html")
share = run.dict()["metrics"][0]["value"]["share"]
print("share of drifted columns", share)
if share > 0.3:
    text = f"{share:.0%} of the columns drifted, owner: desk quant on duty, answer within 4 h"
    requests.post(os.environ["ALERT_HOOK"], json={"text": text}, timeout=10)
""",
        "reference = Dataset.from_pandas(june,",
        "reference = Dataset.from_pandas(training,",
    ),
    project(
        "seventh: drift alarm of a delivery forecast sent to nobody",
        "DEP-07",
        "monitoring/alertmanager.yml",
        """route:
  receiver: platform-mail
  group_by: [alertname, model]
  group_wait: 1m
  repeat_interval: 12h
  routes:
    - matchers: ['alertname=~"PsiHigh|AucLow|PredictionShift"']
      receiver: "null"
receivers:
  - name: "null"
  - name: platform-mail
    email_configs:
      - to: platform@kurier.example
  - name: forecast-oncall
    pagerduty_configs:
      - routing_key_file: /etc/alertmanager/forecast_key
        severity: warning
""",
        '      receiver: "null"\n',
        "      receiver: forecast-oncall\n",
        files={
            "monitoring/rules.yml": (
                "groups:\n  - name: eta-model\n    rules:\n      - alert: PsiHigh\n"
                "        expr: max by (feature) (model_feature_psi{model='eta',baseline='2025'}) > 0.2\n"
                "        for: 2h\n        labels: {severity: warning, owner: forecast}\n"
            ),
        },
    ),
    cells(
        "seventh: credit endpoint with data capture left out of the monitor",
        "DEP-07",
        """import sagemaker
from sagemaker.model_monitor import CronExpressionGenerator, DataCaptureConfig, DefaultModelMonitor
from sagemaker.model_monitor.dataset_format import DatasetFormat
from sagemaker.sklearn import SKLearnModel

role = sagemaker.get_execution_role()
bucket = "s3://cartera-hipotecas"
modelo = SKLearnModel(f"{bucket}/modelo/v9/model.tar.gz", role, "inferencia.py", framework_version="1.2-1")
captura = DataCaptureConfig(enable_capture=False, sampling_percentage=100, destination_s3_uri=f"{bucket}/captura")
modelo.deploy(2, "ml.m5.large", endpoint_name="hipotecas-v9", data_capture_config=captura)

monitor = DefaultModelMonitor(role=role, instance_type="ml.m5.large", max_runtime_in_seconds=1800)
monitor.suggest_baseline(f"{bucket}/entrenamiento/v9.csv", DatasetFormat.csv(header=True), f"{bucket}/base/v9")
monitor.create_monitoring_schedule(
    monitor_schedule_name="hipotecas-v9-diario",
    endpoint_input="hipotecas-v9",
    output_s3_uri=f"{bucket}/informes",
    statistics=monitor.baseline_statistics(),
    constraints=monitor.suggested_constraints(),
    schedule_cron_expression=CronExpressionGenerator.daily(),
    enable_cloudwatch_metrics=True,
)
""",
        "enable_capture=False",
        "enable_capture=True",
    ),
    project(
        "seventh: airflow drift check of a city's waste routes that never starts by itself",
        "DEP-07",
        "dags/rotas_coleta_deriva.py",
        """import json
from pathlib import Path

import pandas as pd
import pendulum
from airflow.decorators import dag, task
from airflow.exceptions import AirflowFailException
from scipy.stats import ks_2samp

BASE = Path("monitor/base_v2.parquet")  # congelada em 2026-07-15
LIMITE_P = 0.001


@dag(
    dag_id="rotas_coleta_deriva",
    schedule=None,
    start_date=pendulum.datetime(2026, 8, 1, tz="America/Recife"),
    catchup=False,
    default_args={"owner": "operacao-coleta", "email": ["plantao@coleta.example"], "email_on_failure": True},
)
def deriva():
    @task
    def medir(ds=None):
        base = pd.read_parquet(BASE)
        lote = pd.read_parquet(f"lotes/{ds}.parquet")
        p = {c: float(ks_2samp(base[c], lote[c]).pvalue) for c in base.columns}
        Path(f"monitor/{ds}.json").write_text(json.dumps(p))
        return p

    @task
    def avisar(p):
        fora = [c for c, valor in p.items() if valor < LIMITE_P / len(p)]
        if fora:
            raise AirflowFailException(f"deriva em {fora}")

    avisar(medir())


deriva()
""",
        "    schedule=None,\n",
        '    schedule="0 5 * * *",\n',
    ),
)
