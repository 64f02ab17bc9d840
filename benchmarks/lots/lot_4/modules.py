"""A fourth lot: the defect is in a module, a script or a pipeline beside the notebook. Labelled before it was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, beside

_P = "PRE-06"
_USE = "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
_SPLIT = "from sklearn.model_selection import train_test_split\n"
_CUT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"

LEAKING: list[Case] = [
    beside(
        "src/features.py scales everything, the notebook splits",
        _P,
        "import pandas as pd\nfrom src.features import prepare\n"
        + _SPLIT
        + "df = pd.read_csv('d.csv')\nX, y = prepare(df)\n"
        + _CUT
        + _USE,
        "src/features.py",
        "from sklearn.preprocessing import StandardScaler\n\n\ndef prepare(df):\n    X = df[['age', 'income']]\n    X = StandardScaler().fit_transform(X)\n    return X, df['y']\n",
        "    X = StandardScaler().fit_transform(X)\n",
        "    X = X / [100.0, 10_000.0]\n",
        files={"src/__init__.py": ""},
    ),
    beside(
        "%run prep.py leaves a scaled matrix behind",
        _P,
        "%run prep.py\n" + _SPLIT + _CUT + _USE,
        "prep.py",
        "import pandas as pd\nfrom sklearn.impute import SimpleImputer\n\ndf = pd.read_csv('d.csv')\ny = df.pop('y')\nX = SimpleImputer().fit_transform(df[['age', 'income']])\n",
        "X = SimpleImputer().fit_transform(df[['age', 'income']])",
        "X = df[['age', 'income']].fillna(0)",
    ),
    beside(
        "!python src/train.py with argparse",
        _P,
        "!python src/train.py --data d.csv --seed 3\n",
        "src/train.py",
        "import argparse\n\nimport pandas as pd\nfrom sklearn.feature_selection import SelectKBest\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\n\n\n"
        "def main(args):\n    df = pd.read_csv(args.data)\n    X, y = df[['age', 'income']], df['y']\n    sel = SelectKBest(k=1)\n    X = sel.fit_transform(X, y)\n"
        "    X_tr, X_te, y_tr, y_te = train_test_split(X, y, random_state=args.seed)\n    clf = LogisticRegression().fit(X_tr, y_tr)\n    print(clf.score(X_te, y_te))\n\n\n"
        "if __name__ == '__main__':\n    p = argparse.ArgumentParser()\n    p.add_argument('--data')\n    p.add_argument('--seed', type=int, default=0)\n    main(p.parse_args())\n",
        "    X = sel.fit_transform(X, y)\n",
        "",
        "    clf = LogisticRegression().fit(X_tr, y_tr)\n",
        "    X_tr, X_te = sel.fit_transform(X_tr, y_tr), sel.transform(X_te)\n    clf = LogisticRegression().fit(X_tr, y_tr)\n",
    ),
    beside(
        "a data module's setup() takes statistics of all rows",
        _P,
        "import sys\nsys.path.append('src')\nfrom churn.data import ChurnData\ndm = ChurnData('d.csv')\ndm.setup()\nfrom sklearn.svm import SVC\nclf = SVC(random_state=0).fit(*dm.train)\nprint(clf.score(*dm.test))\n",
        "src/churn/data.py",
        "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import RobustScaler\n\n\nclass ChurnData:\n    def __init__(self, path):\n        self.path = path\n\n    def setup(self):\n"
        "        df = pd.read_csv(self.path)\n        x, y = df[['age', 'income']], df['y']\n        a, b, ya, yb = train_test_split(x, y, random_state=0)\n        sc = RobustScaler().fit(x)\n        self.train, self.test = (sc.transform(a), ya), (sc.transform(b), yb)\n",
        "RobustScaler().fit(x)",
        "RobustScaler().fit(a)",
        files={"src/churn/__init__.py": ""},
    ),
    beside(
        "the evaluation function fits on what it scores",
        _P,
        "import pandas as pd\nfrom lib.evaluate import evaluate\n"
        + _SPLIT
        + "from sklearn.naive_bayes import GaussianNB\ndf = pd.read_csv('d.csv')\nX, y = df[['age', 'income']], df['y']\n"
        + _CUT
        + "print(evaluate(GaussianNB(), X_train, y_train, X_test, y_test))\n",
        "lib/evaluate.py",
        "from sklearn.metrics import roc_auc_score\n\n\ndef evaluate(est, X_train, y_train, X_test, y_test):\n    est.fit(X_test, y_test)\n    return roc_auc_score(y_test, est.predict_proba(X_test)[:, 1])\n",
        "est.fit(X_test, y_test)",
        "est.fit(X_train, y_train)",
        files={"lib/__init__.py": ""},
    ),
    beside(
        "kedro: the node that scales stands before the node that splits",
        _P,
        "%load_ext kedro.ipython\nsession.run('training')\n",
        "src/credit/pipelines/training/pipeline.py",
        "from kedro.pipeline import Pipeline, node\n\nfrom credit.pipelines.training.nodes import evaluate, scale, split\n\n\ndef create_pipeline(**kw):\n    return Pipeline([\n        node(scale, 'loans', 'scaled'),\n        node(split, 'scaled', ['train', 'test']),\n        node(evaluate, ['train', 'test'], 'auc'),\n    ])\n",
        "        node(scale, 'loans', 'scaled'),\n        node(split, 'scaled', ['train', 'test']),\n        node(evaluate, ['train', 'test'], 'auc'),\n",
        "        node(split, 'loans', ['train', 'test']),\n        node(evaluate, ['train', 'test'], 'auc'),\n",
        files={
            "src/credit/pipelines/training/nodes.py": "from sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import StandardScaler\n\n\ndef scale(loans):\n    cols = ['age', 'income']\n    return loans.assign(**{c: v for c, v in zip(cols, StandardScaler().fit_transform(loans[cols]).T)})\n\n\n"
            "def split(loans):\n    return train_test_split(loans, random_state=0)\n\n\ndef evaluate(train, test):\n    m = LogisticRegression().fit(train[['age', 'income']], train['bad'])\n    return m.score(test[['age', 'income']], test['bad'])\n"
        },
    ),
    beside(
        "hydra: resampled before the split in the entry point",
        _P,
        "!python -m src.run_hydra model=forest\n",
        "src/run_hydra.py",
        "import hydra\nimport pandas as pd\nfrom hydra.utils import instantiate\nfrom imblearn.over_sampling import SMOTE\nfrom sklearn.model_selection import train_test_split\n\n\n@hydra.main(version_base=None, config_path='../conf', config_name='config')\ndef main(cfg):\n"
        "    df = pd.read_csv(cfg.data.path)\n    x, y = df.drop(columns=cfg.data.target), df[cfg.data.target]\n    x, y = SMOTE(random_state=cfg.seed).fit_resample(x, y)\n    xa, xb, ya, yb = train_test_split(x, y, random_state=cfg.seed)\n"
        "    est = instantiate(cfg.model).fit(xa, ya)\n    print(est.score(xb, yb))\n\n\nif __name__ == '__main__':\n    main()\n",
        "    x, y = SMOTE(random_state=cfg.seed).fit_resample(x, y)\n",
        "",
        "    est = inst",
        "    xa, ya = SMOTE(random_state=cfg.seed).fit_resample(xa, ya)\n    est = inst",
    ),
    beside(
        "a package re-exports the function that encodes by the answer",
        _P,
        "import pandas as pd\nfrom lib import clean\n"
        + _SPLIT
        + "df = clean(pd.read_csv('d.csv'))\nX, y = df[['age', 'city_rate']], df['y']\n"
        + _CUT
        + _USE,
        "lib/cleaning.py",
        "def clean(df):\n    out = df.dropna()\n    out['city_rate'] = out.groupby('city')['y'].transform('mean')\n    return out\n",
        "out.groupby('city')['y'].transform('mean')",
        "out['city'].str.len()",
        files={"lib/__init__.py": "from lib.cleaning import clean\n\n__all__ = ['clean']\n"},
    ),
    beside(
        "prefect flow: a task fills with means before the task that splits",
        _P,
        "from flows.training import training\ntraining('d.csv')\n",
        "flows/training.py",
        "import pandas as pd\nfrom prefect import flow, task\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.model_selection import train_test_split\n\n\n@task\ndef fill(df):\n    return df.fillna(df.mean(numeric_only=True))\n\n\n"
        "@task\ndef split(df):\n    return train_test_split(df, random_state=0)\n\n\n@task\ndef score(a, b):\n    m = LogisticRegression().fit(a[['age', 'income']], a['y'])\n    return m.score(b[['age', 'income']], b['y'])\n\n\n"
        "@flow\ndef training(path):\n    df = fill(pd.read_csv(path))\n    a, b = split(df)\n    print(score(a, b))\n",
        "df.fillna(df.mean(numeric_only=True))",
        "df.fillna({'age': 40, 'income': 0})",
        files={"flows/__init__.py": ""},
    ),
]

_PIN = {"requirements.txt": "numpy==2.4.6 --hash=sha256:" + "ab" * 32 + "\n"}

OTHERS: list[Case] = [
    beside(
        "a helper downloads over plain ftp",
        "COL-06",
        "import helpers as h\nframe = h.load('2024-01.csv')\n",
        "helpers.py",
        "from ftplib import FTP, FTP_TLS\n\nimport pandas as pd\n\n\ndef load(name):\n    with FTP('files.partner-bank.com') as box:\n        box.login()\n        with open(name, 'wb') as f:\n            box.retrbinary(f'RETR {name}', f.write)\n    return pd.read_csv(name)\n",
        "with FTP('files.partner-bank.com') as box:\n        box.login()\n",
        "with FTP_TLS('files.partner-bank.com') as box:\n        box.login()\n        box.prot_p()\n",
    ),
    beside(
        "an airflow task does not look at the certificate",
        "COL-06",
        "from dags.ingest import pull\npull()\n",
        "dags/ingest.py",
        "import requests\nfrom airflow.decorators import dag, task\n\n\n@task\ndef pull():\n    r = requests.get('https://api.supplier.com/v1/export', timeout=30, verify=False)\n    r.raise_for_status()\n    open('export.csv', 'wb').write(r.content)\n",
        ", verify=False",
        "",
        files={"dags/__init__.py": ""},
    ),
    beside(
        "utils/io.py saves the model as a pickle",
        "TRN-07",
        "from sklearn.linear_model import Ridge\nfrom utils.io import save\nsave(Ridge().fit([[1.0], [2.0]], [1.0, 2.0]), 'out/model')\n",
        "utils/io.py",
        "import pickle\n\nimport skops.io as sio\n\n\ndef save(model, path):\n    with open(path + '.pkl', 'wb') as f:\n        pickle.dump(model, f)\n",
        "    with open(path + '.pkl', 'wb') as f:\n        pickle.dump(model, f)\n",
        "    sio.dump(model, path + '.skops')\n",
        files={"utils/__init__.py": ""},
    ),
    beside(
        "src/backbone.py takes whatever the hub holds today",
        "TRN-12",
        "from src.backbone import build\nnet = build(2)\n",
        "src/backbone.py",
        f"from transformers import AutoModelForSequenceClassification\n\nREV = '{COMMIT}'\n\n\ndef build(n):\n    return AutoModelForSequenceClassification.from_pretrained('acme/bert-mini', num_labels=n)\n",
        "num_labels=n)",
        "num_labels=n, revision=REV)",
        files={"src/__init__.py": ""},
    ),
    beside(
        "src/load.py unpickles with torch",
        "TRN-06",
        "from src.load import weights\nstate = weights('ckpt.pt')\n",
        "src/load.py",
        "import torch\n\n\ndef weights(path):\n    return torch.load(path, map_location='cpu', weights_only=False)\n",
        "weights_only=False",
        "weights_only=True",
        files={"src/__init__.py": ""},
    ),
    beside(
        "src/db.py reads as the administrator",
        "COL-04",
        "from src.db import engine\nimport pandas as pd\nloans = pd.read_sql('select id, amount from loans', engine())\n",
        "src/db.py",
        "import os\n\nfrom sqlalchemy import create_engine\n\n\ndef engine():\n    return create_engine('postgresql+psycopg://postgres:' + os.environ['PGPASSWORD'] + '@dwh.bank.internal/risk?sslmode=verify-full')\n",
        "//postgres:",
        "//risk_reader:",
        files={"src/__init__.py": ""},
    ),
    beside(
        "src/seed.py forgets torch",
        "TRN-02",
        "from src.seed import seed_everything\nseed_everything(7)\nimport torch\nnet = torch.nn.Linear(4, 2)\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\nx, y = torch.load('t.pt', weights_only=True)\nfor _ in range(9):\n    opt.zero_grad()\n    torch.nn.functional.cross_entropy(net(x), y).backward()\n    opt.step()\n",
        "src/seed.py",
        "import random\n\nimport torch\n\n\ndef seed_everything(n):\n    random.seed(n)\n",
        "    random.seed(n)\n",
        "    random.seed(n)\n    torch.manual_seed(n)\n",
        files={"src/__init__.py": ""},
    ),
    beside(
        "a dvc stage trains without a seed",
        "TRN-02",
        "!dvc repro\n",
        "src/fit.py",
        "import numpy as np\nimport pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n\ndf = pd.read_csv('d.csv')\nrf = RandomForestClassifier(200).fit(df[['age', 'income']], df.y)\nnp.save('imp.npy', rf.feature_importances_)\n",
        "RandomForestClassifier(200)",
        "RandomForestClassifier(200, random_state=0)",
        files={
            "dvc.yaml": "stages:\n  fit:\n    cmd: python src/fit.py\n    deps: [src/fit.py, d.csv]\n    outs: [imp.npy]\n"
        },
    ),
    beside(
        "src/sign.py makes its fingerprint with MD5",
        "GOV-09",
        "from src.sign import fingerprint\nprint(fingerprint('model.onnx'))\n",
        "src/sign.py",
        "import hashlib\n\n\ndef fingerprint(path):\n    with open(path, 'rb') as f:\n        return hashlib.file_digest(f, 'md5').hexdigest()\n",
        "'md5'",
        "'sha256'",
        files={"src/__init__.py": ""},
    ),
]

CASES: tuple[Case, ...] = (
    *LEAKING,
    *(
        case
        if case.item != "TRN-02"
        else Case(case.name, case.item, case.bad, case.good, {**case.bad_files, **_PIN}, {**case.good_files, **_PIN})
        for case in OTHERS
    ),
)
