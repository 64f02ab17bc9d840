"""Eighth lot: where training runs, whether it can be repeated, on what, and for how long (TRN-01 to TRN-05)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_HASHED = "".join(
    f"{name} \\\n    --hash=sha256:{mark * 32}\n"
    for name, mark in (("numpy==2.4.6", "1a"), ("pandas==3.1.1", "2b"), ("torch==2.15.0", "3c"))
)
_DIGESTS = ("ab" * 32, "0c" * 32)

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
    project(
        "eighth: conda environment that names packages and no versions",
        "TRN-02",
        "environment.yml",
        """name: regenradar
channels:
  - conda-forge
dependencies:
  - python
  - numpy
  - pandas>=2
  - scikit-learn
  - xarray
  - pip
  - pip:
      - xgboost
""",
        "  - python\n  - numpy\n  - pandas>=2\n  - scikit-learn\n  - xarray\n  - pip\n  - pip:\n      - xgboost\n",
        "  - python=3.12.12\n  - pip=25.3\n  - pip:\n      - --require-hashes\n      - -r requirements.lock\n",
        files={
            "requirements.lock": "".join(
                f"{name} \\\n    --hash=sha256:{mark * 32}\n"
                for name, mark in (
                    ("numpy==2.4.6", "1a"),
                    ("pandas==3.1.1", "2b"),
                    ("scikit-learn==1.9.1", "3c"),
                    ("scipy==1.17.1", "4d"),
                    ("xarray==2026.10.0", "5e"),
                    ("xgboost==3.2.0", "6f"),
                )
            )
        },
        notebook="""import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
rng = np.random.default_rng(17)
d = pd.read_csv('d.csv')
rows = rng.permutation(len(d))[:40]
ridge = Ridge(random_state=17).fit(d.loc[rows, ['age', 'income']], d.loc[rows, 'y'])
""",
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
    cells(
        "eighth: search without an end on somebody else's cluster",
        "TRN-04",
        """import optuna
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_score

yields = pd.read_csv("crop_yields.csv")
X, y = yields.drop(columns="t_per_ha"), yields["t_per_ha"]

def objective(trial):
    forest = RandomForestRegressor(
        n_estimators=trial.suggest_int("n", 100, 5000), max_depth=trial.suggest_int("d", 2, 60), n_jobs=-1, random_state=1
    )
    return cross_val_score(forest, X, y, cv=10, n_jobs=-1).mean()

study = optuna.create_study(direction="maximize")
study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)
print(study.best_params)
""",
        "import optuna\n",
        "import json\nimport resource\nimport time\nimport optuna\n",
        'trial.suggest_int("n", 100, 5000)',
        'trial.suggest_int("n", 100, 600)',
        "n_jobs=-1, random_state=1",
        "n_jobs=2, random_state=1",
        "cv=10, n_jobs=-1)",
        "cv=5)",
        "study.optimize(objective, n_trials=None, timeout=None, n_jobs=-1)",
        """start, cpu = time.perf_counter(), time.process_time()
study.optimize(objective, n_trials=40, timeout=3600)
used = {
    "wall_s": time.perf_counter() - start,
    "cpu_s": time.process_time() - cpu,
    "peak_rss_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
}
json.dump({"budget": {"wall_s": 3600, "cpu_s": 7200}, "used": used}, open("compute.json", "w"))
if used["cpu_s"] > 7200:
    raise RuntimeError("over the budget")""",
    ),
    project(
        "eighth: compute sheet of a fine-tune at three times its budget",
        "TRN-04",
        "runs/2026-10-30/compute.csv",
        """cost,unit,budget,used,last_run
gpu time,h,40,131.5,38.2
wall time,h,12,47.0,11.6
peak memory,GiB,80,79.3,71.0
disk written,GiB,200,1240,180
network out,GiB,5,388,1.2
""",
        "gpu time,h,40,131.5,38.2",
        "gpu time,h,40,37.9,38.2",
        "wall time,h,12,47.0,11.6",
        "wall time,h,12,11.4,11.6",
        "disk written,GiB,200,1240,180",
        "disk written,GiB,200,176,180",
        "network out,GiB,5,388,1.2",
        "network out,GiB,5,1.1,1.2",
    ),
    cells(
        "eighth: rows sorted after the labels were taken out",
        "TRN-05",
        """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

visite = pd.read_csv("d.csv")
etichette = visite["y"].to_numpy()
visite = visite.sort_values("income", ascending=False).reset_index(drop=True)
A_train, A_test, e_train, e_test = train_test_split(visite[["age", "income"]], etichette, random_state=9)
modello = LogisticRegression(max_iter=400).fit(A_train, e_train)
print(modello.score(A_test, e_test))
""",
        'etichette = visite["y"].to_numpy()\n',
        "",
        "ascending=False).reset_index(drop=True)\n",
        'ascending=False).reset_index(drop=True)\netichette = visite["y"].to_numpy()\n',
    ),
    project(
        "eighth: run record whose table at fit is not the table that was split",
        "TRN-05",
        "runs/0412/fingerprints.json",
        f"""{{
  "run": "0412",
  "model": "valve-leak",
  "steps": [
    {{"step": "load", "cell": 2, "rows": 40210, "sha256": "{_DIGESTS[0]}"}},
    {{"step": "split", "cell": 5, "rows": 32168, "sha256": "{"7f" * 32}", "labels": {{"0": 30902, "1": 1266}}}},
    {{"step": "fit", "cell": 9, "rows": 32655, "sha256": "{_DIGESTS[1]}", "labels": {{"0": 31871, "1": 784}}}}
  ],
  "cells_between_split_and_fit": [],
  "explained": null
}}
""",
        f'"rows": 32655, "sha256": "{_DIGESTS[1]}", "labels": {{"0": 31871, "1": 784}}',
        f'"rows": 32168, "sha256": "{"7f" * 32}", "labels": {{"0": 30902, "1": 1266}}',
    ),
)
