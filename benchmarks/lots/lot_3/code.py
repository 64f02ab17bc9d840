"""A third lot: data, models and services as strangers write them. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case

COMMIT = "9" * 40

DATA: list[Case] = [
    Case(name, item, bad, good)
    for name, item, bad, good in [
        (
            "an address put together",
            "COL-06",
            "import pandas as pd\nserveur = 'donnees.labo.fr'\nannee = 2024\ntableau = pd.read_csv(f'http://{serveur}/{annee}/releves.csv')\n",
            "import pandas as pd\nserveur = 'donnees.labo.fr'\nannee = 2024\ntableau = pd.read_csv(f'https://{serveur}/{annee}/releves.csv')\n",
        ),
        (
            "fetched by urlretrieve",
            "COL-06",
            "from urllib.request import urlretrieve\nurlretrieve('http://archiv.uni.de/messung.zip', 'messung.zip')\n",
            "from urllib.request import urlretrieve\nurlretrieve('https://archiv.uni.de/messung.zip', 'messung.zip')\n",
        ),
        (
            "a context that trusts everybody",
            "COL-06",
            "import ssl\nimport urllib.request\nctx = ssl.create_default_context()\nctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\nurllib.request.urlopen('https://archiv.uni.de/m.csv', context=ctx)\n",
            "import ssl\nimport urllib.request\nctx = ssl.create_default_context()\nurllib.request.urlopen('https://archiv.uni.de/m.csv', context=ctx)\n",
        ),
        (
            "a client that trusts everybody",
            "COL-06",
            "import httpx\nwith httpx.Client(base_url='https://api.lab.es', verify=False) as cliente:\n    filas = cliente.get('/pacientes').json()\n",
            "import httpx\nwith httpx.Client(base_url='https://api.lab.es') as cliente:\n    filas = cliente.get('/pacientes').json()\n",
        ),
        (
            "DuckDB over http",
            "COL-06",
            "import duckdb\ntabla = duckdb.sql(\"SELECT edad, dosis FROM read_parquet('http://datos.lab.es/p.parquet')\").df()\n",
            "import duckdb\ntabla = duckdb.sql(\"SELECT edad, dosis FROM read_parquet('https://datos.lab.es/p.parquet')\").df()\n",
        ),
        (
            "Mongo without TLS",
            "COL-06",
            "from pymongo import MongoClient\nbase = MongoClient('mongodb://lecteur@mongo.labo.fr:27017/essais')\n",
            "from pymongo import MongoClient\nbase = MongoClient('mongodb://lecteur@mongo.labo.fr:27017/essais?tls=true')\n",
        ),
        (
            "Postgres, encryption off",
            "COL-06",
            "import psycopg\nverbindung = psycopg.connect('host=db.uni.de dbname=studie user=leser sslmode=disable')\n",
            "import psycopg\nverbindung = psycopg.connect('host=db.uni.de dbname=studie user=leser sslmode=verify-full')\n",
        ),
        (
            "Kafka in the open",
            "COL-06",
            "from kafka import KafkaConsumer\nstrom = KafkaConsumer('messwerte', bootstrap_servers='k.uni.de:9092', security_protocol='PLAINTEXT')\n",
            "from kafka import KafkaConsumer\nstrom = KafkaConsumer('messwerte', bootstrap_servers='k.uni.de:9093', security_protocol='SSL')\n",
        ),
        (
            "a bucket without TLS",
            "COL-06",
            "import boto3\nalmacen = boto3.client('s3', use_ssl=False)\nalmacen.download_file('b', 'datos.csv', 'datos.csv')\n",
            "import boto3\nalmacen = boto3.client('s3')\nalmacen.download_file('b', 'datos.csv', 'datos.csv')\n",
        ),
        (
            "wget in a line",
            "COL-06",
            "!wget -q http://archiv.uni.de/messung.zip -O m.zip\n",
            "!wget -q https://archiv.uni.de/messung.zip -O m.zip\n",
        ),
        (
            "curl -k in a line",
            "COL-06",
            "!curl -kL -o m.csv https://archiv.uni.de/m.csv\n",
            "!curl -L -o m.csv https://archiv.uni.de/m.csv\n",
        ),
        (
            "a module that fetches in the open",
            "COL-06",
            "import holen\n",
            "import holen\n",
        ),
        (
            "the server's administrator",
            "COL-04",
            "import pyodbc\nliaison = pyodbc.connect('DRIVER={ODBC Driver 18};SERVER=sql.labo.fr;UID=sa;Encrypt=yes')\n",
            "import pyodbc\nliaison = pyodbc.connect('DRIVER={ODBC Driver 18};SERVER=sql.labo.fr;UID=lecteur;Encrypt=yes')\n",
        ),
        (
            "administrator in keywords of a URL",
            "COL-04",
            "from sqlalchemy import URL, create_engine\nmotor = create_engine(URL.create('mysql+pymysql', username='root', host='db.lab.es', query={'ssl_ca': 'ca.pem'}))\n",
            "from sqlalchemy import URL, create_engine\nmotor = create_engine(URL.create('mysql+pymysql', username='lector', host='db.lab.es', query={'ssl_ca': 'ca.pem'}))\n",
        ),
        (
            "all columns of an alias",
            "COL-07",
            "import polars as pl\nsql = '''\nselect p.*\nfrom patients p\nwhere p.annee = 2024\n'''\ntableau = pl.read_database(sql, liaison)\n",
            "import polars as pl\nsql = '''\nselect p.age, p.dose\nfrom patients p\nwhere p.annee = 2024\n'''\ntableau = pl.read_database(sql, liaison)\n",
        ),
        (
            "a whole table by name",
            "COL-07",
            "import pandas as pd\ntabelle = pd.read_sql_table('patienten', verbindung)\n",
            "import pandas as pd\ntabelle = pd.read_sql_table('patienten', verbindung, columns=['alter', 'dosis'])\n",
        ),
        (
            "a data set of Kaggle, any version",
            "COL-03",
            "import kagglehub\nruta = kagglehub.dataset_download('alguien/pacientes')\n",
            "import kagglehub\nruta = kagglehub.dataset_download('alguien/pacientes/versions/3')\n",
        ),
        (
            "a file of a hub, any version",
            "COL-03",
            "from huggingface_hub import hf_hub_download\nfichier = hf_hub_download('labo/visites', 'v.parquet', repo_type='dataset')\n",
            f"from huggingface_hub import hf_hub_download\nfichier = hf_hub_download('labo/visites', 'v.parquet', repo_type='dataset', revision='{COMMIT}')\n",
        ),
        # models
        (
            "cloudpickle",
            "TRN-07",
            "import cloudpickle\nfrom pathlib import Path\nPath('modell.bin').write_bytes(cloudpickle.dumps(modell))\n",
            "import skops.io as sio\nsio.dump(modell, 'modell.skops')\n",
        ),
        (
            "a whole network",
            "TRN-07",
            "import torch\nfrom pathlib import Path\nziel = Path('aus')\ntorch.save(netz, ziel / 'netz.pth')\n",
            "from pathlib import Path\nfrom safetensors.torch import save_model\nziel = Path('aus')\nsave_model(netz, str(ziel / 'netz.safetensors'))\n",
        ),
        (
            "logged as a pickle",
            "TRN-07",
            "import mlflow\nwith mlflow.start_run():\n    mlflow.sklearn.log_model(modelo, name='m', serialization_format='cloudpickle')\n",
            "import mlflow\nwith mlflow.start_run():\n    mlflow.onnx.log_model(modelo, name='m')\n",
        ),
        (
            "a model of YOLO from the net",
            "TRN-12",
            "from ultralytics import YOLO\ndetecteur = YOLO('https://poids.labo.fr/best.pt')\n",
            "import onnxruntime as ort\ndetecteur = ort.InferenceSession('best.onnx')\n",
        ),
        (
            "a diffusion pipeline, any version",
            "TRN-12",
            "from diffusers import DiffusionPipeline\nbild = DiffusionPipeline.from_pretrained('lab/bilder')\n",
            f"from diffusers import DiffusionPipeline\nbild = DiffusionPipeline.from_pretrained('lab/bilder', revision='{COMMIT}')\n",
        ),
        (
            "weights of timm from a hub",
            "TRN-12",
            "import timm\nred = timm.create_model('hf_hub:alguien/resnet', pretrained=True)\n",
            f"import timm\nred = timm.create_model('hf_hub:alguien/resnet@{COMMIT}', pretrained=True)\n",
        ),
        (
            "a snapshot of a hub",
            "TRN-12",
            "from huggingface_hub import snapshot_download\ndossier = snapshot_download('labo/camembert')\n",
            f"from huggingface_hub import snapshot_download\ndossier = snapshot_download('labo/camembert', revision='{COMMIT}')\n",
        ),
        (
            "YAML that makes objects",
            "TRN-06",
            "import yaml\nfrom pathlib import Path\nconf = yaml.load(Path('conf.yml').read_text(), Loader=yaml.UnsafeLoader)\n",
            "import yaml\nfrom pathlib import Path\nconf = yaml.safe_load(Path('conf.yml').read_text())\n",
        ),
        (
            "text of the net run as code",
            "TRN-06",
            "import requests\nexec(requests.get('https://x.lab.es/paso.py', timeout=3).text)\n",
            "import requests\ntexto = requests.get('https://x.lab.es/paso.py', timeout=3).text\n",
        ),
        (
            "a shell line of a name",
            "TRN-06",
            "import subprocess\nnom = input('fichier ? ')\nsubprocess.run(f'unzip {nom} -d donnees', shell=True, check=True)\n",
            "import subprocess\nnom = input('fichier ? ')\nsubprocess.run(['unzip', '--', nom, '-d', 'donnees'], check=True)\n",
        ),
        (
            "ECB of cryptography",
            "GOV-09",
            "from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\nchiffre = Cipher(algorithms.AES(cle), modes.ECB())\n",
            "from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes\nchiffre = Cipher(algorithms.AES(cle), modes.GCM(iv))\n",
        ),
        (
            "a public container of Azure",
            "TRN-08",
            "from azure.storage.blob import BlobServiceClient\nservicio = BlobServiceClient('https://c.blob.core.windows.net')\nservicio.create_container('modelos', public_access='blob')\n",
            "from azure.storage.blob import BlobServiceClient\nservicio = BlobServiceClient('https://c.blob.core.windows.net')\nservicio.create_container('modelos')\n",
        ),
    ]
]
DATA = [
    Case(
        case.name,
        case.item,
        case.bad,
        case.good,
        bad_files={
            "holen.py": "import requests\nBASIS = 'http://archiv.uni.de'\nantwort = requests.get(BASIS + '/m.csv', timeout=5)\n"
        },
        good_files={
            "holen.py": "import requests\nBASIS = 'https://archiv.uni.de'\nantwort = requests.get(BASIS + '/m.csv', timeout=5)\n"
        },
    )
    if case.bad == "import holen\n"
    else case
    for case in DATA
]

FAST = "from fastapi import Depends, FastAPI, Request\nfrom fastapi.security import APIKeyHeader\nfrom pydantic import BaseModel, Field\nclef = APIKeyHeader(name='X-Clef')\nclass Ligne(BaseModel):\n    age: float = Field(ge=0, le=120)\n"
GUARDED = (
    FAST
    + "service = FastAPI()\n@service.post('/note')\ndef note(ligne: Ligne, k: str = Depends(clef)):\n    verifier(k)\n    return modele.predict([[ligne.age]]).tolist()\n"
)

SERVING: list[Case] = [
    Case(name, "DEP-01", bad, good)
    for name, bad, good in [
        (
            "FastAPI for every origin",
            GUARDED
            + "from fastapi.middleware.cors import CORSMiddleware\nservice.add_middleware(CORSMiddleware, allow_origins=['*'], allow_credentials=True)\n",
            GUARDED
            + "from fastapi.middleware.cors import CORSMiddleware\nservice.add_middleware(CORSMiddleware, allow_origins=['https://labo.fr'], allow_credentials=True)\n",
        ),
        (
            "a pickled body",
            FAST
            + "import pickle\nservice = FastAPI()\n@service.post('/note')\nasync def note(req: Request, k: str = Depends(clef)):\n    lignes = pickle.loads(await req.body())\n    return modele.predict(lignes).tolist()\n",
            GUARDED,
        ),
        (
            "a router of FastAPI",
            "from fastapi import APIRouter, FastAPI\nrouteur = APIRouter(prefix='/v1')\n@routeur.post('/note')\nasync def note(lignes: list[float]):\n    return modele.predict([lignes]).tolist()\nservice = FastAPI()\nservice.include_router(routeur)\n",
            "from fastapi import APIRouter, FastAPI, Security\nfrom fastapi.security import HTTPBearer\nrouteur = APIRouter(prefix='/v1', dependencies=[Security(HTTPBearer())])\n@routeur.post('/note')\nasync def note(lignes: list[float]):\n    return modele.predict([lignes]).tolist()\nservice = FastAPI()\nservice.include_router(routeur)\n",
        ),
        (
            "a blueprint of Flask",
            "from flask import Blueprint, Flask, jsonify, request\ndienst = Blueprint('dienst', __name__)\n@dienst.post('/bewerten')\ndef bewerten():\n    return jsonify(modell.predict([request.get_json()['werte']]).tolist())\nanwendung = Flask(__name__)\nanwendung.register_blueprint(dienst)\n",
            "from flask import Blueprint, Flask, jsonify, request\nfrom flask_jwt_extended import jwt_required\ndienst = Blueprint('dienst', __name__)\n@dienst.post('/bewerten')\n@jwt_required()\ndef bewerten():\n    return jsonify(modell.predict([[float(w) for w in request.get_json()['werte']]]).tolist())\nanwendung = Flask(__name__)\nanwendung.register_blueprint(dienst)\n",
        ),
        (
            "a view of a class of Flask",
            "from flask import Flask, request\nfrom flask.views import MethodView\nclass Nota(MethodView):\n    def post(self):\n        return {'nota': modelo.predict([request.json['fila']]).tolist()}\napp = Flask('notas')\napp.add_url_rule('/nota', view_func=Nota.as_view('nota'))\n",
            "from flask import Flask, request\nfrom flask.views import MethodView\nfrom flask_login import login_required\nclass Nota(MethodView):\n    decorators = [login_required]\n    def post(self):\n        return {'nota': modelo.predict([[float(v) for v in request.json['fila']]]).tolist()}\napp = Flask('notas')\napp.add_url_rule('/nota', view_func=Nota.as_view('nota'))\n",
        ),
        (
            "debug by configuration",
            "from flask import Flask\nanwendung = Flask(__name__)\nanwendung.config.update(DEBUG=True)\nanwendung.run()\n",
            "from flask import Flask\nanwendung = Flask(__name__)\nanwendung.run()\n",
        ),
        (
            "blocks of Gradio on every interface",
            "import gradio as gr\nwith gr.Blocks() as pagina:\n    caja = gr.Textbox()\n    caja.submit(puntuar, caja, gr.Label())\npagina.queue().launch(server_name='0.0.0.0', server_port=7860)\n",
            "import gradio as gr\nwith gr.Blocks() as pagina:\n    caja = gr.Textbox()\n    caja.submit(puntuar, caja, gr.Label())\npagina.queue(max_size=5).launch(server_name='127.0.0.1', auth=comprobar)\n",
        ),
        (
            "Litestar",
            "from litestar import Litestar, post\n@post('/bewerten')\nasync def bewerten(data: dict) -> dict:\n    return {'note': modell.predict([data['werte']]).tolist()}\nanwendung = Litestar([bewerten])\n",
            "from litestar import Litestar, post\nfrom litestar.security.jwt import JWTAuth\nschutz = JWTAuth(retrieve_user_handler=finden, token_secret=geheimnis)\n@post('/bewerten')\nasync def bewerten(data: dict) -> dict:\n    return {'note': modell.predict([data['werte']]).tolist()}\nanwendung = Litestar([bewerten], on_app_init=[schutz.on_app_init])\n",
        ),
        (
            "gRPC without TLS",
            "import grpc\nfrom concurrent import futures\nserveur = grpc.server(futures.ThreadPoolExecutor(4))\nnotes_pb2_grpc.add_NotesServicer_to_server(Notes(), serveur)\nserveur.add_insecure_port('[::]:50051')\nserveur.start()\n",
            "import grpc\nfrom concurrent import futures\nserveur = grpc.server(futures.ThreadPoolExecutor(4), interceptors=[AuthInterceptor()])\nnotes_pb2_grpc.add_NotesServicer_to_server(Notes(), serveur)\nserveur.add_secure_port('127.0.0.1:50051', grpc.ssl_server_credentials(paires, racine, require_client_auth=True))\nserveur.start()\n",
        ),
        (
            "Sanic",
            "from sanic import Sanic, json\nservicio = Sanic('notas')\n@servicio.post('/nota')\nasync def nota(peticion):\n    return json(modelo.predict([peticion.json['fila']]).tolist())\n",
            "from sanic import Sanic, json\nservicio = Sanic('notas')\n@servicio.on_request\nasync def comprobar_token(peticion):\n    if not valido(peticion.token):\n        return json({}, status=401)\n@servicio.post('/nota')\nasync def nota(peticion):\n    return json(modelo.predict([peticion.json['fila']]).tolist())\n",
        ),
        (
            "Bottle",
            "from bottle import post, request, run\n@post('/note')\ndef note():\n    return {'note': modele.predict([request.json['ligne']]).tolist()}\nrun(host='0.0.0.0', port=8080)\n",
            "from bottle import auth_basic, post, request, run\n@post('/note')\n@auth_basic(verifier)\ndef note():\n    return {'note': modele.predict([request.json['ligne']]).tolist()}\nrun(host='127.0.0.1', port=8080)\n",
        ),
        (
            "Falcon",
            "import falcon\nclass Note:\n    def on_post(self, req, resp):\n        resp.media = modell.predict([req.media['werte']]).tolist()\ndienst = falcon.App()\ndienst.add_route('/note', Note())\n",
            "import falcon\nfrom falcon_auth import FalconAuthMiddleware\nclass Note:\n    def on_post(self, req, resp):\n        resp.media = modell.predict([req.media['werte']]).tolist()\ndienst = falcon.App(middleware=[FalconAuthMiddleware(schutz)])\ndienst.add_route('/note', Note())\n",
        ),
        (
            "LitServe",
            "import litserve as ls\nclass Notas(ls.LitAPI):\n    def setup(self, device):\n        self.m = cargar()\n    def predict(self, x):\n        return self.m.predict(x)\nls.LitServer(Notas()).run(port=8000)\n",
            "import litserve as ls\nclass Notas(ls.LitAPI):\n    def setup(self, device):\n        self.m = cargar()\n    def authorize(self, auth: HTTPAuthorizationCredentials):\n        if not valido(auth.credentials):\n            raise HTTPException(401)\n    def predict(self, x):\n        return self.m.predict(x)\nls.LitServer(Notas()).run(port=8000, host='127.0.0.1')\n",
        ),
        (
            "Dash with its debugger",
            "from dash import Dash, html\nseite = Dash(__name__)\nseite.layout = html.Div('Note')\nseite.run(debug=True, host='0.0.0.0')\n",
            "from dash import Dash, html\nimport dash_auth\nseite = Dash(__name__)\ndash_auth.BasicAuth(seite, auth_func=pruefen)\nseite.layout = html.Div('Note')\nseite.run(host='127.0.0.1')\n",
        ),
        (
            "MLflow serves",
            "!mlflow models serve -m models:/notas/3 -h 0.0.0.0 -p 5001 --no-conda\n",
            "!mlflow models list\n",
        ),
        (
            "a deployment of Ray with FastAPI",
            "from fastapi import FastAPI\nfrom ray import serve\ndienst = FastAPI()\n@serve.deployment(num_replicas=2)\n@serve.ingress(dienst)\nclass Noten:\n    @dienst.post('/note')\n    def note(self, werte: list[float]):\n        return self.modell.predict([werte]).tolist()\nserve.start(http_options={'host': '0.0.0.0'})\nserve.run(Noten.bind())\n",
            "from fastapi import Depends, FastAPI\nfrom fastapi.security import HTTPBearer\nfrom ray import serve\ndienst = FastAPI(dependencies=[Depends(HTTPBearer())])\n@serve.deployment(num_replicas=2)\n@serve.ingress(dienst)\nclass Noten:\n    @dienst.post('/note')\n    def note(self, werte: list[float]):\n        return self.modell.predict([werte]).tolist()\nserve.start(http_options={'host': '127.0.0.1'})\nserve.run(Noten.bind())\n",
        ),
    ]
]
SERVING += [
    Case(
        "settings of Django",
        "DEP-01",
        bad_files={
            "sitio/settings.py": "from pathlib import Path\nBASE_DIR = Path(__file__).parent\nDEBUG = True\nALLOWED_HOSTS = ['*']\nINSTALLED_APPS = ['django.contrib.auth', 'notas']\nROOT_URLCONF = 'sitio.urls'\n",
            "manage.py": "import django\n",
        },
        good_files={
            "sitio/settings.py": "from pathlib import Path\nBASE_DIR = Path(__file__).parent\nDEBUG = False\nALLOWED_HOSTS = ['notas.lab.es']\nINSTALLED_APPS = ['django.contrib.auth', 'notas']\nROOT_URLCONF = 'sitio.urls'\nSECURE_SSL_REDIRECT = True\n",
            "manage.py": "import django\n",
        },
    ),
    Case(
        "a view of Django without its check",
        "DEP-01",
        bad_files={
            "notes/views.py": "from django.http import JsonResponse\nfrom django.views.decorators.csrf import csrf_exempt\nimport json\n\n@csrf_exempt\ndef note(requete):\n    lignes = json.loads(requete.body)\n    return JsonResponse({'note': modele.predict(lignes).tolist()})\n"
        },
        good_files={
            "notes/views.py": "from django.contrib.auth.decorators import login_required\nfrom django.http import JsonResponse\nimport json\n\n@login_required\ndef note(requete):\n    lignes = Formulaire(json.loads(requete.body)).nettoyer()\n    return JsonResponse({'note': modele.predict(lignes).tolist()})\n"
        },
    ),
    Case(
        "TorchServe without its token",
        "DEP-01",
        bad_files={
            "serve/config.properties": "inference_address=http://0.0.0.0:8080\nmanagement_address=http://0.0.0.0:8081\ndisable_token_authorization=true\nmodel_store=/models\nallowed_urls=.*\n"
        },
        good_files={
            "serve/config.properties": "inference_address=https://127.0.0.1:8443\nmanagement_address=https://127.0.0.1:8444\nprivate_key_file=k.pem\ncertificate_file=c.pem\nmodel_store=/models\n"
        },
    ),
    Case(
        "Streamlit's checks switched off",
        "DEP-01",
        bad_files={
            ".streamlit/config.toml": "[server]\nenableXsrfProtection = false\nenableCORS = false\naddress = '0.0.0.0'\n"
        },
        good_files={".streamlit/config.toml": "[server]\naddress = '127.0.0.1'\n[browser]\ngatherUsageStats = false\n"},
    ),
    Case(
        "a module that serves",
        "DEP-01",
        bad_files={
            "src/servidor/app.py": "import uvicorn\nfrom fastapi import FastAPI\n\n\ndef crear() -> FastAPI:\n    app = FastAPI(title='notas', debug=True)\n\n    @app.post('/nota')\n    def nota(fila: list[float]) -> dict:\n        return {'nota': modelo.predict([fila]).tolist()}\n\n    return app\n\n\nif __name__ == '__main__':\n    uvicorn.run(crear(), host='0.0.0.0')\n"
        },
        good_files={
            "src/servidor/app.py": "import uvicorn\nfrom fastapi import Depends, FastAPI\nfrom fastapi.security import HTTPBearer\n\n\ndef crear() -> FastAPI:\n    app = FastAPI(title='notas', dependencies=[Depends(HTTPBearer())])\n\n    @app.post('/nota')\n    def nota(fila: list[float]) -> dict:\n        return {'nota': modelo.predict([fila]).tolist()}\n\n    return app\n\n\nif __name__ == '__main__':\n    uvicorn.run(crear(), host='127.0.0.1', ssl_keyfile='k.pem', ssl_certfile='c.pem')\n"
        },
    ),
]

CASES: tuple[Case, ...] = (*DATA, *SERVING)
