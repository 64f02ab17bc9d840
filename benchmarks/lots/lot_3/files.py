"""A third lot: containers, clusters, pipelines and plans as strangers write them. Labelled before anything was run."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.lots.case import Case

SHA = "a1" * 32
IMAGE = f"registry.lab.es/notas@sha256:{SHA}"
STAGES = f"""FROM python:3.12-slim@sha256:{SHA} AS bau
WORKDIR /bau
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.12-slim@sha256:{SHA}
COPY --from=bau /venv /venv
COPY src/ /app/
USER 10001:10001
HEALTHCHECK --interval=30s CMD ["/venv/bin/python", "/app/gesund.py"]
ENTRYPOINT ["/venv/bin/python", "/app/main.py"]
"""
COMPOSE = f"""x-comun: &comun
  read_only: true
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  mem_limit: 512m
  cpus: 1
  user: "1000"
services:
  api:
    <<: *comun
    image: {IMAGE}
"""
POD = f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: notas}}
spec:
  template:
    spec:
      automountServiceAccountToken: false
      containers:
        - name: api
          image: {IMAGE}
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: [ALL]}}
          resources:
            limits: {{cpu: "1", memory: 1Gi}}
            requests: {{cpu: 500m, memory: 512Mi}}
"""
POLICY = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: nur-innen}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n"
CHECKOUT = "c4" * 20


def _of(name: str, item: str, bad: Mapping[str, str], good: Mapping[str, str]) -> Case:
    return Case(name, item, bad_files=bad, good_files=good)


def _docker(name: str, old: str, new: str, path: str = "Dockerfile") -> Case:
    return _of(name, "DEP-02", {path: STAGES.replace(old, new)}, {path: STAGES})


def _pod(name: str, old: str, new: str) -> Case:
    return _of(name, "DEP-02", {"k8s/notas.yaml": POD.replace(old, new) + POLICY}, {"k8s/notas.yaml": POD + POLICY})


CONTAINERS: list[Case] = [
    _docker(
        "the last stage runs as root",
        "USER 10001:10001\n",
        "USER root\n",
        "docker/Dockerfile.serve",
    ),
    _docker(
        "the last stage floats",
        f"FROM python:3.12-slim@sha256:{SHA}\nCOPY --from",
        "FROM python:latest\nCOPY --from",
        "Containerfile",
    ),
    _docker("a password as an argument", "WORKDIR /bau\n", "WORKDIR /bau\nARG DB_PASSWORD=wintermute7\n"),
    _docker(
        "something added from the net", "COPY src/ /app/\n", "ADD https://x.lab.es/modelo.bin /app/\nCOPY src/ /app/\n"
    ),
    _docker(
        "a script of the net in a shell",
        "WORKDIR /bau\n",
        "WORKDIR /bau\nRUN curl -sSL https://x.lab.es/instalar.sh | bash\n",
        "api.Dockerfile",
    ),
    _docker("writable by everybody", "USER 10001:10001\n", "RUN chmod -R 777 /app\nUSER 10001:10001\n"),
    _of(
        "the host's network",
        "DEP-02",
        {"compose.yml": COMPOSE + "    network_mode: host\n"},
        {"compose.yml": COMPOSE},
    ),
    _of(
        "the engine's socket, long form",
        "DEP-02",
        {
            "docker-compose.prod.yaml": COMPOSE
            + "    volumes:\n      - type: bind\n        source: /var/run/docker.sock\n        target: /var/run/docker.sock\n"
        },
        {"docker-compose.prod.yaml": COMPOSE},
    ),
    _of(
        "privileges through an anchor",
        "DEP-02",
        {"compose.yaml": COMPOSE.replace("x-comun: &comun\n", "x-comun: &comun\n  privileged: true\n")},
        {"compose.yaml": COMPOSE},
    ),
    _of(
        "a password in the environment",
        "DEP-02",
        {"compose.yaml": COMPOSE + "    environment:\n      DB_PASSWORD: wintermute7\n"},
        {"compose.yaml": COMPOSE + "    environment:\n      DB_PASSWORD_FILE: /run/secrets/db\n"},
    ),
    _of(
        "one more capability",
        "DEP-02",
        {"compose.yaml": COMPOSE + "    cap_add: [SYS_ADMIN]\n"},
        {"compose.yaml": COMPOSE},
    ),
    _pod("a privileged pod", "allowPrivilegeEscalation: false", "privileged: true"),
    _pod("a pod as root", "runAsNonRoot: true", "runAsUser: 0"),
    _pod("a pod that floats", IMAGE, "registry.lab.es/notas:latest"),
    _pod("a pod on the host's network", "automountServiceAccountToken: false", "hostNetwork: true"),
    _pod(
        "a pod with the host's disk",
        "      containers:\n",
        "      volumes:\n        - name: wurzel\n          hostPath: {path: /}\n      containers:\n",
    ),
    _pod(
        "a pod without limits",
        '            limits: {cpu: "1", memory: 1Gi}\n',
        "",
    ),
    _of(
        "a pod as JSON",
        "DEP-02",
        {
            "deploy/pod.json": '{"apiVersion": "v1", "kind": "Pod", "spec": {"hostPID": true, "containers": [{"name": "a", "image": "notas:latest", "securityContext": {"privileged": true}}]}}'
        },
        {
            "deploy/pod.json": '{"apiVersion": "v1", "kind": "Pod", "spec": {"automountServiceAccountToken": false, "containers": [{"name": "a", "image": "'
            + IMAGE
            + '", "securityContext": {"runAsNonRoot": true, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}, "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}]}}'
        },
    ),
    _of(
        "a development container with privileges",
        "DEP-02",
        {
            ".devcontainer/devcontainer.json": '{"image": "'
            + IMAGE
            + '", "runArgs": ["--privileged", "--network=host"]}'
        },
        {".devcontainer/devcontainer.json": '{"image": "' + IMAGE + '", "remoteUser": "vscode"}'},
    ),
    _of(
        "started with privileges by a script",
        "DEP-02",
        {
            "lancer.sh": "#!/bin/sh\ndocker run --rm --privileged -v /var/run/docker.sock:/var/run/docker.sock notes:latest\n"
        },
        {"lancer.sh": f"#!/bin/sh\ndocker run --rm --read-only --cap-drop ALL --memory 1g --user 1000 {IMAGE}\n"},
    ),
    _of(
        "a set of pods without a policy",
        "DEP-03",
        {"k8s/notas.yaml": POD.replace("kind: Deployment", "kind: StatefulSet")},
        {"k8s/notas.yaml": POD.replace("kind: Deployment", "kind: StatefulSet") + POLICY},
    ),
    _of(
        "open to the world by Terraform",
        "DEP-03",
        {
            "infra/main.tf": 'resource "aws_security_group" "notas" {\n  ingress {\n    from_port   = 0\n    to_port     = 65535\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n'
        },
        {
            "infra/main.tf": 'resource "aws_security_group" "notas" {\n  ingress {\n    from_port   = 443\n    to_port     = 443\n    protocol    = "tcp"\n    cidr_blocks = ["10.0.0.0/16"]\n  }\n}\n'
        },
    ),
    _of(
        "a port for every interface",
        "DEP-03",
        {"compose.yaml": COMPOSE + '    ports: ["5432:5432"]\n'},
        {"compose.yaml": COMPOSE + '    ports: ["127.0.0.1:5432:5432"]\n'},
    ),
    _of(
        "gunicorn for every interface",
        "DEP-03",
        {"gunicorn.conf.py": "bind = '0.0.0.0:8000'\nworkers = 4\n"},
        {"gunicorn.conf.py": "bind = '127.0.0.1:8000'\nworkers = 4\n"},
    ),
]
GITHUB = f"""name: vérifier
on:
  pull_request:
  push: {{branches: [main]}}
permissions: {{contents: read}}
jobs:
  essais:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{CHECKOUT}
      - run: python -m pytest -q
      - name: sécurité
        run: mlsec scan .
"""
JENKINS = "pipeline {\n  agent any\n  stages {\n    stage('Pruefen') {\n      steps {\n        sh 'pytest -q'\n        sh 'mlsec scan .'\n      }\n    }\n  }\n}\n"
PIPELINES: list[Case] = [
    _of(
        "GitHub without a gate",
        "DEP-05",
        {".github/workflows/verifier.yaml": GITHUB.replace("mlsec scan .", "echo mlsec")},
        {".github/workflows/verifier.yaml": GITHUB},
    ),
    _of(
        "GitHub swallows the failure",
        "DEP-05",
        {".github/workflows/verifier.yaml": GITHUB.replace("mlsec scan .", "mlsec scan . || true")},
        {".github/workflows/verifier.yaml": GITHUB},
    ),
    _of(
        "GitHub never comes there",
        "DEP-05",
        {
            ".github/workflows/verifier.yaml": GITHUB.replace(
                "      - name: sécurité\n", "      - name: sécurité\n        if: false\n"
            )
        },
        {".github/workflows/verifier.yaml": GITHUB},
    ),
    _of(
        "a fork's code with the project's keys",
        "DEP-05",
        {
            ".github/workflows/verifier.yaml": GITHUB.replace("  pull_request:\n", "  pull_request_target:\n").replace(
                f"actions/checkout@{CHECKOUT}\n",
                f"actions/checkout@{CHECKOUT}\n        with:\n          ref: ${{{{ github.event.pull_request.head.sha }}}}\n",
            )
        },
        {".github/workflows/verifier.yaml": GITHUB},
    ),
    _of(
        "a branch's name in a script",
        "DEP-05",
        {".github/workflows/verifier.yaml": GITHUB + '      - run: |\n          git tag "v-${{ github.head_ref }}"\n'},
        {
            ".github/workflows/verifier.yaml": GITHUB
            + '      - env: {ZWEIG: "${{ github.head_ref }}"}\n        run: |\n          git tag "v-$ZWEIG"\n'
        },
    ),
    _of(
        "GitLab may fail",
        "DEP-05",
        {
            ".gitlab-ci.yml": "stages: [test]\nsicherheit:\n  stage: test\n  script:\n    - mlsec scan .\n  allow_failure: true\n"
        },
        {".gitlab-ci.yml": "stages: [test]\nsicherheit:\n  stage: test\n  script:\n    - mlsec scan .\n"},
    ),
    _of(
        "GitLab without a gate",
        "DEP-05",
        {".gitlab-ci.yml": ".base: &base\n  image: python:3.12\npruebas:\n  <<: *base\n  script: [pytest]\n"},
        {
            ".gitlab-ci.yml": ".base: &base\n  image: python:3.12\npruebas:\n  <<: *base\n  script: [pytest, mlsec scan .]\n"
        },
    ),
    _of(
        "Jenkins without a gate",
        "DEP-05",
        {"Jenkinsfile": JENKINS.replace("        sh 'mlsec scan .'\n", "")},
        {"Jenkinsfile": JENKINS},
    ),
    _of(
        "Jenkins swallows the failure",
        "DEP-05",
        {"Jenkinsfile": JENKINS.replace("sh 'mlsec scan .'", "sh(script: 'mlsec scan .', returnStatus: true)")},
        {"Jenkinsfile": JENKINS},
    ),
    _of(
        "Azure without a gate",
        "DEP-05",
        {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: pytest\n    displayName: Pruebas\n"},
        {
            "azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: pytest\n  - script: mlsec scan .\n    displayName: Puerta\n"
        },
    ),
    _of(
        "Azure goes on",
        "DEP-05",
        {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: mlsec scan .\n    continueOnError: true\n"},
        {"azure-pipelines.yml": "trigger: [main]\nsteps:\n  - script: mlsec scan .\n"},
    ),
]
PLAN = (
    "# Plan de réponse aux incidents\nRelu le 2026-09-15. Astreinte : Zoé Martin, Paul Petit, Ana Ruiz.\n"
    "1. Identify: quel modèle répond ?\n2. Contain: couper la route.\n3. Eradicate: révoquer les clés.\n"
    "4. Recover: revenir à v7.mlrun.\n5. Notify: prévenir les personnes concernées.\n"
)
TEAM = {"roles": {"owner": "Zoé Martin", "reviewer": "Paul Petit", "contact": "Ana Ruiz"}}
CARD = "# Notas\n## Intended use\nPriorizar.\n## Out-of-scope\nTodo lo demás.\n## Training data\nEncuesta 2024.\n## Evaluation\nF1 0.81.\n## Limitations\nPocas filas.\n## Contact\nml@lab.es\n## Licence\nMIT\n"
PLANS: list[Case] = [
    Case(
        "a plan that names nobody of today",
        "MNT-03",
        bad_files={
            "docs/INCIDENT_RESPONSE.md": PLAN.replace("Zoé Martin, Paul Petit, Ana Ruiz", "l'ancienne équipe"),
            "v7.mlrun/SHA256SUMS": "",
        },
        good_files={"docs/INCIDENT_RESPONSE.md": PLAN, "v7.mlrun/SHA256SUMS": ""},
        bad_says=TEAM,
        good_says=TEAM,
    ),
    Case(
        "a plan whose way back is gone",
        "MNT-03",
        bad_files={"INCIDENT.md": PLAN},
        good_files={"INCIDENT.md": PLAN, "v7.mlrun/SHA256SUMS": ""},
        bad_says=TEAM,
        good_says=TEAM,
    ),
    Case(
        "a contact still to be filled in",
        "GOV-06",
        bad_files={".github/SECURITY.md": "# Sicherheit\nMeldungen an [INSERT CONTACT METHOD].\n"},
        good_files={".github/SECURITY.md": "# Sicherheit\nMeldungen an sicherheit@uni.de.\n"},
    ),
    Case(
        "a security.txt that has ended",
        "GOV-06",
        bad_files={".well-known/security.txt": "Contact: mailto:seguridad@lab.es\nExpires: 2024-01-01T00:00:00Z\n"},
        good_files={".well-known/security.txt": "Contact: mailto:seguridad@lab.es\nExpires: 2027-06-01T00:00:00Z\n"},
    ),
    Case(
        "a card with TODO",
        "EVA-10",
        bad_files={"MODEL_CARD.md": CARD.replace("F1 0.81.", "TODO")},
        good_files={"MODEL_CARD.md": CARD},
    ),
    Case(
        "a card with an empty section",
        "EVA-10",
        bad_files={"model_card.md": CARD.replace("Pocas filas.\n", "")},
        good_files={"model_card.md": CARD},
    ),
    Case(
        "data kept past their day",
        "COL-01",
        bad_says={"dataset__patienten.csv": {"retention": "2026-01-31"}},
        good_says={"dataset__patienten.csv": {"retention": "2028-01-31"}},
        bad_files={"patienten.csv": "alter\n3\n"},
        good_files={"patienten.csv": "alter\n3\n"},
        bad="import pandas as pd\nt = pd.read_csv('patienten.csv')\n",
        good="import pandas as pd\nt = pd.read_csv('patienten.csv')\n",
    ),
    Case(
        "a licence that forbids a profit",
        "COL-03",
        bad="import pandas as pd\nt = pd.read_csv('d.csv')\n",
        good="import pandas as pd\nt = pd.read_csv('d.csv')\n",
        bad_says={
            "dataset__d.csv": {"source": "d.csv", "licence": "CC-BY-NC-4.0", "owner": "x", "collection": "y"},
            "purpose": {"use": "commercial"},
        },
        good_says={
            "dataset__d.csv": {"source": "d.csv", "licence": "CC-BY-4.0", "owner": "x", "collection": "y"},
            "purpose": {"use": "commercial"},
        },
    ),
    Case(
        "a notebook beside still reads it",
        "RET-03",
        bad_files={
            "jobs/nocturno.py": "from pathlib import Path\nfilas = (Path('datos') / 'viejo.parquet').read_bytes()\n"
        },
        good_files={
            "jobs/nocturno.py": "from pathlib import Path\nfilas = (Path('datos') / 'nuevo.parquet').read_bytes()\n"
        },
        bad_says={"deletion__viejo.parquet": {"sha256": "2" * 64, "date": "2026-02-01", "medium": "hdd"}},
        good_says={"deletion__viejo.parquet": {"sha256": "2" * 64, "date": "2026-02-01", "medium": "hdd"}},
    ),
    Case(
        "a setting still names it",
        "RET-03",
        bad_files={"conf/servicio.toml": '[modelo]\nruta = "modelos/viejo.onnx"\n'},
        good_files={"conf/servicio.toml": '[modelo]\nruta = "modelos/nuevo.onnx"\n'},
        bad_says={"deletion__modelos/viejo.onnx": {"sha256": "3" * 64, "date": "2026-02-01", "medium": "hdd"}},
        good_says={"deletion__modelos/viejo.onnx": {"sha256": "3" * 64, "date": "2026-02-01", "medium": "hdd"}},
    ),
    Case(
        "monitoring without an alarm",
        "DEP-07",
        bad_says={"monitoring": {"owner": "Ana", "metrics": "psi", "threshold": "0.2"}},
        good_says={
            "monitoring": {"owner": "Ana", "channel": "mail", "metrics": "psi", "threshold": "0.2", "response": "4 h"}
        },
    ),
    Case(
        "a retirement without a successor",
        "RET-02",
        bad_says={"retirement": {"date": "2026-03-01", "reason": "vieux", "retention": "5 y"}},
        good_says={
            "retirement": {
                "date": "2026-03-01",
                "reason": "vieux",
                "successor": "v8",
                "retention": "5 y",
                "consumers": "aucun",
            }
        },
    ),
    _of(
        "a private key beside the notebook",
        "TRN-08",
        {".git/config": "", "clave.pem": "x\n", ".gitignore": "*.pyc\n"},
        {".git/config": "", "clave.pem": "x\n", ".gitignore": "*.pem\n"},
    ),
    _of(
        "keys of a cloud beside the notebook",
        "TRN-08",
        {".git/config": "", "kaggle.json": "{}\n", ".gitignore": "datos/\n"},
        {".git/config": "", "kaggle.json": "{}\n", ".gitignore": "kaggle.json\n"},
    ),
    _of(
        "a server without a token",
        "TRN-08",
        {"jupyter_server_config.json": '{"ServerApp": {"token": "", "password": "", "ip": "0.0.0.0"}}'},
        {"jupyter_server_config.json": '{"ServerApp": {"ip": "127.0.0.1"}}'},
    ),
    _of(
        "versions open in pyproject",
        "TRN-02",
        {"requirements.txt": "# Pakete\nnumpy>=2\npandas~=2.2\ngit+https://git.lab.es/x/y.git\n"},
        {"requirements.txt": f"# Pakete\nnumpy==2.4.0 --hash=sha256:{SHA}\n"},
    ),
]

CASES: tuple[Case, ...] = (*CONTAINERS, *PIPELINES, *PLANS)
