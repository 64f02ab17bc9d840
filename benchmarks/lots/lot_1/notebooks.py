"""Notebooks and small projects with one planted defect each."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import (
    CI,
    COMPOSE,
    DOCKER,
    FIT,
    HEAD,
    LOAD,
    MODEL_IN,
    PEOPLE,
    PINNED,
    PLAN,
    SAFE_ROUTE,
    SPLIT,
    Case,
)

CASES: tuple[Case, ...] = (
    # --- where data come from
    Case(
        "http address",
        "COL-06",
        "import pandas as pd\ndf = pd.read_csv('http://data.lab/d.csv')",
        "import pandas as pd\ndf = pd.read_csv('https://data.lab/d.csv')",
    ),
    Case(
        "ftp address",
        "COL-06",
        "import pandas as pd\ndf = pd.read_parquet('ftp://data.lab/d.parquet')",
        "import pandas as pd\ndf = pd.read_parquet('https://data.lab/d.parquet')",
    ),
    Case(
        "database without TLS",
        "COL-06",
        "import pandas as pd\nfrom sqlalchemy import create_engine\nengine = create_engine('postgresql://reader@db.lab/x')\ndf = pd.read_sql('select age from p', engine)",
        "import pandas as pd\nfrom sqlalchemy import create_engine\nengine = create_engine('postgresql://reader@db.lab/x?sslmode=verify-full')\ndf = pd.read_sql('select age from p', engine)",
    ),
    Case(
        "verification off",
        "TRN-06",
        "import requests\nr = requests.get('https://data.lab/d.csv', verify=False)",
        "import requests\nr = requests.get('https://data.lab/d.csv', timeout=9)",
    ),
    Case(
        "database as root",
        "COL-04",
        "import pymysql\ncon = pymysql.connect(host='db.lab', user='root', database='x')",
        "import pymysql\ncon = pymysql.connect(host='db.lab', user='reader', database='x')",
    ),
    Case(
        "database as postgres by address",
        "COL-04",
        "from sqlalchemy import create_engine\nengine = create_engine('postgresql://postgres@db.lab/x?sslmode=require')",
        "from sqlalchemy import create_engine\nengine = create_engine('postgresql://readonly@db.lab/x?sslmode=require')",
    ),
    Case(
        "every column",
        "COL-07",
        "import pandas as pd\nq = 'SELECT * FROM patients WHERE year = 2024'\ndf = pd.read_sql(q, con)",
        "import pandas as pd\nq = 'SELECT age, dose FROM patients WHERE year = 2024'\ndf = pd.read_sql(q, con)",
    ),
    Case("data that everybody may write", "COL-04", LOAD, LOAD, bad_modes={"d.csv": 0o666}),
    Case(
        "another digest than pinned",
        "COL-05",
        LOAD,
        LOAD,
        bad_says={"dataset__d.csv": {"source": "d.csv", "sha256": "0" * 64}},
        good_says=PINNED,
    ),
    Case(
        "hub data without a commit",
        "COL-03",
        "from datasets import load_dataset\nds = load_dataset('lab/reviews')",
        "from datasets import load_dataset\nds = load_dataset('lab/reviews', revision='" + "d" * 40 + "')",
    ),
    Case(
        "no licence",
        "COL-03",
        LOAD,
        LOAD,
        bad_says={"dataset__d.csv": {**PINNED["dataset__d.csv"], "licence": "unknown"}},
        good_says=PINNED,
    ),
    Case(
        "kept too long",
        "COL-01",
        LOAD,
        LOAD,
        bad_says={"dataset__d.csv": {"retention": "2025-01-01"}},
        good_says={"dataset__d.csv": {"retention": "2030-01-01"}},
    ),
    Case(
        "data from a cell that is gone",
        "PRE-05",
        "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(features, labels)",
        LOAD + "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(X, y)",
        good_says=PINNED,
    ),
    # --- leakage
    Case(
        "scaler before the split",
        "PRE-06",
        LOAD
        + "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(X)\n"
        + SPLIT
        + FIT,
        LOAD
        + SPLIT
        + "from sklearn.preprocessing import StandardScaler\nsc = StandardScaler()\nX_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)\n"
        + FIT,
    ),
    Case(
        "imputer before the split",
        "PRE-06",
        LOAD
        + "from sklearn.impute import SimpleImputer\nimp = SimpleImputer()\nimp.fit(X)\nX = imp.transform(X)\n"
        + SPLIT
        + FIT,
        LOAD
        + SPLIT
        + "from sklearn.impute import SimpleImputer\nimp = SimpleImputer()\nimp.fit(X_train)\nX_train = imp.transform(X_train)\nX_test = imp.transform(X_test)\n"
        + FIT,
    ),
    Case(
        "selection before the split",
        "PRE-06",
        LOAD
        + "from sklearn.feature_selection import SelectKBest\nbest = SelectKBest(k=2).fit_transform(X, y)\nfrom sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(best, y, random_state=1)\n",
        LOAD
        + SPLIT
        + "from sklearn.feature_selection import SelectKBest\nfrom sklearn.pipeline import make_pipeline\nfrom sklearn.linear_model import LogisticRegression\npipe = make_pipeline(SelectKBest(k=2), LogisticRegression())\npipe.fit(X_train, y_train)\n",
    ),
    Case(
        "oversampling before the split",
        "PRE-06",
        LOAD
        + "from imblearn.over_sampling import SMOTE\nX, y = SMOTE(random_state=0).fit_resample(X, y)\n"
        + SPLIT
        + FIT,
        LOAD
        + SPLIT
        + "from imblearn.over_sampling import SMOTE\nX_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)\n"
        + FIT,
    ),
    Case(
        "words counted before the split",
        "PRE-06",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nfrom sklearn.feature_extraction.text import TfidfVectorizer\nX = TfidfVectorizer().fit_transform(df['city'])\ny = df['y']\n"
        + SPLIT
        + FIT,
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nX = df['city']\ny = df['y']\n"
        + SPLIT
        + "from sklearn.feature_extraction.text import TfidfVectorizer\nv = TfidfVectorizer()\nX_train = v.fit_transform(X_train)\nX_test = v.transform(X_test)\n"
        + FIT,
    ),
    Case(
        "fitted on test rows",
        "PRE-06",
        LOAD
        + SPLIT
        + "from sklearn.svm import SVC\nm = SVC()\nm.fit(X_test, y_test)\nprint(m.score(X_test, y_test))\n",
        LOAD
        + SPLIT
        + "from sklearn.svm import SVC\nm = SVC()\nm.fit(X_train, y_train)\nprint(m.score(X_test, y_test))\n",
    ),
    Case(
        "fitted on all, judged on a part",
        "PRE-06",
        LOAD + SPLIT + "from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)\nprint(m.score(X_test, y_test))\n",
        LOAD
        + SPLIT
        + "from sklearn.svm import SVC\nm = SVC()\nm.fit(X_train, y_train)\nprint(m.score(X_test, y_test))\nfinal = SVC()\nfinal.fit(X, y)\n",
    ),
    Case(
        "joined again",
        "PRE-06",
        LOAD
        + SPLIT
        + "whole = pd.concat([X_train, X_test])\nanswers = pd.concat([y_train, y_test])\nfrom sklearn.svm import SVC\nm = SVC().fit(whole, answers)\n",
        LOAD + SPLIT + "from sklearn.svm import SVC\nm = SVC().fit(X_train, y_train)\n",
    ),
    Case(
        "chosen by the test rows",
        "PRE-06",
        LOAD
        + SPLIT
        + "from xgboost import XGBClassifier\nm = XGBClassifier(random_state=0)\nm.fit(X_train, y_train, eval_set=[(X_test, y_test)])\n",
        LOAD
        + SPLIT
        + "from xgboost import XGBClassifier\nX_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=1)\nm = XGBClassifier(random_state=0)\nm.fit(X_fit, y_fit)\n",
    ),
    Case(
        "lags in shuffled rows",
        "PRE-06",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf['before'] = df['income'].shift(1)\nX = df[['before']]\ny = df['y']\n"
        + SPLIT,
        "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf['before'] = df['income'].shift(1)\nX = df[['before']]\ny = df['y']\nfrom sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)\n",
    ),
    Case("rows changed after the split", "TRN-05", LOAD + SPLIT + "y_train.loc[3] = 1\n" + FIT, LOAD + SPLIT + FIT),
    # --- repeatability
    Case(
        "forest without a seed",
        "TRN-02",
        LOAD + "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(200)\nm.fit(X, y)\n",
        LOAD
        + "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(200, random_state=3)\nm.fit(X, y)\n",
    ),
    Case(
        "split without a seed",
        "TRN-02",
        LOAD
        + "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(X, y, test_size=0.2)\n",
        LOAD + SPLIT,
    ),
    Case(
        "numpy without a seed",
        "TRN-02",
        "import numpy as np\nnoise = np.random.normal(size=10)\n",
        "import numpy as np\nrng = np.random.default_rng(5)\nnoise = rng.normal(size=10)\n",
    ),
    Case("cells out of order", "TRN-02", "a = 1\nb = 2\nc = 3", "a = 1\nb = 2\nc = 3", counts=(3, 1, 2)),
    # --- models and code
    Case(
        "model as pickle",
        "TRN-07",
        LOAD
        + "import pickle\nfrom sklearn.svm import SVC\nm = SVC().fit(X, y)\nwith open('m.pkl', 'wb') as f:\n    pickle.dump(m, f)\n",
        LOAD + "import skops.io\nfrom sklearn.svm import SVC\nm = SVC().fit(X, y)\nskops.io.dump(m, 'm.skops')\n",
        good_files={"m.skops": "x", "m.skops.sig": "x"},
    ),
    Case(
        "model by joblib",
        "TRN-07",
        LOAD + "import joblib\nfrom sklearn.svm import SVC\nm = SVC().fit(X, y)\njoblib.dump(m, 'models/m.joblib')\n",
        "x = 1",
    ),
    Case(
        "weights by torch",
        "TRN-07",
        "import torch\nnet = torch.nn.Linear(2, 2)\ntorch.manual_seed(0)\ntorch.save(net.state_dict(), 'net.pt')\n",
        "import torch\nfrom safetensors.torch import save_file\ntorch.manual_seed(0)\nnet = torch.nn.Linear(2, 2)\nsave_file(net.state_dict(), 'net.safetensors')\n",
        good_files={"net.safetensors": "x", "net.safetensors.sig": "x"},
    ),
    Case(
        "a pickle from elsewhere",
        "TRN-06",
        "import pickle\nwith open('downloads/m.pkl', 'rb') as f:\n    m = pickle.load(f)\n",
        "import skops.io\nm = skops.io.load('downloads/m.skops', trusted=[])\n",
    ),
    Case(
        "pretrained without a commit",
        "TRN-12",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('lab/bert')\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('lab/bert', revision='" + "e" * 40 + "')\n",
    ),
    Case(
        "remote code",
        "TRN-12",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('lab/bert', revision='"
        + "e" * 40
        + "', trust_remote_code=True)\n",
        "from transformers import AutoModel\nm = AutoModel.from_pretrained('lab/bert', revision='" + "e" * 40 + "')\n",
    ),
    Case(
        "a hub of code",
        "TRN-12",
        "import torch\nnet = torch.hub.load('someone/nets', 'resnet')\n",
        "import torch\nnet = torch.hub.load('someone/nets:" + "f" * 40 + "', 'resnet')\n",
    ),
    Case(
        "text run as code",
        "TRN-06",
        "rule = input('rule? ')\nresult = eval(rule)\n",
        "import ast\nrule = input('rule? ')\nresult = ast.literal_eval(rule)\n",
    ),
    Case(
        "MD5",
        "GOV-09",
        "import hashlib\nkey = hashlib.md5(b'x').hexdigest()\n",
        "import hashlib\nkey = hashlib.sha256(b'x').hexdigest()\n",
    ),
    Case(
        "short RSA",
        "GOV-09",
        "from cryptography.hazmat.primitives.asymmetric import rsa\nkey = rsa.generate_private_key(public_exponent=65537, key_size=1024)\n",
        "import hashlib\nkey = hashlib.sha3_256(b'x').hexdigest()\n",
    ),
    Case(
        "DES",
        "GOV-09",
        "from Crypto.Cipher import DES\nc = DES.new(key, DES.MODE_ECB)\n",
        "from Crypto.Cipher import AES\nc = AES.new(key, AES.MODE_GCM)\n",
    ),
    Case(
        "pushed to everybody",
        "TRN-08",
        "m.push_to_hub('me/model', private=False)\n",
        "m.push_to_hub('me/model', private=True)\n",
    ),
    Case(
        "a public object",
        "TRN-08",
        "import boto3\ns3 = boto3.client('s3')\ns3.put_object(Bucket='b', Key='train.csv', Body=data, ACL='public-read')\n",
        "import boto3\ns3 = boto3.client('s3')\ns3.put_object(Bucket='b', Key='train.csv', Body=data)\n",
    ),
    Case(
        "tracker without encryption",
        "TRN-08",
        "import mlflow\nmlflow.set_tracking_uri('http://tracker.lab:5000')\nmlflow.log_metric('a', 1)\n",
        "import mlflow\nmlflow.set_tracking_uri('https://tracker.lab')\nmlflow.log_metric('a', 1)\n",
    ),
    Case(
        "noise of zero",
        "TRN-09",
        "from opacus import PrivacyEngine\nengine = PrivacyEngine()\nmodel, opt, data = engine.make_private(module=model, optimizer=opt, data_loader=data, noise_multiplier=0.0, max_grad_norm=1.0)\n",
        "from opacus import PrivacyEngine\nengine = PrivacyEngine()\nmodel, opt, data = engine.make_private(module=model, optimizer=opt, data_loader=data, noise_multiplier=1.1, max_grad_norm=1.0)\n",
    ),
    Case(
        "an epsilon of 200",
        "TRN-09",
        "from diffprivlib.models import GaussianNB\nm = GaussianNB(epsilon=200.0)\n",
        "from diffprivlib.models import GaussianNB\nm = GaussianNB(epsilon=1.0)\n",
    ),
    Case(
        "a small ring",
        "TRN-11",
        "import tenseal as ts\nctx = ts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=2048, coeff_mod_bit_sizes=[20, 20])\n",
        "import tenseal as ts\nctx = ts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=8192, coeff_mod_bit_sizes=[60, 40, 40, 60])\n",
    ),
    Case(
        "updates in the open",
        "TRN-11",
        "import flwr as fl\nstrategy = fl.server.strategy.FedAvg(fraction_fit=0.5)\nfl.server.start_server(strategy=strategy)\n",
        "import flwr as fl\nfrom flwr.server.workflow import SecAggPlusWorkflow, DefaultWorkflow\nflow = DefaultWorkflow(fit_workflow=SecAggPlusWorkflow(num_shares=3, reconstruction_threshold=2))\n",
    ),
    # --- services
    *[
        Case(
            f"service: {name}",
            item,
            good=SAFE_ROUTE if kind == "cell" else "x = 1",
            bad="x = 1" if kind == "file" else bad,
            bad_files={"app.py": bad} if kind == "file" else {},
            good_files={"app.py": SAFE_ROUTE} if kind == "file" else {},
        )
        for kind in ("file", "cell")
        for name, item, bad in (
            (
                f"open route ({kind})",
                "DEP-01",
                HEAD + MODEL_IN + "@app.post('/score')\ndef score(row: Row):\n    return model.predict([[row.age]])\n",
            ),
            (
                f"debug ({kind})",
                "DEP-01",
                "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(host='127.0.0.1', debug=True)\n",
            ),
            (
                f"any origin ({kind})",
                "DEP-01",
                "from fastapi.middleware.cors import CORSMiddleware\n"
                + SAFE_ROUTE
                + "app.add_middleware(CORSMiddleware, allow_origins=['*'], allow_methods=['*'])\n",
            ),
            (
                f"shared page ({kind})",
                "DEP-01",
                "import gradio as gr\npage = gr.Interface(fn=score, inputs='text', outputs='label')\npage.launch(share=True)\n",
            ),
            (
                f"page without a login ({kind})",
                "DEP-01",
                "import streamlit as st\nst.title('Score')\nage = st.slider('age', 0, 99)\nif st.button('go'):\n    st.write(model.predict([[age]]))\n",
            ),
            (
                f"bento ({kind})",
                "DEP-01",
                "import bentoml\n\n@bentoml.service(resources={'cpu': '1'})\nclass Scorer:\n    @bentoml.api\n    def score(self, rows: list) -> list:\n        return self.model.predict(rows)\n",
            ),
            (
                f"ray ({kind})",
                "DEP-01",
                "from ray import serve\n\n@serve.deployment\nclass Scorer:\n    async def __call__(self, request):\n        rows = await request.json()\n        return self.model.predict(rows)\n\nserve.run(Scorer.bind())\n",
            ),
            (
                f"unpickled request ({kind})",
                "DEP-01",
                "import pickle\n"
                + HEAD
                + "@app.post('/score')\nasync def score(request, key=Depends(check_key)):\n    rows = pickle.loads(await request.body())\n    return model.predict(rows)\n",
            ),
            (
                f"unchecked request ({kind})",
                "DEP-04",
                HEAD
                + "@app.post('/score')\ndef score(row: dict, key=Depends(check_key)):\n    return model.predict([list(row.values())])\n",
            ),
        )
    ],
    # --- containers and gates
    Case(
        "root in the image",
        "DEP-02",
        bad_files={"Dockerfile": DOCKER.replace("USER 1000\n", "")},
        good_files={"Dockerfile": DOCKER},
    ),
    Case(
        "floating image",
        "DEP-02",
        bad_files={"Dockerfile": DOCKER.replace("python@sha256:" + "a" * 64, "python:3.12")},
        good_files={"Dockerfile": DOCKER},
    ),
    Case(
        "key in a layer",
        "DEP-02",
        bad_files={"Dockerfile": DOCKER + "ENV API_TOKEN=abc123def\n"},
        good_files={"Dockerfile": DOCKER},
    ),
    Case(
        "any version in the image",
        "DEP-02",
        bad_files={"Dockerfile": DOCKER.replace("--require-hashes -r requirements.lock", "pandas scikit-learn")},
        good_files={"Dockerfile": DOCKER},
    ),
    Case(
        "whole folder in the image",
        "DEP-02",
        bad_files={"Dockerfile": DOCKER.replace("COPY requirements.lock app.py /srv/", "COPY . /srv")},
        good_files={"Dockerfile": DOCKER},
    ),
    Case(
        "privileged",
        "DEP-02",
        bad_files={"docker-compose.yml": COMPOSE + "    privileged: true\n"},
        good_files={"docker-compose.yml": COMPOSE},
    ),
    Case(
        "engine's socket",
        "DEP-02",
        bad_files={"compose.yaml": COMPOSE + "    volumes: ['/var/run/docker.sock:/var/run/docker.sock']\n"},
        good_files={"compose.yaml": COMPOSE},
    ),
    Case(
        "no limits",
        "DEP-02",
        bad_files={"compose.yaml": "services:\n  model:\n    image: m@sha256:" + "b" * 64 + "\n"},
        good_files={"compose.yaml": COMPOSE},
    ),
    Case(
        "no network policy",
        "DEP-03",
        bad_files={"k8s/app.yaml": "kind: Deployment\nspec: {}\n"},
        good_files={"k8s/app.yaml": "kind: Deployment\nspec: {}\n---\nkind: NetworkPolicy\nspec: {}\n"},
    ),
    Case(
        "every interface",
        "DEP-03",
        bad_files={"serve.sh": "", "run.py": "import uvicorn\nuvicorn.run('app:app', host='0.0.0.0')\n"},
        good_files={"run.py": "import uvicorn\nuvicorn.run('app:app', host='127.0.0.1')\n"},
    ),
    Case(
        "no gate",
        "DEP-05",
        bad_files={".github/workflows/ci.yml": CI.replace("mlsec scan .", "pytest")},
        good_files={".github/workflows/ci.yml": CI},
    ),
    Case(
        "a gate that cannot fail",
        "DEP-05",
        bad_files={".github/workflows/ci.yml": CI + "        continue-on-error: true\n"},
        good_files={".github/workflows/ci.yml": CI},
    ),
    Case(
        "a weaker gate",
        "DEP-05",
        bad_files={".gitlab-ci.yml": "check:\n  script: mlsec scan . --fail-on critical\n"},
        good_files={".gitlab-ci.yml": "check:\n  script: mlsec scan .\n"},
    ),
    Case(
        "an action without a commit",
        "DEP-05",
        bad_files={".github/workflows/ci.yml": CI.replace("c" * 40, "v4")},
        good_files={".github/workflows/ci.yml": CI},
    ),
    Case(
        "a stranger's title",
        "DEP-05",
        bad_files={".github/workflows/ci.yml": CI + "      - run: echo ${{ github.event.issue.title }}\n"},
        good_files={".github/workflows/ci.yml": CI},
    ),
    Case(
        "versions left open",
        "TRN-02",
        bad_files={"requirements.txt": "pandas\nscikit-learn>=1.4\n"},
        good_files={"requirements.txt": "pandas==3.1.1 --hash=sha256:" + "a" * 64 + "\n"},
    ),
    # --- people and plans
    Case(
        "owner reviews",
        "GOV-01",
        bad_says={"roles": {"owner": "A. Ng", "reviewer": "a. ng", "contact": "C"}},
        good_says=PEOPLE,
    ),
    Case(
        "high risk in a small profile",
        "GOV-02",
        bad_says={"profile": {"profile": "production", "laws": "EU-AI-Act", "tier": "high"}},
        good_says={"profile": {"profile": "regulated", "laws": "GDPR", "tier": "high"}},
    ),
    Case(
        "an untreated threat",
        "GOV-03",
        LOAD + "from sklearn.svm import SVC\nm = SVC().fit(X, y)\n",
        LOAD,
        bad_says={"purpose": {"use": "triage"}},
        good_says={"purpose": {"use": "triage"}},
    ),
    Case(
        "old training",
        "GOV-04",
        bad_says={**PEOPLE, **{f"training__{name}": {"date": "2024-01-01"} for name in PEOPLE["roles"].values()}},
        good_says={**PEOPLE, **{f"training__{name}": {"date": "2026-06-01"} for name in PEOPLE["roles"].values()}},
    ),
    Case(
        "a contact of a template",
        "GOV-06",
        bad_files={"SECURITY.md": "Write to security@example.com\n"},
        good_files={"SECURITY.md": "Write to security@lab.net\n"},
    ),
    Case(
        "half a monitoring plan",
        "DEP-07",
        bad_says={"monitoring": {"owner": "A"}},
        good_says={
            "monitoring": {"owner": "A", "channel": "pager", "metrics": "psi", "threshold": "0.2", "response": "1 h"}
        },
    ),
    Case(
        "half an incident plan",
        "MNT-03",
        bad_files={"INCIDENT.md": "Call somebody.\n"},
        good_files={"INCIDENT.md": PLAN, "old.mlrun/SHA256SUMS": ""},
        good_says=PEOPLE,
    ),
    Case(
        "an old incident plan",
        "MNT-03",
        bad_files={"INCIDENT.md": PLAN.replace("2026-10-01", "2025-01-01"), "old.mlrun/SHA256SUMS": ""},
        good_files={"INCIDENT.md": PLAN, "old.mlrun/SHA256SUMS": ""},
        good_says=PEOPLE,
    ),
    Case(
        "a damaged run",
        "MNT-05",
        bad_files={"t.mlrun/run.json": "{ }", "t.mlrun/SHA256SUMS": hashlib.sha256(b"{}").hexdigest() + "  run.json\n"},
        good_files={"t.mlrun/run.json": "{}", "t.mlrun/SHA256SUMS": hashlib.sha256(b"{}").hexdigest() + "  run.json\n"},
    ),
    Case(
        "drills of years ago",
        "MNT-06",
        bad_says={"drill": {"date": "2023-05-01"}},
        good_says={"drill": {"date": "2026-05-01"}},
    ),
    Case(
        "an incident without a lesson",
        "MNT-06",
        bad_says={"drill": {"date": "2026-05-01"}, "incident__leak": {"closed": "2026-02-01"}},
        good_says={"drill": {"date": "2026-05-01"}, "incident__leak": {"closed": "2026-02-01", "lesson": "PRE-04"}},
    ),
    Case(
        "deleted and still there",
        "RET-01",
        bad_files={"old.csv": "a\n"},
        bad_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
        good_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
    ),
    Case(
        "a copy under another name",
        "RET-01",
        bad_files={"backup.csv": "old\n"},
        bad_says={
            "deletion__old.csv": {"sha256": hashlib.sha256(b"old\n").hexdigest(), "date": "2026-01-01", "medium": "ssd"}
        },
        good_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
    ),
    Case(
        "deleted without a digest",
        "RET-01",
        bad_says={"deletion__old.csv": {"date": "2026-01-01"}},
        good_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
    ),
    Case(
        "a service that still reads it",
        "RET-03",
        bad_files={"serve.py": "rows = open('old.csv')\n"},
        bad_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
        good_says={"deletion__old.csv": {"sha256": "1" * 64, "date": "2026-01-01", "medium": "ssd"}},
    ),
    Case(
        "half a retirement",
        "RET-02",
        bad_says={"retirement": {"date": "2026-01-01"}},
        good_says={
            "retirement": {
                "date": "2026-01-01",
                "reason": "new",
                "successor": "b",
                "retention": "5 y",
                "consumers": "none",
            }
        },
    ),
    Case(
        "half a withdrawal",
        "RET-04",
        bad_says={"withdrawal": {"keys": "all"}},
        good_says={"withdrawal": {"keys": "all", "endpoints": "off", "users": "told", "licences": "ended"}},
    ),
    Case(
        "a remote without encryption",
        "TRN-08",
        bad_files={".git/config": '[remote "origin"]\n\turl = http://git.lab/x.git\n'},
        good_files={".git/config": '[remote "origin"]\n\turl = git@git.lab:x.git\n'},
    ),
    Case(
        "keys that Git takes along",
        "TRN-08",
        bad_files={".git/config": "", ".env": "A=1\n", ".gitignore": "*.pyc\n"},
        good_files={".git/config": "", ".env": "A=1\n", ".gitignore": ".env\n"},
    ),
    Case(
        "a card with blanks",
        "EVA-10",
        bad_files={"MODEL_CARD.md": "# Intended use\n[More Information Needed]\n"},
        good_files={
            "MODEL_CARD.md": "# Intended use\nTriage.\nOut-of-scope: all else.\nTraining data: survey.\nEvaluation: ok.\nLimitations: few rows.\nContact: lab.\nLicence: MIT.\n"
        },
    ),
)
