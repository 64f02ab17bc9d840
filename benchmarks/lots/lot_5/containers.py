"""Fifth lot: images and workloads that may do more than serve, or give away more than a service needs."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project, spoilt

_IMAGE = f"""# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm@sha256:{DIGEST}
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY service/ service/
RUN useradd --system --uid 10001 scorer
USER 10001
EXPOSE 8443
HEALTHCHECK --interval=30s CMD ["python", "service/health.py"]
CMD ["python", "-m", "service"]
"""
_LOCK = f"onnxruntime==1.23.2 \\\n    --hash=sha256:{DIGEST}\nnumpy==2.2.6 \\\n    --hash=sha256:{DIGEST}\n"
_IGNORE = ".git\n.env\n*.ipynb\n**/*.csv\n**/*.parquet\n.venv\n"
_FILES = {
    "requirements.txt": _LOCK,
    ".dockerignore": _IGNORE,
    "service/__main__.py": "print('starting')\n",
    "service/health.py": "print('well')\n",
}
_POD = f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: scoring, namespace: credit}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: scoring}}}}
  template:
    metadata: {{labels: {{app: scoring}}}}
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {{type: RuntimeDefault}}
      containers:
        - name: scoring
          image: registry.bank.example/scoring@sha256:{DIGEST}
          ports: [{{containerPort: 8443}}]
          securityContext:
            privileged: false
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: [ALL]}}
          resources:
            requests: {{cpu: 500m, memory: 512Mi}}
            limits: {{cpu: "1", memory: 1Gi}}
          livenessProbe: {{httpGet: {{path: /healthz, port: 8443, scheme: HTTPS}}}}
          readinessProbe: {{httpGet: {{path: /readyz, port: 8443, scheme: HTTPS}}}}
          env:
            - name: DB_PASSWORD
              valueFrom: {{secretKeyRef: {{name: scoring-db, key: password}}}}
"""
_MADE_UP = hashlib.sha256(b"a password of the fifth lot").hexdigest()[:24]  # opens nothing
_COMPOSE = f"""services:
  scorer:
    image: registry.werk.example/scorer@sha256:{DIGEST}
    user: "10001:10001"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    privileged: false
    mem_limit: 1g
    cpus: 1.5
    pids_limit: 200
    ports: ["127.0.0.1:8443:8443"]
    volumes:
      - ./model:/model:ro
    healthcheck:
      test: ["CMD", "python", "service/health.py"]
"""

CASES: tuple[Case, ...] = (
    project(
        "image that goes back to root at the end",
        "DEP-02",
        "Dockerfile",
        *spoilt(_IMAGE, "USER 10001\n", "USER root\n"),
        files=_FILES,
    ),
    project(
        "image that never leaves root",
        "DEP-02",
        "serving/Dockerfile",
        *spoilt(
            _IMAGE,
            "RUN useradd --system --uid 10001 scorer\nUSER 10001\nEXPOSE 8443\n",
            "EXPOSE 8443\n",
        ),
        files=_FILES,
    ),
    project(
        "image on whatever latest is today",
        "DEP-02",
        "docker/Dockerfile",
        *spoilt(_IMAGE, f"python:3.11-slim-bookworm@sha256:{DIGEST}", "python:latest"),
        files=_FILES,
    ),
    project(
        "token handed in as a build argument and kept in the environment",
        "DEP-02",
        "Dockerfile",
        *spoilt(
            _IMAGE,
            "COPY service/ service/\n",
            "ARG HF_TOKEN\nENV HF_TOKEN=$HF_TOKEN\nCOPY service/ service/\n",
        ),
        files=_FILES,
    ),
    project(
        "everything that lies in the folder is copied",
        "DEP-02",
        ".dockerignore",
        *spoilt(_IGNORE, ".git\n.env\n*.ipynb\n**/*.csv\n**/*.parquet\n", "__pycache__\n"),
        files={
            "Dockerfile": _IMAGE.replace("COPY service/ service/", "COPY . ."),
            "requirements.txt": _LOCK,
            "service/__main__.py": "print('starting')\n",
            "service/health.py": "print('well')\n",
        },
    ),
    project(
        "installer from the web piped into a shell",
        "DEP-02",
        "Containerfile",
        *spoilt(
            _IMAGE,
            "COPY requirements.txt .\n",
            "RUN apt-get update && apt-get install -y curl && curl -fsSL https://get.modelrunner.example/install.sh | bash\n"
            "COPY requirements.txt .\n",
        ),
        files=_FILES,
    ),
    project(
        "packages of the day in the image",
        "DEP-02",
        "Dockerfile",
        *spoilt(
            _IMAGE,
            "pip install --no-cache-dir --require-hashes -r requirements.txt",
            "pip install --no-cache-dir -U onnxruntime numpy",
        ),
        files=_FILES,
    ),
    project(
        "another scikit-learn in the image than in the lock",
        "DEP-02",
        "Dockerfile",
        f"""FROM python:3.11-slim-bookworm@sha256:{DIGEST}
RUN pip install --no-cache-dir scikit-learn==1.2.2 skops==0.9.0
COPY service/ /srv/
USER 65534
HEALTHCHECK CMD ["python", "/srv/health.py"]
CMD ["python", "/srv/__main__.py"]
""",
        "scikit-learn==1.2.2 skops==0.9.0",
        "scikit-learn==1.7.2 skops==0.13.0",
        files={
            **_FILES,
            "requirements.txt": f"scikit-learn==1.7.2 \\\n    --hash=sha256:{DIGEST}\nskops==0.13.0 \\\n    --hash=sha256:{DIGEST}\n",
        },
        notebook="import sklearn\nimport skops.io as sio\n\nprint(sklearn.__version__)",
    ),
    project(
        "weights added from a URL, writable for all",
        "DEP-02",
        "Dockerfile",
        *spoilt(
            _IMAGE,
            "COPY service/ service/\n",
            "ADD https://models.vision.example/detector.onnx /models/detector.onnx\nRUN chmod -R 777 /models\n"
            "COPY service/ service/\n",
        ),
        files=_FILES,
    ),
    project(
        "compose: privileged, with the engine's socket",
        "DEP-02",
        "compose.yaml",
        *spoilt(
            _COMPOSE,
            "privileged: false",
            "privileged: true",
            "      - ./model:/model:ro\n",
            "      - ./model:/model:ro\n      - /var/run/docker.sock:/var/run/docker.sock\n",
        ),
    ),
    project(
        "compose: root, every capability, a writable root",
        "DEP-02",
        "deploy/docker-compose.prod.yml",
        *spoilt(
            _COMPOSE,
            'user: "10001:10001"',
            'user: "0:0"',
            "    read_only: true\n    cap_drop: [ALL]\n",
            "    cap_add: [SYS_ADMIN, NET_ADMIN]\n",
        ),
    ),
    project(
        "pod with privileges",
        "DEP-02",
        "k8s/deployment.yaml",
        *spoilt(
            _POD,
            "privileged: false\n            allowPrivilegeEscalation: false",
            "privileged: true\n            allowPrivilegeEscalation: true",
        ),
    ),
    project(
        "pod without limits that may be root",
        "DEP-02",
        "manifests/scoring.yml",
        *spoilt(
            _POD,
            "        runAsNonRoot: true\n        runAsUser: 10001\n",
            "        runAsUser: 0\n",
            '            requests: {cpu: 500m, memory: 512Mi}\n            limits: {cpu: "1", memory: 1Gi}\n',
            "            requests: {cpu: 500m, memory: 512Mi}\n",
        ),
    ),
    project(
        "pod in the host's network with the host's disk",
        "DEP-02",
        "k8s/app.yaml",
        *spoilt(
            _POD,
            "      automountServiceAccountToken: false\n",
            "      hostNetwork: true\n      hostPID: true\n      automountServiceAccountToken: false\n"
            "      volumes: [{name: host, hostPath: {path: /}}]\n",
        ),
    ),
    project(
        "the database password stands in the manifest",
        "DEP-02",
        "k8s/scoring.yaml",
        *spoilt(
            _POD,
            "              valueFrom: {secretKeyRef: {name: scoring-db, key: password}}\n",
            f"              value: {_MADE_UP}\n",
        ),
    ),
    project(
        "kserve predictor: a floating image that may gain privileges",
        "DEP-02",
        "serving/isvc.yaml",
        """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: ocr, namespace: docs}
spec:
  predictor:
    securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}
    automountServiceAccountToken: false
    containers:
      - name: kserve-container
        image: ghcr.io/docs-team/ocr:latest
        securityContext:
          allowPrivilegeEscalation: true
          readOnlyRootFilesystem: true
          capabilities: {drop: [ALL]}
        resources:
          requests: {cpu: "1", memory: 2Gi}
          limits: {cpu: "2", memory: 4Gi, nvidia.com/gpu: "1"}
        livenessProbe: {httpGet: {path: /v2/health/live, port: 8080}}
""",
        "ghcr.io/docs-team/ocr:latest",
        f"ghcr.io/docs-team/ocr@sha256:{DIGEST}",
        "allowPrivilegeEscalation: true",
        "allowPrivilegeEscalation: false",
    ),
    project(
        "helm: the chart's values switch the protection off",
        "DEP-02",
        "chart/values.yaml",
        f"""image:
  repository: registry.shop.example/recsys
  digest: sha256:{DIGEST}
podSecurityContext:
  runAsNonRoot: false
  runAsUser: 0
securityContext:
  privileged: true
  allowPrivilegeEscalation: true
  readOnlyRootFilesystem: false
  capabilities: {{add: [ALL]}}
resources:
  limits: {{cpu: "2", memory: 2Gi}}
  requests: {{cpu: "1", memory: 1Gi}}
""",
        "runAsNonRoot: false\n  runAsUser: 0",
        "runAsNonRoot: true\n  runAsUser: 10001",
        "privileged: true",
        "privileged: false",
        "allowPrivilegeEscalation: true",
        "allowPrivilegeEscalation: false",
        "readOnlyRootFilesystem: false",
        "readOnlyRootFilesystem: true",
        "{add: [ALL]}",
        "{drop: [ALL]}",
        files={
            "chart/Chart.yaml": "apiVersion: v2\nname: recsys\nversion: 1.4.0\n",
            "chart/templates/deployment.yaml": """apiVersion: apps/v1
kind: Deployment
metadata: {name: recsys}
spec:
  selector: {matchLabels: {app: recsys}}
  template:
    metadata: {labels: {app: recsys}}
    spec:
      securityContext: {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: recsys
          image: "{{ .Values.image.repository }}@{{ .Values.image.digest }}"
          securityContext: {{- toYaml .Values.securityContext | nindent 12 }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
""",
        },
    ),
    project(
        "the endpoint's role may do anything",
        "DEP-02",
        "infra/endpoint.tf",
        """resource "aws_iam_role" "endpoint" {
  name = "sagemaker-endpoint"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "endpoint" {
  role = aws_iam_role.endpoint.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

resource "aws_sagemaker_model" "score" {
  name                     = "score"
  execution_role_arn       = aws_iam_role.endpoint.arn
  enable_network_isolation = true
  primary_container {
    image          = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/score@sha256:DIGEST"
    model_data_url = "s3://score-models/7/model.tar.gz"
  }
}
""".replace("DIGEST", DIGEST),
        """Action = "*", Resource = "*\"""",
        """Action = ["s3:GetObject"], Resource = "arn:aws:s3:::score-models/7/*\"""",
    ),
)
