"""Images, clusters and networks in which a model is served, as strangers write them."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, made_up, project, project_with

CASES: tuple[Case, ...] = (
    project(
        "sixth: image runs as root",
        "DEP-02",
        "Dockerfile",
        f"""FROM python:3.12-slim@sha256:{DIGEST}
WORKDIR /srv
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY app/ app/
USER root
EXPOSE 8080
HEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health')"
CMD ["gunicorn", "-b", "0.0.0.0:8080", "app.main:app"]
""",
        "USER root",
        "USER 10001:10001",
    ),
    project(
        "sixth: base image is the latest of the day",
        "DEP-02",
        "docker/Dockerfile",
        """# Modelldienst der Lagerprognose
FROM pytorch/pytorch:latest
COPY requirements.lock /srv/
RUN pip install --no-cache-dir --require-hashes -r /srv/requirements.lock
COPY dienst /srv/dienst
USER 1000
HEALTHCHECK --interval=30s CMD ["python", "-m", "dienst.gesund"]
ENTRYPOINT ["python", "-m", "dienst"]
""",
        "pytorch/pytorch:latest",
        f"pytorch/pytorch:2.9.1-cuda12.8-cudnn9-runtime@sha256:{DIGEST}",
    ),
    project_with(
        made_up("hf_", 34),
        "sixth: token remains in a layer",
        "DEP-02",
        "Dockerfile",
        f"""FROM python:3.12-slim@sha256:{DIGEST}
ENV HF_TOKEN=@VALUE@
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
RUN hf download acme/private-reranker --revision {"2d" * 20} --local-dir /models
COPY serve.py .
USER 65532
HEALTHCHECK CMD python serve.py --check
CMD ["python", "serve.py"]
""",
        "ENV HF_TOKEN=@VALUE@\n",
        "",
        f"RUN hf download acme/private-reranker --revision {'2d' * 20} --local-dir /models",
        f"RUN --mount=type=secret,id=hf,env=HF_TOKEN hf download acme/private-reranker --revision {'2d' * 20} --local-dir /models",
    ),
    project(
        "sixth: deployment without limits and walls",
        "DEP-02",
        "k8s/deployment.yaml",
        f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: ocr}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: ocr}}}}
  template:
    metadata: {{labels: {{app: ocr}}}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: ocr
          image: registry.example.org/ocr@sha256:{DIGEST}
          ports: [{{containerPort: 8080}}]
          livenessProbe: {{httpGet: {{path: /healthz, port: 8080}}}}
          resources: {{}}
          securityContext:
            privileged: true
""",
        "          resources: {}",
        "          resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: '2', memory: 4Gi}}",
        "            privileged: true",
        """            runAsNonRoot: true
            runAsUser: 10001
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}""",
    ),
    project(
        "sixth: compose hands over the docker socket",
        "DEP-02",
        "docker-compose.yml",
        f"""services:
  api:
    image: registry.example.org/forecast@sha256:{DIGEST}
    user: "1000"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    mem_limit: 2g
    cpus: 2
    healthcheck: {{test: ["CMD", "/srv/health"]}}
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
""",
        "      - /var/run/docker.sock:/var/run/docker.sock",
        "      - ./models:/models:ro",
    ),
    project(
        "sixth: helm values take the guards away",
        "DEP-02",
        "chart/values.yaml",
        f"""replicaCount: 3
image:
  repository: registry.example.org/ranker
  digest: sha256:{DIGEST}
podSecurityContext:
  runAsNonRoot: false
  runAsUser: 0
securityContext:
  allowPrivilegeEscalation: true
  readOnlyRootFilesystem: false
  capabilities:
    add: [SYS_ADMIN, NET_ADMIN]
resources:
  limits: {{cpu: "2", memory: 4Gi}}
livenessProbe: {{httpGet: {{path: /live, port: http}}}}
""",
        """  runAsNonRoot: false
  runAsUser: 0
""",
        """  runAsNonRoot: true
  runAsUser: 10001
""",
        """  allowPrivilegeEscalation: true
  readOnlyRootFilesystem: false
  capabilities:
    add: [SYS_ADMIN, NET_ADMIN]
""",
        """  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
""",
    ),
    project(
        "sixth: kustomize overlay opens production",
        "DEP-02",
        "overlays/prod/patch.yaml",
        """apiVersion: apps/v1
kind: Deployment
metadata: {name: summarizer}
spec:
  template:
    spec:
      hostPID: true
      hostIPC: true
      containers:
        - name: summarizer
          securityContext:
            runAsUser: 0
            allowPrivilegeEscalation: true
""",
        """      hostPID: true
      hostIPC: true
""",
        """      hostPID: false
      hostIPC: false
""",
        """            runAsUser: 0
            allowPrivilegeEscalation: true
""",
        """            runAsUser: 10001
            runAsNonRoot: true
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
""",
    ),
    project(
        "sixth: model is fetched over http while building",
        "DEP-02",
        "Containerfile",
        f"""FROM registry.example.org/base/python312@sha256:{DIGEST}
ADD http://files.modelle.example/v7/model.onnx /models/model.onnx
COPY requirements.lock service.py /srv/
RUN pip install --no-cache-dir --require-hashes -r /srv/requirements.lock
USER 1001
HEALTHCHECK CMD curl -fs http://127.0.0.1:8080/ready
CMD ["python", "/srv/service.py"]
""",
        "ADD http://files.modelle.example/v7/model.onnx",
        f"ADD --checksum=sha256:{DIGEST} https://files.modelle.example/v7/model.onnx",
    ),
    project(
        "sixth: nomad job is privileged",
        "DEP-02",
        "deploy/embed.nomad.hcl",
        f"""job "embed" {{
  datacenters = ["fra1"]
  group "api" {{
    task "server" {{
      driver = "docker"
      user   = "root"
      config {{
        image      = "registry.example.org/embed@sha256:{DIGEST}"
        privileged = true
      }}
      resources {{
        cpu    = 4000
        memory = 8192
      }}
    }}
  }}
}}
""",
        '      user   = "root"',
        '      user   = "10001"',
        "        privileged = true",
        '        privileged = false\n        cap_drop   = ["all"]\n        readonly_rootfs = true',
    ),
    project(
        "sixth: image copies the whole folder with its secrets",
        "DEP-02",
        "Dockerfile",
        f"""FROM python:3.13-slim@sha256:{DIGEST}
WORKDIR /app
COPY .env id_rsa ./
COPY requirements.lock serve.py ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
USER nobody
HEALTHCHECK CMD ["python", "serve.py", "--ping"]
CMD ["python", "serve.py"]
""",
        "COPY .env id_rsa ./\n",
        "",
    ),
    project(
        "sixth: every pod talks to every pod and to the world",
        "DEP-03",
        "k8s/netpol.yaml",
        """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: inference}
spec:
  podSelector: {matchLabels: {app: inference}}
  policyTypes: [Ingress, Egress]
  ingress:
    - {}
  egress:
    - {}
""",
        """  ingress:
    - {}
  egress:
    - {}
""",
        """  ingress:
    - from: [{podSelector: {matchLabels: {app: gateway}}}]
      ports: [{port: 8080, protocol: TCP}]
  egress:
    - to: [{podSelector: {matchLabels: {app: feature-store}}}]
      ports: [{port: 6379, protocol: TCP}]
""",
    ),
    project(
        "sixth: security group lets the internet in on all ports",
        "DEP-03",
        "infra/network.tf",
        """resource "aws_security_group" "inference" {
  name   = "inference"
  vpc_id = aws_vpc.ml.id

  ingress {
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
        "sixth: containers share the network of the host",
        "DEP-03",
        "compose.prod.yaml",
        f"""services:
  scorer:
    image: registry.example.org/scorer@sha256:{DIGEST}
    network_mode: host
  features:
    image: registry.example.org/redis@sha256:{DIGEST[::-1]}
    ports: ["0.0.0.0:6379:6379"]
""",
        """    network_mode: host
""",
        """    networks: [inner]
""",
        """    ports: ["0.0.0.0:6379:6379"]
""",
        """    networks: [inner]
networks:
  inner: {internal: true}
""",
    ),
    project(
        "sixth: azure rule allows any source",
        "DEP-03",
        "bicep/nsg.bicep",
        """resource nsg 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-scoring'
  location: resourceGroup().location
  properties: {
    securityRules: [
      {
        name: 'in'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: '*'
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
        """          protocol: '*'
          sourceAddressPrefix: '*'
""",
        """          protocol: 'Tcp'
          sourceAddressPrefix: '10.8.1.0/24'
""",
        "destinationPortRange: '*'",
        "destinationPortRange: '8443'",
    ),
)
