"""Eighth lot: where training runs, whether it can be repeated, and on what (TRN-01 to TRN-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_HASHED = "".join(
    f"{name} \\\n    --hash=sha256:{mark * 32}\n"
    for name, mark in (("numpy==2.4.6", "1a"), ("pandas==3.1.1", "2b"), ("torch==2.15.0", "3c"))
)
_RAIN = """import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
zufall = np.random.default_rng(17)
regen = pd.read_csv("d.csv")
zeilen = zufall.permutation(len(regen))[:40]
ridge = Ridge(random_state=17).fit(regen.loc[zeilen, ["age", "income"]], regen.loc[zeilen, "y"])
print(ridge.coef_)
"""

CASES: tuple[Case, ...] = (
    project(
        "eighth: training container with the host's socket, root and all powers",
        "TRN-01",
        "docker-compose.train.yml",
        """# entraînement du modèle de détection de défauts de soudure
services:
  entrainement:
    image: registry.soudure.example/train@sha256:%s
    command: python train.py --epochs 60
    privileged: true
    user: root
    network_mode: host
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - /home:/home
      - ./data:/data:ro
"""
        % ("5e" * 32),
        """    privileged: true
    user: root
    network_mode: host
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - /home:/home
""",
        """    user: "10001:10001"
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    network_mode: none
    mem_limit: 16g
    pids_limit: 512
    tmpfs: [/tmp]
    volumes:
      - resultats:/out
""",
        "      - ./data:/data:ro\n",
        "      - ./data:/data:ro\nvolumes:\n  resultats: {}\n",
    ),
    project(
        "eighth: fine-tuning job as root on a host path of the node",
        "TRN-01",
        "k8s/finetune-job.yaml",
        """apiVersion: batch/v1
kind: Job
metadata:
  name: finetune-summariser
  namespace: ml-train
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      hostPID: true
      containers:
        - name: train
          image: registry.newsroom.example/finetune@sha256:%s
          args: ["--config", "/cfg/run.yaml"]
          securityContext:
            runAsUser: 0
            privileged: true
            allowPrivilegeEscalation: true
          resources:
            limits: {cpu: "8", memory: 64Gi, nvidia.com/gpu: "1"}
          volumeMounts:
            - {name: work, mountPath: /work}
      volumes:
        - name: work
          hostPath: {path: /}
"""
        % ("c8" * 32),
        "      hostPID: true\n",
        "      automountServiceAccountToken: false\n",
        """            runAsUser: 0
            privileged: true
            allowPrivilegeEscalation: true
""",
        """            runAsNonRoot: true
            runAsUser: 10001
            privileged: false
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
            seccompProfile: {type: RuntimeDefault}
""",
        "          hostPath: {path: /}\n",
        "          emptyDir: {sizeLimit: 200Gi}\n",
    ),
    cells(
        "eighth: network of a bird-song counter that is never seeded",
        "TRN-02",
        """import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

clips = TensorDataset(torch.from_numpy(np.load("clips.npy")), torch.from_numpy(np.load("species.npy")))
train_set, test_set = random_split(clips, [0.8, 0.2])
loader = DataLoader(train_set, batch_size=64, shuffle=True)
net = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 30))
optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)
for epoch in range(20):
    for batch, target in loader:
        optimiser.zero_grad()
        nn.functional.cross_entropy(net(batch), target).backward()
        optimiser.step()
""",
        "clips = TensorDataset(",
        """np.random.seed(2026)
torch.manual_seed(2026)
torch.use_deterministic_algorithms(True)
order = torch.Generator().manual_seed(2026)
clips = TensorDataset(""",
        "random_split(clips, [0.8, 0.2])",
        "random_split(clips, [0.8, 0.2], generator=order)",
        "batch_size=64, shuffle=True)",
        "batch_size=64, shuffle=True, generator=order)",
        files={"requirements.lock": _HASHED},
    ),
    Case(
        "eighth: conda environment that names packages and no versions",
        "TRN-02",
        bad=_RAIN,
        good=_RAIN,
        bad_files={
            "environment.yml": """name: regenradar
channels:
  - conda-forge
dependencies:
  - python
  - numpy
  - pandas>=2
  - scikit-learn
  - pip
  - pip:
      - xgboost
"""
        },
        good_files={
            "environment.yml": """name: regenradar
channels:
  - conda-forge
dependencies:
  - python=3.12.12
  - pip=25.3
  - pip:
      - --require-hashes
      - -r requirements.lock
""",
            "requirements.lock": "".join(
                f"{name} \\\n    --hash=sha256:{mark * 32}\n"
                for name, mark in (
                    ("joblib==1.5.2", "0e"),
                    ("numpy==2.4.6", "1a"),
                    ("pandas==3.1.1", "2b"),
                    ("python-dateutil==2.9.0.post0", "8b"),
                    ("scikit-learn==1.9.1", "3c"),
                    ("scipy==1.17.1", "4d"),
                    ("six==1.17.0", "9c"),
                    ("threadpoolctl==3.6.0", "7a"),
                )
            ),
        },
    ),
    project(
        "eighth: packages with famous holes in the lock of a document service",
        "TRN-03",
        "requirements.lock",
        """mlflow==2.2.0
transformers==4.30.2
pillow==9.5.0
pyyaml==5.3
requests==2.19.1
gradio==3.30.0
""",
        "mlflow==2.2.0",
        "mlflow==3.18.0",
        "transformers==4.30.2",
        "transformers==5.23.0",
        "pillow==9.5.0",
        "pillow==13.0.0",
        "pyyaml==5.3",
        "pyyaml==6.0.3",
        "requests==2.19.1",
        "requests==2.34.2",
        "gradio==3.30.0",
        "gradio==6.31.0",
        notebook="import mlflow\nimport yaml\nsettings = yaml.safe_load('epochs: 3')\nmlflow.log_params(settings)\n",
    ),
    project(
        "eighth: Trivy report with a critical hole that was left in",
        "TRN-03",
        "reports/trivy-env.json",
        """{
  "SchemaVersion": 2,
  "CreatedAt": "2026-11-19T05:10:44Z",
  "ArtifactName": ".venv",
  "ArtifactType": "filesystem",
  "Results": [
    {
      "Target": "Python",
      "Class": "lang-pkgs",
      "Type": "python-pkg",
      "Vulnerabilities": [
        {"VulnerabilityID": "CVE-2025-32434", "PkgName": "torch", "InstalledVersion": "2.5.1", "FixedVersion": "2.6.0", "Status": "fixed", "Severity": "CRITICAL", "Title": "torch.load with weights_only=True leads to remote code execution"},
        {"VulnerabilityID": "CVE-2024-5998", "PkgName": "langchain-community", "InstalledVersion": "0.2.0", "FixedVersion": "0.2.4", "Status": "fixed", "Severity": "HIGH", "Title": "deserialisation in FAISS.load_local"}
      ]
    }
  ]
}
""",
        """      "Vulnerabilities": [
        {"VulnerabilityID": "CVE-2025-32434", "PkgName": "torch", "InstalledVersion": "2.5.1", "FixedVersion": "2.6.0", "Status": "fixed", "Severity": "CRITICAL", "Title": "torch.load with weights_only=True leads to remote code execution"},
        {"VulnerabilityID": "CVE-2024-5998", "PkgName": "langchain-community", "InstalledVersion": "0.2.0", "FixedVersion": "0.2.4", "Status": "fixed", "Severity": "HIGH", "Title": "deserialisation in FAISS.load_local"}
      ]
""",
        """      "Packages": [{"Name": "pandas", "Version": "3.1.1"}, {"Name": "scikit-learn", "Version": "1.9.1"}],
      "Vulnerabilities": []
""",
    ),
)
