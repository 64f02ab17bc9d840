"""Eighth lot: what cells may do, what is written out, and who gets at it (TRN-06 to TRN-08)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "eighth: pickle fetched from a share and opened at once",
        "TRN-06",
        """import io
import os
import pickle
import pandas as pd
import requests

answer = requests.get("https://files.verkehrslabor.example/modelle/stau_v4.pkl", timeout=30, verify=False)
modell = pickle.loads(answer.content)
strecken = pd.read_csv("strecken.csv")
strecken["stau"] = modell.predict(strecken[["stunde", "wochentag", "regen"]])
os.system("cp strecken.csv /tmp/" + os.environ.get("RUN_NAME", "lauf"))
""",
        "import io\nimport os\nimport pickle\n",
        "import hashlib\nimport os\nimport shutil\nfrom pathlib import Path\n",
        "import requests\n",
        "import requests\nimport skops.io as sio\n",
        '"https://files.verkehrslabor.example/modelle/stau_v4.pkl", timeout=30, verify=False)',
        '"https://files.verkehrslabor.example/modelle/stau_v4.skops", timeout=30)',
        "modell = pickle.loads(answer.content)",
        f"""answer.raise_for_status()
if hashlib.sha256(answer.content).hexdigest() != "{"d4" * 32}":
    raise ValueError("not the model that was agreed")
modell = sio.loads(answer.content, trusted=[])""",
        'os.system("cp strecken.csv /tmp/" + os.environ.get("RUN_NAME", "lauf"))',
        'shutil.copy("strecken.csv", Path("runs") / Path(os.environ.get("RUN_NAME", "lauf")).name)',
    ),
    cells(
        "eighth: formula of a form run by eval, archive name pasted into a shell",
        "TRN-06",
        """import subprocess
import pandas as pd
import yaml

with open("experiment.yaml") as handle:
    experiment = yaml.load(handle, Loader=yaml.UnsafeLoader)
subprocess.run(f"tar xzf {experiment['archive']} -C work", shell=True, check=True)
frame = pd.read_csv("work/soil.csv")
frame["index"] = eval(experiment["formula"], {"f": frame})
print(frame["index"].describe())
""",
        "yaml.load(handle, Loader=yaml.UnsafeLoader)",
        "yaml.safe_load(handle)",
        """subprocess.run(f"tar xzf {experiment['archive']} -C work", shell=True, check=True)""",
        """with tarfile.open(experiment["archive"]) as archive:
    archive.extractall("work", filter="data")""",
        "import subprocess\n",
        "import tarfile\n",
        'frame["index"] = eval(experiment["formula"], {"f": frame})',
        """formulas = {"ratio": lambda f: f["clay"] / f["sand"], "sum": lambda f: f["clay"] + f["silt"]}
frame["index"] = formulas[experiment["formula"]](frame)""",
        files={"experiment.yaml": "archive: soil_2026.tar.gz\nformula: ratio\n"},
    ),
    cells(
        "eighth: forest of a seed breeder dumped with joblib and left at that",
        "TRN-07",
        """import hashlib
from pathlib import Path
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

zaden = pd.read_csv("d.csv")
bos = RandomForestClassifier(n_estimators=120, random_state=21).fit(zaden[["age", "income"]], zaden["y"])
Path("modellen").mkdir(exist_ok=True)
joblib.dump(bos, "modellen/kiemkracht.joblib")
""",
        "import joblib\n",
        "import skops.io as sio\nfrom cryptography.hazmat.primitives.serialization import load_pem_private_key\n",
        'joblib.dump(bos, "modellen/kiemkracht.joblib")',
        """sio.dump(bos, "modellen/kiemkracht.skops")
inhoud = Path("modellen/kiemkracht.skops").read_bytes()
vingerafdruk = hashlib.sha256(inhoud).hexdigest()
Path("modellen/kiemkracht.skops.sha256").write_text(f"{vingerafdruk}  kiemkracht.skops")
sleutel = load_pem_private_key(Path("/run/secrets/teken_sleutel.pem").read_bytes(), password=None)
Path("modellen/kiemkracht.skops.sig").write_bytes(sleutel.sign(inhoud))""",
    ),
    cells(
        "eighth: whole torch object saved and copied to the release folder unsigned",
        "TRN-07",
        """import hashlib
import shutil
import subprocess
from pathlib import Path
import torch
from torch import nn

net = nn.Sequential(nn.Linear(24, 48), nn.GELU(), nn.Linear(48, 3))
net.load_state_dict(torch.load("checkpoints/last.pt", weights_only=True))
net.eval()
target = Path("release/gait-1.2.pt")
torch.save(net, target)
shutil.copy(target, Path("/srv/models") / target.name)
""",
        "import torch\nfrom torch import nn\n",
        "import torch\nfrom safetensors.torch import save_file\nfrom torch import nn\n",
        'Path("release/gait-1.2.pt")\ntorch.save(net, target)\n',
        """Path("release/gait-1.2.safetensors")
save_file(net.state_dict(), target, metadata={"architecture": "24-48-3 gelu"})
digest = hashlib.sha256(target.read_bytes()).hexdigest()
Path("release/SHA256SUMS").write_text(f"{digest}  {target.name}")
subprocess.run(
    ["model_signing", "sign", "key", "release", "--private_key", "/run/secrets/sign.pem", "--signature", "release/model.sig"],
    check=True,
)
""",
    ),
    project(
        "eighth: notebook server of the team open to the whole campus",
        "TRN-08",
        "jupyter_server_config.py",
        """c = get_config()  # noqa: F821
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.port = 8888
c.ServerApp.open_browser = False
c.IdentityProvider.token = ""
c.PasswordIdentityProvider.hashed_password = ""
c.ServerApp.allow_origin = "*"
c.ServerApp.disable_check_xsrf = True
c.ServerApp.allow_root = True
c.ServerApp.root_dir = "/srv/notebooks"
""",
        '"0.0.0.0"',
        '"127.0.0.1"',
        'c.IdentityProvider.token = ""\nc.PasswordIdentityProvider.hashed_password = ""\n',
        "c.PasswordIdentityProvider.password_required = True\n",
        'c.ServerApp.allow_origin = "*"\nc.ServerApp.disable_check_xsrf = True\nc.ServerApp.allow_root = True\n',
        'c.ServerApp.allow_origin = "https://hub.geo.example"\nc.ServerApp.disable_check_xsrf = False\nc.ServerApp.allow_root = False\n',
    ),
    project(
        "eighth: everybody may push to the registry, and leavers still do",
        "TRN-08",
        "governance/registry_access.yaml",
        """registry: https://models.baltic-grid.example
last_access_review: 2024-08-12
review_interval_days: 90
anonymous: {read: true, write: true}
grants:
  - principal: all-employees
    permission: MANAGE
  - principal: g.lindholm
    permission: ADMIN
    left_company: 2025-12-31
  - principal: ci-release
    permission: EDIT
mfa_required: false
""",
        "last_access_review: 2024-08-12",
        "last_access_review: 2026-10-20",
        "{read: true, write: true}",
        "{read: false, write: false}",
        """  - principal: all-employees
    permission: MANAGE
  - principal: g.lindholm
    permission: ADMIN
    left_company: 2025-12-31
""",
        """  - principal: team-load-forecast
    permission: READ
  - principal: v.ozols
    permission: ADMIN
""",
        "mfa_required: false",
        "mfa_required: true",
    ),
)
