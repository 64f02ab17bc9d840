"""A second lot of defects, in the spellings of other people. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import FIT, LOAD, SPLIT, Case

CV = "from sklearn.model_selection import cross_val_score\nfrom sklearn.svm import SVC\nprint(cross_val_score(SVC(), X, y, cv=5))\n"
PIPED = "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\nfrom sklearn.model_selection import cross_val_score\nfrom sklearn.svm import SVC\nprint(cross_val_score(make_pipeline(StandardScaler(), SVC()), X, y, cv=5))\n"
AUTH = "from flask_httpauth import HTTPTokenAuth\nauth = HTTPTokenAuth()\n"

CASES: tuple[Case, ...] = (
    # preprocessing before the split
    Case(
        "scaled by a function",
        "PRE-06",
        LOAD + "from sklearn.preprocessing import scale\nX = scale(X)\n" + SPLIT + FIT,
        LOAD + SPLIT + FIT,
    ),
    Case(
        "scaled by hand",
        "PRE-06",
        LOAD + "X = (X - X.mean()) / X.std()\n" + SPLIT + FIT,
        LOAD
        + SPLIT
        + "m, s = X_train.mean(), X_train.std()\nX_train = (X_train - m) / s\nX_test = (X_test - m) / s\n"
        + FIT,
    ),
    Case(
        "scaled by hand, numpy",
        "PRE-06",
        LOAD + "import numpy as np\nX = (X - np.mean(X, axis=0)) / np.std(X, axis=0)\n" + SPLIT + FIT,
        LOAD + SPLIT + FIT,
    ),
    Case(
        "filled by the mean",
        "PRE-06",
        LOAD + "X['income'] = X['income'].fillna(X['income'].median())\n" + SPLIT + FIT,
        LOAD
        + SPLIT
        + "middle = X_train['income'].median()\nX_train['income'] = X_train['income'].fillna(middle)\nX_test['income'] = X_test['income'].fillna(middle)\n"
        + FIT,
    ),
    Case(
        "scaled before cross validation",
        "PRE-06",
        LOAD + "from sklearn.preprocessing import MinMaxScaler\nX = MinMaxScaler().fit_transform(X)\n" + CV,
        LOAD + PIPED,
    ),
    Case(
        "scaled before a search",
        "PRE-06",
        LOAD
        + "from sklearn.preprocessing import RobustScaler\nsc = RobustScaler()\nXs = sc.fit_transform(X)\nfrom sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC\nGridSearchCV(SVC(), {'C': [1, 2]}).fit(Xs, y)\n",
        LOAD
        + "from sklearn.model_selection import GridSearchCV\nfrom sklearn.pipeline import Pipeline\nfrom sklearn.preprocessing import RobustScaler\nfrom sklearn.svm import SVC\npipe = Pipeline([('s', RobustScaler()), ('m', SVC())])\nGridSearchCV(pipe, {'m__C': [1, 2]}).fit(X, y)\n",
    ),
    Case(
        "a transformer of columns before",
        "PRE-06",
        LOAD
        + "from sklearn.compose import ColumnTransformer\nfrom sklearn.preprocessing import OneHotEncoder, StandardScaler\nct = ColumnTransformer([('n', StandardScaler(), ['age']), ('c', OneHotEncoder(), ['city'])])\nX = ct.fit_transform(X)\n"
        + SPLIT
        + FIT,
        LOAD
        + SPLIT
        + "from sklearn.compose import ColumnTransformer\nfrom sklearn.preprocessing import StandardScaler\nct = ColumnTransformer([('n', StandardScaler(), ['age'])])\nX_train = ct.fit_transform(X_train)\nX_test = ct.transform(X_test)\n"
        + FIT,
    ),
    Case(
        "components before the split",
        "PRE-06",
        LOAD
        + "from sklearn import decomposition\npca = decomposition.PCA(2, random_state=0)\npca.fit(X)\nZ = pca.transform(X)\nfrom sklearn import model_selection\na, b, c, d = model_selection.train_test_split(Z, y, random_state=0)\n",
        LOAD
        + "from sklearn import decomposition, model_selection\na, b, c, d = model_selection.train_test_split(X, y, random_state=0)\npca = decomposition.PCA(2, random_state=0)\npca.fit(a)\n",
    ),
    Case(
        "answers into a feature",
        "PRE-06",
        LOAD + "X['risk'] = df.groupby('city')['y'].transform('mean')\n" + SPLIT + FIT,
        LOAD + "X['mean'] = df.groupby('city')['income'].transform('count')\n" + SPLIT + FIT,
    ),
    Case(
        "validation data are the test rows",
        "PRE-06",
        LOAD
        + SPLIT
        + "from tensorflow import keras\nkeras.utils.set_random_seed(0)\nnet = keras.Sequential([keras.layers.Dense(1)])\nnet.compile(loss='mse')\nnet.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=3)\n",
        LOAD
        + SPLIT
        + "from tensorflow import keras\nkeras.utils.set_random_seed(0)\nnet = keras.Sequential([keras.layers.Dense(1)])\nnet.compile(loss='mse')\nnet.fit(X_train, y_train, validation_split=0.2, epochs=3)\n",
    ),
    Case(
        "rolling means in folds",
        "PRE-06",
        LOAD
        + "X['m'] = df['income'].rolling(5).mean()\nfrom sklearn.model_selection import KFold\nfor a, b in KFold(5, shuffle=True, random_state=1).split(X):\n    pass\n",
        LOAD
        + "X['m'] = df['income'].rolling(5).mean()\nfrom sklearn.model_selection import TimeSeriesSplit\nfor a, b in TimeSeriesSplit(5).split(X):\n    pass\n",
    ),
    # services
    Case(
        "a tunnel from the notebook",
        "DEP-01",
        "from pyngrok import ngrok\nimport uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nurl = ngrok.connect(8000)\n",
        "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nuvicorn.run(app, host='127.0.0.1')\n",
    ),
    Case("a tunnel from a shell line", "DEP-01", "!cloudflared tunnel --url http://localhost:8501 &\n", "!ls\n"),
    Case(
        "a rule added by hand",
        "DEP-01",
        "from flask import Flask, request\napp = Flask('x')\ndef score():\n    return str(model.predict([request.json['a']]))\napp.add_url_rule('/score', view_func=score, methods=['POST'])\n",
        AUTH
        + "from flask import Flask, request\napp = Flask('x')\n@auth.login_required\ndef score():\n    return str(model.predict([int(request.json['a'])]))\napp.add_url_rule('/score', view_func=score, methods=['POST'])\n",
    ),
    Case(
        "routes of Starlette",
        "DEP-01",
        "from starlette.applications import Starlette\nfrom starlette.routing import Route\nasync def score(request):\n    return model.predict(await request.json())\napp = Starlette(routes=[Route('/score', score, methods=['POST'])])\n",
        "from starlette.applications import Starlette\nfrom starlette.routing import Route\nasync def score(request):\n    check_token(request.headers['Authorization'])\n    return model.predict(await request.json())\napp = Starlette(routes=[Route('/score', score, methods=['POST'])])\n",
    ),
    Case(
        "a handler of the standard library",
        "DEP-01",
        "from http.server import BaseHTTPRequestHandler, HTTPServer\nclass Score(BaseHTTPRequestHandler):\n    def do_POST(self):\n        self.wfile.write(str(model.predict([1])).encode())\nHTTPServer(('', 8080), Score).serve_forever()\n",
        "from http.server import BaseHTTPRequestHandler, HTTPServer\nclass Score(BaseHTTPRequestHandler):\n    def do_POST(self):\n        if self.headers.get('Authorization') != KEY:\n            return self.send_error(401)\n        self.wfile.write(str(model.predict([1])).encode())\nHTTPServer(('127.0.0.1', 8080), Score).serve_forever()\n",
    ),
    Case(
        "a handler of Tornado",
        "DEP-01",
        "import tornado.web\nclass Score(tornado.web.RequestHandler):\n    def post(self):\n        self.write(str(model.predict([1])))\napp = tornado.web.Application([('/score', Score)])\n",
        "import tornado.web\nclass Score(tornado.web.RequestHandler):\n    @tornado.web.authenticated\n    def post(self):\n        self.write(str(model.predict([1])))\napp = tornado.web.Application([('/score', Score)])\n",
    ),
    Case(
        "aiohttp",
        "DEP-01",
        "from aiohttp import web\nasync def score(request):\n    return web.json_response(model.predict(await request.json()))\napp = web.Application()\napp.router.add_post('/score', score)\n",
        "from aiohttp import web\nasync def score(request):\n    require_api_key(request)\n    return web.json_response(model.predict(await request.json()))\napp = web.Application()\napp.router.add_post('/score', score)\n",
    ),
    Case(
        "a router without a guard",
        "DEP-01",
        "from fastapi import APIRouter, FastAPI\nrouter = APIRouter(prefix='/v1')\n@router.post('/score')\nasync def score(row: Row):\n    return model.predict([row])\napp = FastAPI()\napp.include_router(router)\n",
        "from fastapi import APIRouter, Depends, FastAPI\nrouter = APIRouter(prefix='/v1', dependencies=[Depends(current_user)])\n@router.post('/score')\nasync def score(row: Row):\n    return model.predict([row])\napp = FastAPI()\napp.include_router(router)\n",
    ),
    Case(
        "MLflow serves to all",
        "DEP-03",
        "!mlflow models serve -m runs:/1/model --host 0.0.0.0 -p 5001\n",
        "!mlflow models serve -m runs:/1/model --host 127.0.0.1 -p 5001\n",
    ),
    # models, data, code
    Case(
        "pandas pickles a model",
        "TRN-07",
        LOAD + "from sklearn.svm import SVC\nm = SVC().fit(X, y)\npd.to_pickle(m, 'm.pkl')\n",
        LOAD + "from sklearn.svm import SVC\nm = SVC().fit(X, y)\n",
    ),
    Case(
        "Keras as HDF5",
        "TRN-07",
        "from tensorflow import keras\nkeras.utils.set_random_seed(0)\nnet = keras.Sequential([keras.layers.Dense(1)])\nnet.save('net.h5')\n",
        "from tensorflow import keras\nkeras.utils.set_random_seed(0)\nnet = keras.Sequential([keras.layers.Dense(1)])\nnet.save_weights('net.weights.h5')\n",
        good_files={"net.weights.h5": "x", "net.weights.h5.sig": "x"},
    ),
    Case(
        "a whole network by torch",
        "TRN-07",
        "import torch\ntorch.manual_seed(0)\nnet = torch.nn.Linear(2, 1)\npath = f\"out/{'net'}.pt\"\ntorch.save(net, path)\n",
        "x = 1",
    ),
    Case(
        "MongoDB as admin",
        "COL-04",
        "from pymongo import MongoClient\nclient = MongoClient('mongodb://admin@db.lab:27017/?tls=true')\n",
        "from pymongo import MongoClient\nclient = MongoClient('mongodb://reader@db.lab:27017/?tls=true')\n",
    ),
    Case(
        "MongoDB without TLS",
        "COL-06",
        "import pandas as pd\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://reader@db.lab:27017/')\n",
        "import pandas as pd\nfrom pymongo import MongoClient\nclient = MongoClient('mongodb://reader@db.lab:27017/?tls=true')\n",
    ),
    Case("fetched by wget", "COL-06", "!wget http://data.lab/d.csv\n", "!wget https://data.lab/d.csv\n"),
    Case(
        "psycopg without TLS",
        "COL-06",
        "import psycopg2\ncon = psycopg2.connect(host='db.lab', user='reader', dbname='x')\n",
        "import psycopg2\ncon = psycopg2.connect(host='db.lab', user='reader', dbname='x', sslmode='verify-full')\n",
    ),
    Case(
        "a star in DuckDB",
        "COL-07",
        "import duckdb\nrows = duckdb.query(\"SELECT * FROM 'people.parquet'\").df()\n",
        "import duckdb\nrows = duckdb.query(\"SELECT age FROM 'people.parquet'\").df()\n",
    ),
    Case(
        "torch without a seed",
        "TRN-02",
        "import torch\nnet = torch.nn.Linear(3, 1)\n",
        "import torch\ntorch.manual_seed(1)\nnet = torch.nn.Linear(3, 1)\n",
    ),
    Case(
        "the random module",
        "TRN-02",
        "import random\nrandom.shuffle(rows)\n",
        "import random\nrandom.seed(4)\nrandom.shuffle(rows)\n",
    ),
    Case(
        "a network of Keras without a seed",
        "TRN-02",
        "from tensorflow import keras\nnet = keras.Sequential([keras.layers.Dense(8)])\nnet.fit(a, b)\n",
        "from tensorflow import keras\nkeras.utils.set_random_seed(1)\nnet = keras.Sequential([keras.layers.Dense(8)])\nnet.fit(a, b)\n",
    ),
    Case(
        "labels overwritten by a mask",
        "TRN-05",
        LOAD + SPLIT + "y_train[X_train['age'] > 40] = 1\n" + FIT,
        LOAD + SPLIT + FIT,
    ),
    Case(
        "rows appended after the split",
        "TRN-05",
        LOAD + SPLIT + "X_train = pd.concat([X_train, pd.read_csv('more.csv')])\n" + FIT,
        LOAD + SPLIT + FIT,
    ),
    Case(
        "SHA-1 by name",
        "GOV-09",
        "import hashlib\nh = hashlib.new('sha1', b'x')\n",
        "import hashlib\nh = hashlib.new('sha256', b'x')\n",
    ),
    Case(
        "old TLS",
        "GOV-09",
        "import ssl\nctx = ssl.SSLContext(ssl.PROTOCOL_TLSv1)\n",
        "import ssl\nctx = ssl.create_default_context()\n",
    ),
    Case(
        "a bucket opened by gsutil",
        "TRN-08",
        "!gsutil acl ch -u AllUsers:R gs://b/model.bin\n",
        "!gsutil cp model.bin gs://b/model.bin\n",
    ),
    Case(
        "a data set pushed",
        "TRN-08",
        "from datasets import Dataset\nds = Dataset.from_pandas(df)\nds.push_to_hub('me/patients')\n",
        "from datasets import Dataset\nds = Dataset.from_pandas(df)\nds.push_to_hub('me/patients', private=True)\n",
    ),
    Case(
        "an upload of a folder",
        "TRN-08",
        "from huggingface_hub import HfApi\napi = HfApi()\napi.create_repo('me/m')\napi.upload_folder(folder_path='out', repo_id='me/m')\n",
        "from huggingface_hub import HfApi\napi = HfApi()\napi.create_repo('me/m', private=True)\napi.upload_folder(folder_path='out', repo_id='me/m')\n",
    ),
    Case(
        "a sentence model without a commit",
        "TRN-12",
        "from sentence_transformers import SentenceTransformer\nm = SentenceTransformer('all-MiniLM-L6-v2')\n",
        "from sentence_transformers import SentenceTransformer\nm = SentenceTransformer('all-MiniLM-L6-v2', revision='"
        + "a" * 40
        + "')\n",
    ),
    Case(
        "a pipeline without a commit",
        "TRN-12",
        "from transformers import pipeline\np = pipeline('text-classification', model='lab/sentiment')\n",
        "from transformers import pipeline\np = pipeline('text-classification', model='lab/sentiment', revision='"
        + "a" * 40
        + "')\n",
    ),
    Case(
        "OpenML without a version",
        "COL-03",
        "from sklearn.datasets import fetch_openml\nd = fetch_openml('adult')\n",
        "from sklearn.datasets import fetch_openml\nd = fetch_openml('adult', version=2)\n",
    ),
    Case(
        "noise in a configuration",
        "TRN-09",
        "from opacus import PrivacyEngine\nSIGMA = 0.0\nengine = PrivacyEngine()\nm, o, d = engine.make_private(module=m, optimizer=o, data_loader=d, noise_multiplier=SIGMA, max_grad_norm=1.0)\n",
        "from opacus import PrivacyEngine\nSIGMA = 0.9\nengine = PrivacyEngine()\nm, o, d = engine.make_private(module=m, optimizer=o, data_loader=d, noise_multiplier=SIGMA, max_grad_norm=1.0)\n",
    ),
)
