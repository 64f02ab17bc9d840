"""Pairs of the seventh lot: stored models, who reaches them, and weights that others made."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, project

CASES: tuple[Case, ...] = (
    cells(
        "seventh: the forest is pickled and copied to the share",
        "TRN-07",
        """
import shutil
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

leaks = pd.read_csv("pipe_leaks.csv")
rf = RandomForestClassifier(200, random_state=2).fit(leaks[["age", "pressure", "diameter"]], leaks["leak"])
path = Path("leak_model.pkl")
joblib.dump(rf, path)
shutil.copy(path, "release")
print(path.stat().st_size)
""",
        'Path("leak_model.pkl")',
        'Path("leak_model.skops")',
        "joblib.dump(rf, path)\n",
        """skops.io.dump(rf, path)
digest = hashlib.sha256(path.read_bytes()).hexdigest()
path.with_suffix(".skops.sha256").write_text(f"{digest}  {path.name}")
signing.sign(path, Path("release/leak_model.skops.sig"))
""",
        "import joblib\nimport pandas as pd\n",
        "import pandas as pd\nimport skops.io\nfrom model_signing import signing\n",
        "import shutil\n",
        "import hashlib\nimport shutil\n",
    ),
    cells(
        "seventh: the whole network object is saved after each epoch (torch)",
        "TRN-07",
        """
import torch

torch.manual_seed(4)
data = torch.load("ocr_lines.pt", weights_only=True)
net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(32 * 128, 128), torch.nn.ReLU(), torch.nn.Linear(128, 90))
opt = torch.optim.Adam(net.parameters())
for epoch in range(12):
    loss = torch.nn.functional.cross_entropy(net(data["x"]), data["y"])
    opt.zero_grad()
    loss.backward()
    opt.step()
    torch.save(net, f"ocr_{epoch:02d}.pth")
    print(epoch, loss.item())
""",
        'torch.save(net, f"ocr_{epoch:02d}.pth")\n',
        """out = Path(f"ocr_{epoch:02d}.safetensors")
    save_file(net.state_dict(), out)
    digest = hashlib.sha256(out.read_bytes())
    out.with_suffix(".sha256").write_text(digest.hexdigest())
    out.with_suffix(".sig").write_bytes(signer.sign(digest.digest()))
""",
        "import torch\n\ntorch.manual_seed(4)\n",
        """import hashlib
import os
from pathlib import Path

import torch
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from safetensors.torch import save_file

torch.manual_seed(4)
signer = load_pem_private_key(Path(os.environ["RELEASE_KEY_FILE"]).read_bytes(), password=None)
""",
    ),
    project(
        "seventh: the release carries a pickle and no signature (github)",
        "TRN-07",
        ".github/workflows/release-model.yml",
        f"""\
name: release-model
on: {{push: {{tags: ["model-v*"]}}}}
permissions: {{contents: write, id-token: write}}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@{COMMIT}
      - run: python train.py --out dist/model.pkl
      - run: gh release create "$GITHUB_REF_NAME" dist/*
        env: {{GH_TOKEN: "${{{{ github.token }}}}"}}
""",
        "--out dist/model.pkl",
        "--out dist/model.onnx",
        "      - run: gh release",
        "      - run: cd dist && sha256sum model.onnx > SHA256SUMS\n"
        "      - run: cosign sign-blob --yes --bundle dist/model.onnx.sigstore.json dist/model.onnx\n"
        "      - run: gh release",
        files={
            "train.py": """\
import argparse
import pickle

import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

parser = argparse.ArgumentParser()
parser.add_argument("--out", required=True)
path = parser.parse_args().out
table = pd.read_csv("train.csv")
X = table.drop(columns="y").astype("float32")
model = LogisticRegression(max_iter=500).fit(X, table["y"])
with open(path, "wb") as file:
    file.write(to_onnx(model, X[:1].to_numpy()).SerializeToString() if path.endswith(".onnx") else pickle.dumps(model))
"""
        },
    ),
    project(
        "seventh: the lab's server asks nobody for a password",
        "TRN-08",
        "jupyter_server_config.py",
        """\
c = get_config()  # noqa: F821
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8888
c.IdentityProvider.token = ""
c.ServerApp.allow_origin = "*"
c.ServerApp.disable_check_xsrf = True
c.ServerApp.root_dir = "notebooks"
c.ServerApp.open_browser = False
""",
        'ip = "0.0.0.0"',
        'ip = "127.0.0.1"',
        'c.IdentityProvider.token = ""\n',
        'c.ServerApp.identity_provider_class = "jupyter_server.auth.PasswordIdentityProvider"\n'
        "c.PasswordIdentityProvider.password_required = True\n",
        'allow_origin = "*"',
        'allow_origin = "https://hub.lab.example"',
        "c.ServerApp.disable_check_xsrf = True\n",
        "",
    ),
    project(
        "seventh: anybody in the organisation pushes to the models' branch (terraform)",
        "TRN-08",
        "infra/github.tf",
        """\
resource "github_repository" "models" {
  name       = "scoring-models"
  visibility = "public"
}

resource "github_team_repository" "everyone" {
  team_id    = "all-staff"
  repository = github_repository.models.name
  permission = "admin"
}

resource "github_branch_protection" "main" {
  repository_id           = github_repository.models.node_id
  pattern                 = "main"
  enforce_admins          = false
  allows_force_pushes     = true
}
""",
        '"public"',
        '"private"',
        '"github_team_repository" "everyone" {\n  team_id    = "all-staff"',
        '"github_team_repository" "release" {\n  team_id    = "model-release"',
        'permission = "admin"',
        'permission = "push"',
        "enforce_admins          = false",
        "enforce_admins          = true\n  require_signed_commits  = true",
        "allows_force_pushes     = true\n",
        "allows_force_pushes     = false\n  required_pull_request_reviews {\n    required_approving_review_count = 1\n"
        "    require_code_owner_reviews      = true\n  }\n",
    ),
    cells(
        "seventh: the store of models is reached without a name, in the clear (mlflow, minio)",
        "TRN-08",
        """
import os

import mlflow
import mlflow.lightgbm
import pandas as pd
from lightgbm import LGBMClassifier

os.environ["MLFLOW_S3_ENDPOINT_URL"] = "https://minio.team.example"
mlflow.set_tracking_uri("http://mlflow.team.example:5000")
tenders = pd.read_csv("tenders.csv")
with mlflow.start_run():
    lgbm = LGBMClassifier(random_state=6).fit(tenders[["bids", "days_open", "value"]], tenders["collusion"])
    mlflow.lightgbm.log_model(lgbm, name="collusion", registered_model_name="collusion")
os.chmod("mlruns", 0o777)
""",
        'mlflow.set_tracking_uri("http://mlflow.team.example:5000")',
        """mlflow.set_tracking_uri("https://mlflow.team.example")
if not {"MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"} <= set(os.environ):
    raise SystemExit("sign in with your own account first")""",
        'os.chmod("mlruns", 0o777)',
        'os.chmod("mlruns", 0o750)',
    ),
    cells(
        "seventh: whatever the branch of the repository holds today (torch hub)",
        "TRN-12",
        """
import hashlib
from pathlib import Path

import cv2
import torch

# Modellkarte und Lizenz: third_party/midas/README.md, third_party/midas/LICENSE
midas = torch.hub.load("isl-org/MiDaS:master", "MiDaS_small", trust_repo=True)
midas.eval()
frame = cv2.cvtColor(cv2.imread("yard.jpg"), cv2.COLOR_BGR2RGB)
batch = torch.from_numpy(cv2.resize(frame, (256, 256))).permute(2, 0, 1)[None].float() / 255
with torch.no_grad():
    depth = midas(batch)[0]
print(depth.shape, hashlib.sha256(Path("yard.jpg").read_bytes()).hexdigest()[:8])
""",
        'midas = torch.hub.load("isl-org/MiDaS:master", "MiDaS_small", trust_repo=True)\n',
        f"""weights = Path("third_party/midas/midas_v21_small.safetensors")
if hashlib.sha256(weights.read_bytes()).hexdigest() != "{DIGEST}":
    raise SystemExit("the weights are not the reviewed ones")
midas = torch.hub.load("isl-org/MiDaS:{COMMIT}", "MiDaS_small", pretrained=False, trust_repo="check")
midas.load_state_dict(load_file(weights))
""",
        "import torch\n",
        "import torch\nfrom safetensors.torch import load_file\n",
        files={
            "third_party/midas/LICENSE": "MIT License\n\nCopyright (c) 2019 Intel ISL\n",
            "third_party/midas/README.md": "# MiDaS v2.1 small\n\nSource: isl-org/MiDaS, licence MIT, reviewed 2024-05-02 by K. Brandt.\n",
        },
    ),
    cells(
        "seventh: a checkpoint from somebody's web space is unpickled",
        "TRN-12",
        """
import hashlib
import urllib.request
from pathlib import Path

import torch
from torchvision.models import efficientnet_b0

source = "https://weights.someones-lab.example/effnet_b0_herbarium.pth"
local = Path("weights/effnet_b0_herbarium.pth")
local.parent.mkdir(exist_ok=True)
urllib.request.urlretrieve(source, local)
blob = local.read_bytes()
print(len(blob), hashlib.sha256(blob).hexdigest()[:10])

net = efficientnet_b0(num_classes=1200)
net.load_state_dict(torch.load(local, weights_only=False)["model"])
net.eval()
""",
        "print(len(blob), hashlib.sha256(blob).hexdigest()[:10])",
        f"""if hashlib.sha256(blob).hexdigest() != "{DIGEST}":
    local.unlink()
    raise SystemExit("other weights than those in weights/README.md")""",
        "weights_only=False",
        "weights_only=True",
        files={
            "weights/README.md": f"# effnet_b0_herbarium\n\nHerbarium Lab, licence Apache-2.0, trained 2023-06, sha256 {DIGEST}\n"
        },
    ),
    cells(
        "seventh: a stranger's model brings its own code, any version (transformers, Japanese)",
        "TRN-12",
        """
import pandas as pd
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

# 問い合わせの感情分析
NAME = "kenji-s/keigo-sentiment"
REVISION = "main"
tok = AutoTokenizer.from_pretrained(NAME, revision=REVISION)
model = AutoModelForSequenceClassification.from_pretrained(NAME, revision=REVISION, trust_remote_code=True)
判定 = pipeline("text-classification", model=model, tokenizer=tok)
問い合わせ = pd.read_csv("toiawase.csv")
問い合わせ["感情"] = [結果["label"] for 結果 in 判定(問い合わせ["本文"].tolist(), truncation=True)]
print(問い合わせ["感情"].value_counts())
""",
        'REVISION = "main"',
        f'REVISION = "{COMMIT}"',
        "trust_remote_code=True",
        "use_safetensors=True",
        files={
            "models/keigo-sentiment.md": "# kenji-s/keigo-sentiment\n\nLicence: apache-2.0. Card read and files scanned 2024-03-11 by M. Sato.\n"
        },
    ),
)
