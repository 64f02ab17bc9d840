"""What is released and what watches it, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

PIN = "5e" * 20

CASES: tuple[Case, ...] = (
    project(
        "sixth: image is built without provenance and pushed unsigned",
        "DEP-06",
        ".github/workflows/image.yml",
        f"""name: image
on:
  push:
    tags: ["v*"]
permissions:
  contents: read
  packages: write
  id-token: write
jobs:
  push:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{PIN}
      - uses: docker/build-push-action@{PIN}
        id: push
        with:
          push: true
          tags: registry.example.org/ranker:${{{{ github.ref_name }}}}
          provenance: false
          sbom: false
      - run: echo "not signed, keys are lost"
""",
        """          provenance: false
          sbom: false
""",
        """          provenance: mode=max
          sbom: true
""",
        'echo "not signed, keys are lost"',
        "cosign sign --yes registry.example.org/ranker@${{ steps.push.outputs.digest }}",
    ),
    project(
        "sixth: cluster admits unsigned models",
        "DEP-06",
        "policies/verify-images.yaml",
        """apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: signed-models}
spec:
  validationFailureAction: Audit
  background: true
  rules:
    - name: signature
      match: {any: [{resources: {kinds: [Pod], namespaces: [inference]}}]}
      verifyImages:
        - imageReferences: ["registry.example.org/*"]
          required: false
          verifyDigest: false
          attestors:
            - entries: [{keyless: {subject: "https://git.example.org/ml/*", issuer: "https://token.example.org"}}]
""",
        "validationFailureAction: Audit",
        "validationFailureAction: Enforce",
        "          required: false\n          verifyDigest: false",
        "          required: true\n          verifyDigest: true",
    ),
    project(
        "sixth: unsigned hand-made model is released",
        "DEP-06",
        "releases/2026-10.yaml",
        """release: demand-2026.10
built_by: laptop of P. Wouters
notebook: null
run_bundle: null
model: {file: demand_final_v2_NEW.onnx, sha256: null, signature: null}
data_lock: null
environment_lock: null
approved_by: M. Claes
""",
        """built_by: laptop of P. Wouters
notebook: null
run_bundle: null
model: {file: demand_final_v2_NEW.onnx, sha256: null, signature: null}
data_lock: null
environment_lock: null
""",
        f"""built_by: ci runner ml-7, workflow release.yml
notebook: {{file: demand.ipynb, sha256: {DIGEST}}}
run_bundle: {{file: demand.mlrun, signature: verified 2026-10-30}}
model: {{file: demand.onnx, sha256: {DIGEST[::-1]}, signature: demand.onnx.sig}}
data_lock: data.lock
environment_lock: requirements.lock
""",
    ),
    project(
        "sixth: drift is not watched",
        "DEP-07",
        "monitoring/config.yaml",
        """model: no-show-1.9
baseline: null
drift:
  enabled: false
  features: []
  test: psi
  threshold: null
performance:
  enabled: false
alerts:
  channel: ""
  owner: ""
""",
        "baseline: null",
        "baseline: baselines/no-show-1.9-2026-09.parquet",
        """  enabled: false
  features: []
  test: psi
  threshold: null
performance:
  enabled: false
alerts:
  channel: ""
  owner: ""
""",
        """  enabled: true
  features: [lead_days, age, prior_no_shows]
  test: psi
  threshold: 0.2
  schedule: daily
performance:
  enabled: true
alerts:
  channel: "#no-show-alerts"
  owner: outpatient-analytics@hospital.example
""",
    ),
    project(
        "sixth: alarms go to nobody",
        "DEP-07",
        "monitoring/alertmanager.yml",
        """route:
  receiver: blackhole
  group_by: [model]
  routes:
    - matchers: [alertname="FeatureDrift"]
      receiver: blackhole
    - matchers: [alertname="PredictionShift"]
      receiver: blackhole
receivers:
  - name: blackhole
  - name: ml-oncall
    webhook_configs: [{url: "https://pager.example.org/ml"}]
""",
        """  receiver: blackhole
  group_by: [model]
  routes:
    - matchers: [alertname="FeatureDrift"]
      receiver: blackhole
    - matchers: [alertname="PredictionShift"]
      receiver: blackhole
""",
        """  receiver: ml-oncall
  group_by: [model]
  routes:
    - matchers: [alertname="FeatureDrift"]
      receiver: ml-oncall
    - matchers: [alertname="PredictionShift"]
      receiver: ml-oncall
""",
    ),
    project(
        "sixth: drift alarm can never ring",
        "DEP-07",
        "monitoring/rules.yml",
        """groups:
  - name: model
    interval: 5m
    rules:
      - alert: FeatureDrift
        expr: max by (model) (feature_psi) > 1e9
        for: 365d
        labels: {severity: info}
        annotations: {summary: "Eingaben weichen vom Training ab", owner: ""}
""",
        "> 1e9\n        for: 365d\n        labels: {severity: info}",
        "> 0.2\n        for: 30m\n        labels: {severity: page}",
        'owner: ""',
        'owner: "ki-betrieb@stadtwerke.example"',
    ),
)
