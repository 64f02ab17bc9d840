"""Pairs of the seventh lot: where training runs, whether it can be repeated, and what it is built of."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, made_up, project

HEX = "0123456789abcdef"
LOCK = {
    "requirements.txt": "".join(
        f"{name} \\\n    --hash=sha256:{made_up(name, 64, HEX)[len(name) :]}\n"
        for name in (
            "jax==0.4.35",
            "numpy==2.1.3",
            "optax==0.2.4",
            "pandas==2.2.3",
            "scikit-learn==1.5.2",
            "torch==2.5.1",
        )
    )
}

CASES: tuple[Case, ...] = (
    project(
        "seventh: the training image runs its notebook as root",
        "TRN-01",
        "Dockerfile",
        f"""\
FROM python:3.11-slim@sha256:{DIGEST}
WORKDIR /work
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY notebooks/ notebooks/
USER root
CMD ["jupyter", "execute", "notebooks/train.ipynb"]
""",
        "USER root\n",
        "RUN useradd --uid 10001 --create-home trainer && chown -R trainer /work\nUSER 10001\n",
    ),
    project(
        "seventh: the trainer holds the host's docker socket (compose)",
        "TRN-01",
        "compose.yaml",
        f"""\
services:
  trainer:
    image: registry.lab.example/vision-train@sha256:{DIGEST}
    user: "1000:1000"
    command: ["python", "train.py"]
    privileged: true
    volumes:
      - ./data:/data:ro
      - /var/run/docker.sock:/var/run/docker.sock
    deploy:
      resources:
        limits: {{cpus: "8", memory: 32g}}
""",
        "    privileged: true\n",
        '    read_only: true\n    cap_drop: [ALL]\n    security_opt: ["no-new-privileges:true"]\n    tmpfs: [/tmp]\n',
        "      - /var/run/docker.sock:/var/run/docker.sock\n",
        "      - runs:/runs\n",
        'limits: {cpus: "8", memory: 32g}\n',
        'limits: {cpus: "8", memory: 32g}\nvolumes:\n  runs: {}\n',
    ),
    project(
        "seventh: a cluster job with the node's disk and all capabilities (kubernetes)",
        "TRN-01",
        "k8s/train-job.yaml",
        f"""\
apiVersion: batch/v1
kind: Job
metadata: {{name: train-wakeword}}
spec:
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: true
      containers:
        - name: train
          image: ghcr.io/acme/wakeword@sha256:{DIGEST}
          args: ["python", "-m", "wakeword.train"]
          resources: {{limits: {{cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}}}}
          securityContext: {{runAsUser: 0, allowPrivilegeEscalation: true, capabilities: {{add: [SYS_ADMIN]}}}}
          volumeMounts: [{{name: data, mountPath: /data}}]
      volumes:
        - name: data
          hostPath: {{path: /}}
""",
        "automountServiceAccountToken: true",
        "automountServiceAccountToken: false\n      securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault}}",
        "securityContext: {runAsUser: 0, allowPrivilegeEscalation: true, capabilities: {add: [SYS_ADMIN]}}",
        "securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}",
        "volumeMounts: [{name: data, mountPath: /data}]",
        "volumeMounts: [{name: data, mountPath: /data, readOnly: true}]",
        "hostPath: {path: /}",
        "persistentVolumeClaim: {claimName: wakeword-data, readOnly: true}",
    ),
    project(
        "seventh: make train opens the whole machine to the container",
        "TRN-01",
        "Makefile",
        f"""\
IMAGE := lab/segmentation@sha256:{DIGEST}

.PHONY: train
train:
\tdocker run --rm --gpus all --privileged --pid=host --network=host -u root -v /:/host $(IMAGE) python train.py
""",
        "--privileged --pid=host --network=host -u root -v /:/host $(IMAGE)",
        "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --network none -u 10001 "
        "-v ./data:/data:ro -v runs:/runs $(IMAGE)",
        notebook="!make train",
    ),
    cells(
        "seventh: weights, batches and dropout start from nowhere (torch)",
        "TRN-02",
        """
import random

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

curves = torch.from_numpy(np.load("battery_curves.npy")).float()
health = torch.from_numpy(np.load("battery_health.npy")).float()
device = "cuda" if torch.cuda.is_available() else "cpu"

net = torch.nn.Sequential(
    torch.nn.Linear(curves.shape[1], 64), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(64, 1)
).to(device)
opt = torch.optim.Adam(net.parameters())
loader = DataLoader(TensorDataset(curves, health), batch_size=64, shuffle=True)
for epoch in range(30):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(net(x.to(device)).squeeze(1), y.to(device))
        opt.zero_grad()
        loss.backward()
        opt.step()
print(random.choice(["kept", "done"]), loss.item())
""",
        'device = "cuda"',
        """random.seed(1312)
np.random.seed(1312)
torch.manual_seed(1312)
torch.use_deterministic_algorithms(True)
device = "cuda\"""",
        "shuffle=True)",
        "shuffle=True, generator=torch.Generator().manual_seed(1312))",
        files=LOCK,
    ),
    cells(
        "seventh: the clock is the seed (jax)",
        "TRN-02",
        """
import time

import jax
import jax.numpy as jnp
import pandas as pd

started = time.perf_counter()
tides = pd.read_csv("tides_brest.csv")
t, level = jnp.asarray(tides["hour"].to_numpy(), float), jnp.asarray(tides["cm"].to_numpy(), float)
key = jax.random.key(time.time_ns() % 2**31)
omega = jax.random.uniform(key, (24,), minval=0.01, maxval=1.2)
basis = jnp.concatenate([jnp.sin(jnp.outer(t, omega)), jnp.cos(jnp.outer(t, omega))], axis=1)
weights, *_ = jnp.linalg.lstsq(basis, level - level.mean())
residual = level - level.mean() - basis @ weights
print("RMS", float(jnp.sqrt((residual**2).mean())), "seconds", time.perf_counter() - started)
""",
        "jax.random.key(time.time_ns() % 2**31)",
        "jax.random.key(20240229)",
        files=LOCK,
    ),
    project(
        "seventh: the requirements take what is newest today",
        "TRN-02",
        "requirements.txt",
        """\
numpy>=1.24
pandas
scikit-learn~=1.3
""",
        "numpy>=1.24\n",
        f"numpy==2.1.3 --hash=sha256:{made_up('', 64, HEX)}\n",
        "pandas\n",
        f"pandas==2.2.3 --hash=sha256:{made_up('', 64, 'fedcba9876543210')}\n",
        "scikit-learn~=1.3\n",
        f"scikit-learn==1.5.2 --hash=sha256:{made_up('', 64, '13579bdf02468ace')}\n",
        notebook="""
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

rng = np.random.default_rng(77)
soil = pd.DataFrame(rng.normal(size=(300, 4)), columns=["ph", "clay", "moisture", "slope"])
soil["carbon"] = 2 * soil["clay"] - soil["ph"] + rng.normal(scale=0.3, size=300)
forest = RandomForestRegressor(100, random_state=77).fit(soil.drop(columns="carbon"), soil["carbon"])
print(forest.feature_importances_.round(3))
""",
    ),
    project(
        "seventh: four old releases with known holes are pinned",
        "TRN-03",
        "requirements.txt",
        """\
pyyaml==5.3
jinja2==2.10
pillow==8.1.0
requests==2.19.1
joblib==1.6.0
""",
        "pyyaml==5.3",
        "pyyaml==6.0.3",
        "jinja2==2.10",
        "jinja2==3.1.6",
        "pillow==8.1.0",
        "pillow==13.0.0",
        "requests==2.19.1",
        "requests==2.34.2",
        notebook="""
import jinja2
import requests
import yaml
from PIL import Image

settings = yaml.safe_load(open("settings.yaml"))
page = jinja2.Template(open("sheet.html.j2").read())
tile = Image.open(requests.get(settings["tile_url"], stream=True, timeout=20).raw)
print(page.render(size=tile.size))
""",
    ),
    project(
        "seventh: a name that only looks like the string library (conda)",
        "TRN-03",
        "environment.yml",
        """\
name: linkage
channels: [conda-forge]
dependencies:
  - python=3.11
  - pandas=2.2.3
  - pip
  - pip:
      - jeIlyfish==0.7.1
      - recordlinkage==0.16
""",
        "jeIlyfish==0.7.1",
        "jellyfish==1.1.3",
        notebook="""
import jellyfish
import pandas as pd

left = pd.DataFrame({"street": ["Hauptstrasse 5", "Am Markt 2", "Lindenweg 11"]})
right = pd.DataFrame({"street": ["Hauptstr. 5", "Am Markt 2", "Lindenallee 11"]})
pairs = left.merge(right, how="cross", suffixes=("_a", "_b"))
pairs["likeness"] = [jellyfish.jaro_winkler_similarity(a, b) for a, b in pairs.itertuples(index=False)]
print(pairs.sort_values("likeness", ascending=False).head(3))
""",
    ),
    project(
        "seventh: the audit of packages may fail and nothing stops (gitlab)",
        "TRN-03",
        ".gitlab-ci.yml",
        f"""\
stages: [audit, train]
image: python@sha256:{DIGEST}

audit:
  stage: audit
  allow_failure: true
  script:
    - pip install pip-audit==2.9.0
    - pip-audit -r requirements.lock --require-hashes --ignore-vuln PYSEC-2022-43012 || true

train:
  stage: train
  script:
    - pip install --require-hashes -r requirements.lock
    - papermill train.ipynb out.ipynb -p code {COMMIT[:8]}
""",
        "  allow_failure: true\n",
        "",
        " --ignore-vuln PYSEC-2022-43012 || true",
        "",
        files={"requirements.lock": f"papermill==2.6.0 --hash=sha256:{made_up('', 64, HEX)}\n"},
    ),
)
