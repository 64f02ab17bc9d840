"""A fourth lot: images, clusters, networks and pipelines of every vendor. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, project

_IMG = f"python:3.11-slim@sha256:{DIGEST}"
_IGNORE = {".dockerignore": ".git\n.env\n*.ipynb\ndata/\n*.pem\n"}
_DOCKER = f'FROM {_IMG}\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install --no-cache-dir --require-hashes -r requirements.txt\nCOPY app/ app/\nRUN useradd -r -u 10001 scorer\nUSER 10001\nEXPOSE 8000\nHEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen(\'http://127.0.0.1:8000/health\')"\nCMD ["uvicorn", "app.main:app"]\n'
_TOKEN = "hf_" + "QmZxTuWvLbKcJdRs" + "NpYaEgHfXo"
_POD = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: scorer}\nspec:\n  template:\n    metadata: {labels: {app: scorer}}\n    spec:\n      automountServiceAccountToken: false\n      hostNetwork: false\n"
    "      securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}\n      containers:\n      - name: scorer\n"
    f"        image: registry.acme.com/scorer@sha256:{DIGEST}\n        resources: {{requests: {{cpu: 500m, memory: 512Mi}}, limits: {{cpu: '1', memory: 1Gi}}}}\n"
    "        securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false, capabilities: {drop: [ALL]}}\n"
    "        livenessProbe: {httpGet: {path: /health, port: 8000}}\n        readinessProbe: {httpGet: {path: /health, port: 8000}}\n"
)
_COMPOSE = (
    f"services:\n  api:\n    image: registry.acme.com/scorer@sha256:{DIGEST}\n    user: '10001:10001'\n    read_only: true\n    cap_drop: [ALL]\n    security_opt: ['no-new-privileges:true']\n    mem_limit: 1g\n    cpus: 1.0\n    pids_limit: 100\n"
    "    ports: ['127.0.0.1:8000:8000']\n    healthcheck: {test: [CMD, wget, -qO-, 'http://127.0.0.1:8000/health']}\n    volumes: ['./models:/models:ro']\n    networks: [inner]\nnetworks:\n  inner: {internal: true}\n"
)


def _docker(name: str, old: str, new: str, path: str = "Dockerfile") -> Case:
    """Return a pair of images: ``old`` in a good one becomes ``new`` in the bad one."""
    if _DOCKER.count(old) != 1:
        raise ValueError(name)
    return Case(
        name, "DEP-02", bad_files={**_IGNORE, path: _DOCKER.replace(old, new)}, good_files={**_IGNORE, path: _DOCKER}
    )


def _broken(name: str, item: str, path: str, good: str, old: str, new: str) -> Case:
    if good.count(old) != 1:
        raise ValueError(name)
    return Case(name, item, bad_files={path: good.replace(old, new)}, good_files={path: good})


IMAGES: list[Case] = [
    _docker("the image ends as root after a switch", "EXPOSE 8000\n", "EXPOSE 8000\nUSER root\n"),
    _docker("a tag that floats", f"FROM {_IMG}", "FROM nvidia/cuda:latest"),
    _docker("a build argument carries a token into the layers", "WORKDIR /srv\n", f"WORKDIR /srv\nARG HF_TOKEN={_TOKEN}\nENV HF_TOKEN=$HF_TOKEN\n"),
    _docker("an ssh key is copied in", "COPY app/ app/\n", "COPY app/ app/\nCOPY id_rsa /root/.ssh/id_rsa\n"),
    _docker("ADD takes a model over http", "COPY app/ app/\n", "COPY app/ app/\nADD http://models.acme-labs.com/best.pt /srv/best.pt\n"),
    _docker("pip trusts a host without a certificate", "pip install --no-cache-dir --require-hashes", "pip install --no-cache-dir --trusted-host mirror.local --index-url http://mirror.local/simple"),
    _docker("nobody is USER: the line is missing", "RUN useradd -r -u 10001 scorer\nUSER 10001\n", "", path="docker/serve.Dockerfile"),
    _docker("a Containerfile whose root may sudo", "USER 10001\n", "RUN echo 'scorer ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers\nUSER 10001\n", path="Containerfile"),
    _docker("everything is writable", "COPY app/ app/\n", "COPY app/ app/\nRUN chmod -R 777 /srv\n"),
]  # fmt: skip

WORKLOADS: list[Case] = [
    _broken("compose hands over the engine's socket", "DEP-02", "compose.yaml", _COMPOSE, "['./models:/models:ro']", "['/var/run/docker.sock:/var/run/docker.sock']"),
    _broken("compose: privileged", "DEP-02", "docker-compose.prod.yml", _COMPOSE, "    cap_drop: [ALL]\n", "    privileged: true\n"),
    _broken("compose: the image floats", "DEP-02", "compose.yaml", _COMPOSE, f"scorer@sha256:{DIGEST}", "scorer:latest"),
    _broken("kubernetes: may become root", "DEP-02", "k8s/deploy.yaml", _POD, "runAsNonRoot: true, runAsUser: 10001", "runAsNonRoot: false, runAsUser: 0"),
    Case("kubernetes: the host's root is mounted", "DEP-02", bad_files={"k8s/deploy.yaml": _POD + "      volumes:\n      - name: host\n        hostPath: {path: /}\n"}, good_files={"k8s/deploy.yaml": _POD + "      volumes:\n      - name: host\n        emptyDir: {sizeLimit: 1Gi}\n"}),
    _broken("kubernetes: no limits", "DEP-02", "manifests/scorer.yml", _POD, ", limits: {cpu: '1', memory: 1Gi}}", "}"),
    _broken("kubernetes: a capability is added", "DEP-02", "deploy/scorer.yaml", _POD, "capabilities: {drop: [ALL]}", "capabilities: {add: [SYS_ADMIN]}"),
    project("helm values switch the guard off", "DEP-02", "chart/values.yaml", f"image:\n  repository: registry.acme.com/scorer\n  digest: sha256:{DIGEST}\nresources:\n  limits: {{cpu: 1, memory: 1Gi}}\nsecurityContext:\n  runAsNonRoot: true\n  readOnlyRootFilesystem: true\n  allowPrivilegeEscalation: false\n  privileged: true\n  capabilities: {{drop: [ALL]}}\n", "privileged: true", "privileged: false", files={"chart/Chart.yaml": "apiVersion: v2\nname: scorer\nversion: 0.1.0\n"}),
    project("an argo step runs privileged", "DEP-02", "workflows/train.yaml", f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {{name: train}}\nspec:\n  entrypoint: fit\n  securityContext: {{runAsNonRoot: true, runAsUser: 1000}}\n  templates:\n  - name: fit\n    container:\n      image: registry.acme.com/train@sha256:{DIGEST}\n      command: [python, train.py]\n      resources: {{limits: {{cpu: 2, memory: 4Gi}}}}\n      securityContext: {{privileged: true, allowPrivilegeEscalation: true, readOnlyRootFilesystem: true, capabilities: {{drop: [ALL]}}}}\n", "privileged: true, allowPrivilegeEscalation: true", "privileged: false, allowPrivilegeEscalation: false"),
    project("ecs task definition as root, privileged", "DEP-02", "ecs/task-definition.json", f'{{"family": "scorer", "containerDefinitions": [{{"name": "api", "image": "registry.acme.com/scorer@sha256:{DIGEST}", "user": "10001", "memory": 1024, "cpu": 512, "privileged": true, "readonlyRootFilesystem": true, "linuxParameters": {{"capabilities": {{"drop": ["ALL"]}}}}, "healthCheck": {{"command": ["CMD", "true"]}}}}]}}', '"privileged": true', '"privileged": false'),
    project("terraform: a kubernetes deployment, privileged", "DEP-02", "infra/k8s.tf", f'resource "kubernetes_deployment" "scorer" {{\n  spec {{\n    template {{\n      spec {{\n        container {{\n          name  = "scorer"\n          image = "registry.acme.com/scorer@sha256:{DIGEST}"\n          security_context {{\n            run_as_non_root = true\n            privileged      = true\n          }}\n        }}\n      }}\n    }}\n  }}\n}}\n', "privileged      = true", "privileged      = false"),
]  # fmt: skip

NETWORKS: list[Case] = [
    _broken("compose: a database port for the world", "DEP-03", "compose.yaml", _COMPOSE, "['127.0.0.1:8000:8000']", "['0.0.0.0:5432:5432']"),
    project("terraform: a security group open to all", "DEP-03", "infra/net.tf", 'resource "aws_security_group_rule" "in" {\n  type        = "ingress"\n  from_port   = 0\n  to_port     = 65535\n  protocol    = "tcp"\n  cidr_blocks = ["0.0.0.0/0"]\n}\n', '"0.0.0.0/0"', '"10.20.0.0/16"'),
    project("cloudformation: ssh from anywhere", "DEP-03", "stack.yml", "Resources:\n  Sg:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: train\n      SecurityGroupIngress:\n      - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}\n", "0.0.0.0/0", "10.1.0.0/24"),
    project("a network policy that lets everything in", "DEP-03", "k8s/netpol.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: scorer}\nspec:\n  podSelector: {matchLabels: {app: scorer}}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  - {}\n  egress:\n  - to: [{podSelector: {matchLabels: {app: db}}}]\n", "  - {}\n", "  - from: [{podSelector: {matchLabels: {app: gateway}}}]\n"),
    project("bicep: storage reachable from every network", "DEP-03", "infra/main.bicep", "resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'acmeml'\n  location: 'westeurope'\n  kind: 'StorageV2'\n  sku: { name: 'Standard_LRS' }\n  properties: {\n    publicNetworkAccess: 'Enabled'\n    networkAcls: { defaultAction: 'Allow' }\n  }\n}\n", "'Enabled'\n    networkAcls: { defaultAction: 'Allow' }", "'Disabled'\n    networkAcls: { defaultAction: 'Deny' }"),
]  # fmt: skip

_GATE = "mlsec scan ."
_HUB = f"name: ci\non: [push, pull_request]\npermissions: {{contents: read}}\njobs:\n  gate:\n    runs-on: ubuntu-24.04\n    steps:\n    - uses: actions/checkout@{COMMIT}\n    - uses: actions/setup-python@{'5e' * 20}\n    - run: pip install --require-hashes -r requirements.txt\n    - run: {_GATE}\n"

PIPELINES: list[Case] = [
    _broken("github: the gate may fail", "DEP-05", ".github/workflows/ci.yml", _HUB, f"    - run: {_GATE}\n", f"    - run: {_GATE}\n      continue-on-error: true\n"),
    _broken("github: the gate is swallowed by a shell", "DEP-05", ".github/workflows/ci.yml", _HUB, _GATE, f"{_GATE} || true"),
    _broken("github: an action from a branch", "DEP-05", ".github/workflows/gate.yaml", _HUB, f"setup-python@{'5e' * 20}", "setup-python@main"),
    _broken("github: a title in a script", "DEP-05", ".github/workflows/ci.yml", _HUB, f"    - run: {_GATE}\n", f'    - run: {_GATE}\n    - run: echo "${{{{ github.event.pull_request.title }}}}"\n'),
    _broken("github: the gate is started by hand only", "DEP-05", ".github/workflows/ci.yml", _HUB, "on: [push, pull_request]", "on:\n  workflow_dispatch: {}"),
    _broken("github: a step that is never reached", "DEP-05", ".github/workflows/ci.yml", _HUB, f"    - run: {_GATE}\n", f"    - run: {_GATE}\n      if: false\n"),
    project("gitlab: allowed to fail", "DEP-05", ".gitlab-ci.yml", f"stages: [check]\ngate:\n  stage: check\n  image: {_IMG}\n  script:\n  - {_GATE}\n  allow_failure: true\n", "allow_failure: true", "allow_failure: false"),
    project("jenkins: errors are caught", "DEP-05", "Jenkinsfile", f"pipeline {{\n  agent any\n  stages {{\n    stage('gate') {{\n      steps {{\n        catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') {{\n          sh '{_GATE}'\n        }}\n      }}\n    }}\n  }}\n}}\n", "        catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') {\n", "        timeout(time: 9, unit: 'MINUTES') {\n"),
    project("azure pipelines: goes on after an error", "DEP-05", "azure-pipelines.yml", f"trigger: [main]\npr: [main]\npool: {{vmImage: ubuntu-24.04}}\nsteps:\n- script: {_GATE}\n  displayName: gate\n  continueOnError: true\n", "continueOnError: true", "continueOnError: false"),
    project("circleci: no gate, only tests", "DEP-05", ".circleci/config.yml", f"version: 2.1\njobs:\n  check:\n    docker: [{{image: '{_IMG}'}}]\n    steps:\n    - checkout\n    - run: pytest\nworkflows:\n  all: {{jobs: [check]}}\n", "    - run: pytest\n", f"    - run: pytest\n    - run: {_GATE}\n"),
    project("bitbucket: the exit is set to zero", "DEP-05", "bitbucket-pipelines.yml", f"image: {_IMG}\npipelines:\n  default:\n  - step:\n      name: gate\n      script:\n      - {_GATE}; exit 0\n", "; exit 0", ""),
    project("github: tests, but no gate", "DEP-05", ".github/workflows/test.yml", _HUB.replace(_GATE, "pytest"), "    - run: pytest\n", f"    - run: pytest\n    - run: {_GATE}\n"),
    project("woodpecker: failure is ignored", "DEP-05", ".woodpecker.yml", f"steps:\n- name: gate\n  image: {_IMG}\n  commands:\n  - {_GATE}\n  failure: ignore\n", "  failure: ignore\n", ""),
]  # fmt: skip

CASES: tuple[Case, ...] = (*IMAGES, *WORKLOADS, *NETWORKS, *PIPELINES)
