"""Seventh lot: what a served model runs in (DEP-02)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, made_up, project, project_with

CASES: tuple[Case, ...] = (
    project_with(
        DIGEST,
        "seventh: ray serve image that answers requests as root",
        "DEP-02",
        "serve/Dockerfile",
        """FROM python:3.12-slim@sha256:@VALUE@ AS build
WORKDIR /src
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --prefix=/install -r requirements.lock

FROM python:3.12-slim@sha256:@VALUE@
COPY --from=build /install /usr/local
WORKDIR /app
COPY serve/ /app/serve/
COPY models/ranker.onnx /app/models/
ENV RAY_USAGE_STATS_ENABLED=0
HEALTHCHECK --interval=30s CMD ["python", "-m", "serve.health"]
EXPOSE 8000
CMD ["serve", "run", "serve.app:deployment"]
""",
        "EXPOSE 8000\n",
        "RUN useradd --uid 10001 --no-create-home ranker\nUSER 10001\nEXPOSE 8000\n",
    ),
    project_with(
        DIGEST,
        "seventh: imaging pod of a hospital that may do whatever the node may",
        "DEP-02",
        "deploy/segmentation.yaml",
        """apiVersion: apps/v1
kind: Deployment
metadata: {name: ct-segmentation, namespace: radiology}
spec:
  replicas: 2
  selector: {matchLabels: {app: ct-segmentation}}
  template:
    metadata: {labels: {app: ct-segmentation}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: triton
          image: registry.klinik.example/triton-ct@sha256:@VALUE@
          args: ["tritonserver", "--model-repository=/models", "--model-control-mode=none"]
          resources:
            limits: {cpu: "6", memory: 24Gi, nvidia.com/gpu: 1}
            requests: {cpu: "2", memory: 16Gi}
          readinessProbe: {httpGet: {path: /v2/health/ready, port: 8000}}
          livenessProbe: {httpGet: {path: /v2/health/live, port: 8000}}
          securityContext:
            privileged: true
          volumeMounts: [{name: models, mountPath: /models, readOnly: true}]
      volumes: [{name: models, persistentVolumeClaim: {claimName: ct-models}}]
""",
        """            privileged: true
""",
        """            privileged: false
            allowPrivilegeEscalation: false
            runAsNonRoot: true
            runAsUser: 1000
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
""",
    ),
    project_with(
        DIGEST,
        "seventh: batch scorer that was given the socket of the docker daemon",
        "DEP-02",
        "docker-compose.prod.yml",
        """services:
  scorer:
    image: registry.bank.example/risk/scorer@sha256:@VALUE@
    user: "10014:10014"
    read_only: true
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    mem_limit: 4g
    cpus: 2
    pids_limit: 200
    healthcheck:
      test: [CMD, python, -m, scorer.ping]
      interval: 20s
    tmpfs: [/scratch]
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - ./models:/models:ro
    networks: [inside]
networks:
  inside: {internal: true}
""",
        "      - /var/run/docker.sock:/var/run/docker.sock\n",
        "",
    ),
    project_with(
        made_up("hf_", 34),
        "seventh: hub token baked into a layer of the summary service",
        "DEP-02",
        "Dockerfile",
        f"""# syntax=docker/dockerfile:1
FROM nvidia/cuda:12.6.2-runtime-ubuntu24.04@sha256:{DIGEST}
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.lock /app/
RUN pip install --require-hashes -r /app/requirements.lock
ENV HF_TOKEN=@VALUE@
RUN python -m huggingface_hub.cli.hf download firma/summary-de --revision 4f4f4f4 --local-dir /app/model
COPY summary/ /app/summary/
RUN useradd -u 10020 svc
USER 10020
WORKDIR /app
HEALTHCHECK CMD ["python", "-m", "summary.alive"]
ENTRYPOINT ["python", "-m", "summary.server"]
""",
        "ENV HF_TOKEN=@VALUE@\nRUN python -m",
        'RUN --mount=type=secret,id=hf HF_TOKEN="$(cat /run/secrets/hf)" python -m',
    ),
    project(
        "seventh: streamlit board of a ministry built on whatever latest is today",
        "DEP-02",
        "tableau/Dockerfile",
        """# Tableau de bord des prévisions hospitalières
FROM python:latest
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY tableau.py prevision.skops ./
RUN groupadd -g 990 app && useradd -u 990 -g app -s /usr/sbin/nologin app
USER app
HEALTHCHECK --interval=1m CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://localhost:8501/healthz')"]
CMD ["streamlit", "run", "tableau.py", "--server.address=0.0.0.0", "--browser.gatherUsageStats=false"]
""",
        "FROM python:latest",
        f"FROM python:3.12.7-slim-bookworm@sha256:{DIGEST}",
    ),
    project(
        "seventh: helm values that switch the chart's hardening off",
        "DEP-02",
        "charts/tgi/values-prod.yaml",
        f"""image:
  repository: registry.startup.example/tgi-support-bot
  digest: sha256:{DIGEST}
replicaCount: 3
resources:
  limits: {{cpu: 8, memory: 64Gi, nvidia.com/gpu: 1}}
  requests: {{cpu: 4, memory: 48Gi}}
podSecurityContext:
  fsGroup: 2000
  seccompProfile: {{type: RuntimeDefault}}
securityContext:
  runAsNonRoot: false
  runAsUser: 0
  readOnlyRootFilesystem: false
  allowPrivilegeEscalation: true
  capabilities:
    add: [SYS_ADMIN, SYS_PTRACE]
livenessProbe: {{httpGet: {{path: /health, port: 8080}}}}
readinessProbe: {{httpGet: {{path: /health, port: 8080}}}}
extraVolumes:
  - name: scratch
    emptyDir: {{sizeLimit: 4Gi}}
""",
        """  runAsNonRoot: false
  runAsUser: 0
  readOnlyRootFilesystem: false
  allowPrivilegeEscalation: true
  capabilities:
    add: [SYS_ADMIN, SYS_PTRACE]
""",
        """  runAsNonRoot: true
  runAsUser: 2000
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
""",
    ),
    project(
        "seventh: image whose scikit-learn is older than the one that fitted the pickle",
        "DEP-02",
        "inference/Dockerfile",
        f"""FROM python:3.12-slim@sha256:{DIGEST}
# 推理服务镜像 (风控组)
RUN useradd --system --uid 10030 infer
WORKDIR /srv
RUN pip install --no-cache-dir \\
    scikit-learn==1.3.2 \\
    numpy==2.2.1 \\
    skops==0.13.0 \\
    bentoml==1.4.3
COPY --chown=infer bento/ ./bento/
USER infer
HEALTHCHECK --interval=15s --timeout=3s CMD ["python", "bento/healthcheck.py"]
CMD ["bentoml", "serve", "bento", "--host", "0.0.0.0", "--port", "3000"]
""",
        "scikit-learn==1.3.2",
        "scikit-learn==1.6.1",
        files={"training/requirements.lock": "numpy==2.2.1\npandas==2.2.3\nscikit-learn==1.6.1\nskops==0.13.0\n"},
    ),
)
