"""A fourth lot: seeds, models and the code around them, and what is published. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, project

_PIN = {"requirements.txt": f"numpy==2.4.6 --hash=sha256:{DIGEST}\n"}

SEEDS: list[Case] = [
    cells("umap and kmeans, one of them without a seed", "TRN-02", "from sklearn.cluster import KMeans\nimport umap\nemb = umap.UMAP(random_state=42).fit_transform(X)\nlabels = KMeans(n_clusters=8).fit_predict(emb)\n", "n_clusters=8", "n_clusters=8, random_state=42", files=_PIN),
    cells("spark splits at random", "TRN-02", "train, test = spark.table('churn').randomSplit([0.8, 0.2])\n", "[0.8, 0.2]", "[0.8, 0.2], seed=11", files=_PIN),
    cells("numpy: a generator of no seed", "TRN-02", "import numpy as np\nrng = np.random.default_rng()\nidx = rng.permutation(1000)\n", "default_rng()", "default_rng(2024)", files=_PIN),
    cells("jax: the key is the clock", "TRN-02", "import time\nimport jax\nkey = jax.random.PRNGKey(int(time.time()))\nw = jax.random.normal(key, (4, 2))\n", "int(time.time())", "0", files=_PIN),
    cells("optuna without a seeded sampler", "TRN-02", "import optuna\nstudy = optuna.create_study(direction='minimize')\nstudy.optimize(objective, n_trials=20)\n", "direction='minimize'", "direction='minimize', sampler=optuna.samplers.TPESampler(seed=1)", files=_PIN),
    cells("a sample of rows in polars", "TRN-02", "import polars as pl\npart = pl.read_csv('d.csv').sample(fraction=0.5)\n", "fraction=0.5", "fraction=0.5, seed=3", files=_PIN),
    cells("seed=None by argument", "TRN-02", "from sklearn.model_selection import train_test_split\nSEED = None\na, b = train_test_split(X, random_state=SEED)\n", "SEED = None", "SEED = 1234", files=_PIN),
]  # fmt: skip

CHANGED: list[Case] = [
    cells("labels are turned over after the split", "TRN-05", "import numpy as np\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\ny_train[:40] = 1 - y_train[:40]\nSVC(random_state=0).fit(X_train, y_train)\n", "y_train[:40] = 1 - y_train[:40]\n", ""),
    cells("a column of the training rows is overwritten by hand", "TRN-05", "from sklearn.model_selection import train_test_split\nfrom sklearn.linear_model import LogisticRegression\nXtr, Xte, ytr, yte = train_test_split(X, y, random_state=0)\nXtr.loc[Xtr['age'] > 60, 'income'] = 0\nLogisticRegression().fit(Xtr, ytr)\n", "Xtr.loc[Xtr['age'] > 60, 'income'] = 0\n", ""),
    cells("rows of another file are slipped in before fit", "TRN-05", "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.linear_model import Ridge\ntr, te = train_test_split(pd.read_csv('d.csv'), random_state=0)\ntr = pd.concat([tr, pd.read_csv('extra.csv')])\nRidge().fit(tr[['age']], tr['income'])\n", "tr = pd.concat([tr, pd.read_csv('extra.csv')])\n", ""),
]  # fmt: skip

CODE: list[Case] = [
    cells("an unpinned install in a cell", "TRN-06", "%pip install -q shap lime\nimport shap\n", "%pip install -q shap lime\n", ""),
    cells("a shell line with somebody's text", "TRN-06", "import subprocess\nname = input('file? ')\nsubprocess.run(f'gzip -d {name}', shell=True, check=True)\n", "f'gzip -d {name}', shell=True", "['/usr/bin/gzip', '-d', '--', name]"),
    cells("a script of the web goes into the shell", "TRN-06", "!curl -sSL https://get.quickml.io/install.sh | bash\n", "!curl -sSL https://get.quickml.io/install.sh | bash\n", "print('see docs/setup.md')\n"),
    cells("yaml that builds objects", "TRN-06", "import yaml\ncfg = yaml.load(open('conf.yaml'), Loader=yaml.UnsafeLoader)\n", "UnsafeLoader", "SafeLoader"),
    cells("numpy unpickles", "TRN-06", "import numpy as np\nemb = np.load('emb.npy', allow_pickle=True)\n", "allow_pickle=True", "allow_pickle=False"),
    cells("keras loads code with the model", "TRN-06", "import keras\nnet = keras.models.load_model('theirs.keras', safe_mode=False)\n", "safe_mode=False", "safe_mode=True"),
    cells("a formula of a table is evaluated", "TRN-06", "import ast\nimport pandas as pd\nrules = pd.read_csv('rules.csv')\nvals = [eval(t) for t in rules['expr']]\n", "eval(t)", "ast.literal_eval(t)"),
    cells("an archive from the web is unpacked as it comes", "TRN-06", "import tarfile\nwith tarfile.open('corpus.tar.gz') as t:\n    t.extractall('corpus', filter='fully_trusted')\n", "'fully_trusted'", "'data'"),
    cells("a pickled table from the web", "TRN-06", "import pandas as pd\ndf = pd.read_pickle('https://share.acme-labs.com/df.pkl')\n", "read_pickle('https://share.acme-labs.com/df.pkl')", "read_parquet('https://share.acme-labs.com/df.parquet')"),
]  # fmt: skip

SAVED: list[Case] = [
    cells("torch saves the whole module", "TRN-07", "import torch\nfrom safetensors.torch import save_file\nnet = torch.nn.Linear(2, 2)\ntorch.save(net, 'net.pt')\n", "torch.save(net, 'net.pt')", "save_file(net.state_dict(), 'net.safetensors')"),
    cells("xgboost through pickle", "TRN-07", "import pickle\nfrom xgboost import XGBClassifier\nbst = XGBClassifier(random_state=0).fit(X, y)\npickle.dump(bst, open('bst.pkl', 'wb'))\n", "pickle.dump(bst, open('bst.pkl', 'wb'))", "bst.save_model('bst.ubj')"),
    cells("lightgbm through joblib", "TRN-07", "import joblib\nimport lightgbm as lgb\nm = lgb.train({'seed': 1}, lgb.Dataset(X, y))\njoblib.dump(m, 'm.joblib', compress=3)\n", "joblib.dump(m, 'm.joblib', compress=3)", "m.save_model('m.txt')"),
    cells("a pipeline through cloudpickle and pathlib", "TRN-07", "from pathlib import Path\nimport cloudpickle\nimport skops.io as sio\nPath('out/pipe.bin').write_bytes(cloudpickle.dumps(pipe))\n", "cloudpickle.dumps(pipe)", "sio.dumps(pipe)"),
    cells("mlflow logs a sklearn model with cloudpickle", "TRN-07", "import mlflow\nmlflow.sklearn.log_model(clf, name='clf', serialization_format='cloudpickle')\n", "'cloudpickle'", "'skops'"),
    cells("statsmodels results are pickled", "TRN-07", "import statsmodels.api as sm\nres = sm.OLS(y, X).fit()\nres.save('ols.pickle')\n", "res.save('ols.pickle')", "res.params.to_json('ols.json')"),
]  # fmt: skip

PUBLISHED: list[Case] = [
    cells("the model goes to the hub for everybody", "TRN-08", "model.push_to_hub('acme-bank/credit-scorer')\n", "'acme-bank/credit-scorer'", "'acme-bank/credit-scorer', private=True"),
    cells("a repository is created in public", "TRN-08", "from huggingface_hub import HfApi\napi = HfApi()\napi.create_repo('acme-bank/claims', repo_type='dataset', private=False)\n", "private=False", "private=True"),
    cells("the bucket object is readable by the world", "TRN-08", "import boto3\nboto3.client('s3').upload_file('model.onnx', 'acme-models', 'v1.onnx', ExtraArgs={'ACL': 'public-read'})\n", "'public-read'", "'private'"),
    cells("the model file is open to all", "TRN-08", "import os\nos.chmod('model.onnx', 0o777)\n", "0o777", "0o640"),
    project("the lab starts without a token", "TRN-08", "jupyter_server_config.py", "c = get_config()\nc.ServerApp.ip = '0.0.0.0'\nc.IdentityProvider.token = ''\n", "c.ServerApp.ip = '0.0.0.0'\nc.IdentityProvider.token = ''\n", "c.ServerApp.ip = '127.0.0.1'\n"),
    project("compose starts a lab that asks for nothing", "TRN-08", "docker-compose.yml", "services:\n  lab:\n    build: .\n    command: jupyter lab --ServerApp.token='' --ServerApp.password=''\n    ports: ['127.0.0.1:8888:8888']\n", " --ServerApp.token='' --ServerApp.password=''", ""),
    cells("google cloud storage: allUsers", "TRN-08", "from google.cloud import storage\nblob = storage.Client().bucket('acme').blob('model.onnx')\nblob.upload_from_filename('model.onnx')\nblob.make_public()\n", "blob.make_public()\n", ""),
]  # fmt: skip

FOREIGN: list[Case] = [
    cells("sentence-transformers at its head", "TRN-12", "from sentence_transformers import SentenceTransformer\nenc = SentenceTransformer('acme/mini-lm')\n", "'acme/mini-lm'", f"'acme/mini-lm', revision='{COMMIT}'"),
    cells("torch hub from a branch", "TRN-12", "import torch\nnet = torch.hub.load('acme/vision:main', 'resnet9')\n", "acme/vision:main", f"acme/vision:{COMMIT}"),
    cells("a hub file without a revision", "TRN-12", "from huggingface_hub import hf_hub_download\np = hf_hub_download(repo_id='acme/yolo', filename='w.safetensors')\n", "filename='w.safetensors'", f"filename='w.safetensors', revision='{COMMIT}'"),
    cells("a pipeline of transformers by name only", "TRN-12", "from transformers import pipeline\nclf = pipeline('text-classification', model='acme/tone')\n", "model='acme/tone'", f"model='acme/tone', revision='{COMMIT}'"),
    cells("diffusers weights from a hub name", "TRN-12", "from diffusers import StableDiffusionPipeline\npipe = StableDiffusionPipeline.from_pretrained('acme/sd-mini', use_safetensors=True)\n", "use_safetensors=True", f"use_safetensors=True, revision='{COMMIT}'"),
]  # fmt: skip

PRIVACY: list[Case] = [
    cells("opacus with no noise", "TRN-09", "from opacus import PrivacyEngine\npe = PrivacyEngine()\nnet, opt, dl = pe.make_private(module=net, optimizer=opt, data_loader=dl, noise_multiplier=0.0, max_grad_norm=1.0)\n", "noise_multiplier=0.0", "noise_multiplier=1.1"),
    cells("diffprivlib with a budget that protects nobody", "TRN-09", "from diffprivlib.models import LogisticRegression\nclf = LogisticRegression(epsilon=float('inf'), data_norm=5)\nclf.fit(X, y)\n", "float('inf')", "1.0"),
    cells("the attack of the hardening has no size", "TRN-10", "from art.attacks.evasion import ProjectedGradientDescent\nfrom art.defences.trainer import AdversarialTrainer\npgd = ProjectedGradientDescent(clf, eps=0.0, max_iter=10)\nAdversarialTrainer(clf, pgd, ratio=0.5).fit(x, y)\n", "eps=0.0", "eps=0.1"),
    cells("a flower client without encryption", "TRN-11", "import flwr as fl\nfl.client.start_client(server_address='fl.hospital-net.org:9092', client=c, insecure=True)\n", "insecure=True", "insecure=False, root_certificates=ca"),
    cells("tenseal with the secret key on board", "TRN-11", "import tenseal as ts\nctx = ts.context(ts.SCHEME_TYPE.CKKS, poly_modulus_degree=8192, coeff_mod_bit_sizes=[60, 40, 40, 60])\nrequests.post('https://he.vendor.com/ctx', data=ctx.serialize(save_secret_key=True), timeout=9)\n", "save_secret_key=True", "save_secret_key=False"),
    cells("a signature of RSA with 1024 bits", "GOV-09", "from cryptography.hazmat.primitives.asymmetric import rsa\nkey = rsa.generate_private_key(public_exponent=65537, key_size=1024)\n", "1024", "4096"),
    cells("openssl in a cell makes a short key", "GOV-09", "!openssl genrsa -out k.pem 1024\n", "1024", "4096"),
    cells("records are encrypted block by block", "GOV-09", "from Crypto.Cipher import AES\nct = AES.new(key, AES.MODE_ECB).encrypt(block)\n", "AES.new(key, AES.MODE_ECB).encrypt(block)", "AES.new(key, AES.MODE_GCM).encrypt_and_digest(block)"),
    cells("a token whose signature is nothing", "GOV-09", "import jwt\ntok = jwt.encode({'sub': 'scorer'}, None, algorithm='none')\n", "None, algorithm='none'", "key, algorithm='ES256'"),
]  # fmt: skip

CASES: tuple[Case, ...] = (*SEEDS, *CHANGED, *CODE, *SAVED, *PUBLISHED, *FOREIGN, *PRIVACY)
