"""The same mistakes in the tools of other trades: forecasters, recommenders, biologists, platform engineers."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.lot_6.runs import LOCK
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: sktime takes the season out of everything first",
        "PRE-06",
        """from sktime.datasets import load_airline
from sktime.forecasting.base import ForecastingHorizon
from sktime.forecasting.trend import PolynomialTrendForecaster
from sktime.performance_metrics.forecasting import mean_absolute_percentage_error
from sktime.split import temporal_train_test_split
from sktime.transformations.series.detrend import Deseasonalizer

y = load_airline()
season = Deseasonalizer(sp=12, model="multiplicative")
flat = season.fit_transform(y)
y_train, y_test = temporal_train_test_split(flat, test_size=36)

fh = ForecastingHorizon(y_test.index, is_relative=False)
trend = PolynomialTrendForecaster(degree=1).fit(y_train)
forecast = season.inverse_transform(trend.predict(fh))
print("MAPE of three years:", mean_absolute_percentage_error(y[y_test.index], forecast))
""",
        """flat = season.fit_transform(y)
y_train, y_test = temporal_train_test_split(flat, test_size=36)
""",
        """y_train, y_test = temporal_train_test_split(y, test_size=36)
y_train = season.fit_transform(y_train)
""",
    ),
    cells(
        "sixth: recommender learnt the purchases it must guess",
        "PRE-06",
        """import pandas as pd
from implicit.als import AlternatingLeastSquares
from implicit.evaluation import precision_at_k
from scipy.sparse import coo_matrix

# Kaeufe: ein Kunde, ein Artikel, ein Tag
kaeufe = pd.read_parquet("kaeufe.parquet").sort_values("tag")
kaeufe["u"] = kaeufe["kunde"].astype("category").cat.codes
kaeufe["i"] = kaeufe["artikel"].astype("category").cat.codes
form = (kaeufe["u"].max() + 1, kaeufe["i"].max() + 1)
grenze = pd.Timestamp("2026-09-01")
frueher, spaeter = kaeufe[kaeufe["tag"] < grenze], kaeufe[kaeufe["tag"] >= grenze]

alle = coo_matrix((kaeufe["menge"], (kaeufe["u"], kaeufe["i"])), shape=form).tocsr()
lernen = coo_matrix((frueher["menge"], (frueher["u"], frueher["i"])), shape=form).tocsr()
pruefen = coo_matrix((spaeter["menge"], (spaeter["u"], spaeter["i"])), shape=form).tocsr()
als = AlternatingLeastSquares(factors=64, random_state=8)
als.fit(alle)
print("P@10", precision_at_k(als, lernen, pruefen, K=10))
""",
        "als.fit(alle)",
        "als.fit(lernen)",
    ),
    cells(
        "sixth: cells of one donor on both sides",
        "PRE-06",
        """import numpy as np
import scanpy as sc
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

# 24 donors, 90k cells; does the label transfer to a new donor?
adata = sc.read_h5ad("pbmc_multi_donor.h5ad")
sc.pp.normalize_total(adata)
sc.pp.log1p(adata)
rng = np.random.default_rng(16)
donors = adata.obs["donor"].unique()

picked = rng.random(adata.n_obs) < 0.2
train, test = adata[~picked], adata[picked]
clf = LogisticRegression(max_iter=300).fit(train.X, train.obs["celltype"])
print("F1 on new donors", f1_score(test.obs["celltype"], clf.predict(test.X), average="macro"))
""",
        "picked = rng.random(adata.n_obs) < 0.2",
        'picked = adata.obs["donor"].isin(rng.choice(donors, 5, replace=False)).to_numpy()',
    ),
    cells(
        "sixth: overlapping passages of one contract",
        "PRE-06",
        """import json
import pathlib
import random

from langchain_text_splitters import RecursiveCharacterTextSplitter

# Vertraege in Abschnitte teilen, dann Klauseln erkennen
vertraege = [json.loads(z) for z in pathlib.Path("vertraege.jsonl").read_text().splitlines()]
teiler = RecursiveCharacterTextSplitter(chunk_size=600, chunk_overlap=300)
wuerfel = random.Random(25)

abschnitte = [(t, v["klausel"]) for v in vertraege for t in teiler.split_text(v["text"])]
wuerfel.shuffle(abschnitte)
grenze = int(len(abschnitte) * 0.85)
train, test = abschnitte[:grenze], abschnitte[grenze:]
for name, teil in (("train", train), ("test", test)):
    pathlib.Path(name + ".json").write_text(json.dumps(teil))
print(len(train), len(test))
""",
        """abschnitte = [(t, v["klausel"]) for v in vertraege for t in teiler.split_text(v["text"])]
wuerfel.shuffle(abschnitte)
grenze = int(len(abschnitte) * 0.85)
train, test = abschnitte[:grenze], abschnitte[grenze:]
""",
        """wuerfel.shuffle(vertraege)
grenze = int(len(vertraege) * 0.85)
train = [(t, v["klausel"]) for v in vertraege[:grenze] for t in teiler.split_text(v["text"])]
test = [(t, v["klausel"]) for v in vertraege[grenze:] for t in teiler.split_text(v["text"])]
""",
    ),
    cells(
        "sixth: examples in the prompt are test questions",
        "PRE-06",
        """import os
import random

import pandas as pd
from openai import OpenAI

client = OpenAI(api_key=os.environ["LLM_KEY"])
train = pd.read_json("nli_train.jsonl", lines=True)
test = pd.read_json("nli_test.jsonl", lines=True)
random.seed(12)

# few-shot: twenty solved examples
shots = test.sample(20, random_state=12)
prompt = "\\n".join(f"{r.premise} => {r.hypothesis}: {r.label}" for r in shots.itertuples())
hits = 0
for r in test.itertuples():
    ask = f"{prompt}\\n{r.premise} => {r.hypothesis}:"
    reply = client.chat.completions.create(
        model="gpt-4o-mini-2024-07-18", temperature=0, seed=12, messages=[{"role": "user", "content": ask}]
    )
    hits += r.label in reply.choices[0].message.content
print("accuracy", hits / len(test))
""",
        "shots = test.sample(20, random_state=12)",
        "shots = train.sample(20, random_state=12)",
    ),
    project(
        "sixth: cloud training job without isolation",
        "TRN-01",
        "launch.py",
        """\"\"\"Starts the nightly training of the triage model (patient data).\"\"\"
from sagemaker.estimator import Estimator

job = Estimator(
    image_uri="111122223333.dkr.ecr.eu-central-1.amazonaws.com/triage@sha256:DIGEST",
    role="arn:aws:iam::111122223333:role/triage-train",
    instance_count=1,
    instance_type="ml.g5.2xlarge",
    max_run=7200,
    enable_network_isolation=False,
    encrypt_inter_container_traffic=False,
    subnets=None,
    security_group_ids=None,
)
job.fit({"train": "s3://hospital-triage/train/"})
""".replace("DIGEST", "7c" * 32),
        """    enable_network_isolation=False,
    encrypt_inter_container_traffic=False,
    subnets=None,
    security_group_ids=None,
""",
        """    enable_network_isolation=True,
    encrypt_inter_container_traffic=True,
    subnets=["subnet-0a1b2c3d"],
    security_group_ids=["sg-0d3c2b1a"],
""",
        notebook="import launch\nprint(launch.job.latest_training_job.name)",
    ),
    project(
        "sixth: bento takes an array of any shape",
        "DEP-04",
        "service.py",
        """from typing import Annotated

import bentoml
import numpy as np
import onnxruntime as ort
from annotated_types import Ge, Le
from bentoml.validators import DType, Shape
from pydantic import BaseModel


class Soil(BaseModel):
    ph: Annotated[float, Ge(3), Le(10)]
    clay: Annotated[float, Ge(0), Le(100)]
    sand: Annotated[float, Ge(0), Le(100)]


@bentoml.service(resources={"cpu": "2"}, traffic={"timeout": 10, "concurrency": 16})
class SoilType:
    def __init__(self) -> None:
        self.net = ort.InferenceSession("soil.onnx")

    @bentoml.api
    def classify(self, row: np.ndarray) -> Annotated[np.ndarray, Shape((1,)), DType("int64")]:
        x = np.asarray(row, dtype=np.float32).reshape(1, -1)
        return self.net.run(None, {"x": x})[0]
""",
        """    def classify(self, row: np.ndarray)""",
        """    def classify(self, row: Soil)""",
        "        x = np.asarray(row, dtype=np.float32).reshape(1, -1)",
        "        x = np.asarray([[row.ph, row.clay, row.sand]], dtype=np.float32)",
    ),
    project(
        "sixth: azure workspace is reachable from anywhere",
        "DEP-03",
        "terraform/aml.tf",
        """resource "azurerm_machine_learning_workspace" "main" {
  name                          = "mlw-claims"
  location                      = azurerm_resource_group.ml.location
  resource_group_name           = azurerm_resource_group.ml.name
  application_insights_id       = azurerm_application_insights.ml.id
  key_vault_id                  = azurerm_key_vault.ml.id
  storage_account_id            = azurerm_storage_account.ml.id
  public_network_access_enabled = true
  managed_network {
    isolation_mode = "Disabled"
  }
  identity {
    type = "SystemAssigned"
  }
}
""",
        "public_network_access_enabled = true",
        "public_network_access_enabled = false",
        'isolation_mode = "Disabled"',
        'isolation_mode = "AllowOnlyApprovedOutbound"',
    ),
    project(
        "sixth: risque de reidentification jamais mesure",
        "PRE-02",
        "rapports/risque_reidentification.yaml",
        """table: consultations_2025_diffusion
lignes: 184220
quasi_identifiants: [age, code_postal, sexe, profession]
k_anonymat: non mesure
lignes_uniques: non mesure
l_diversite: non mesure
seuil_k: 10
diffusion: autorisee
""",
        """quasi_identifiants: [age, code_postal, sexe, profession]
k_anonymat: non mesure
lignes_uniques: non mesure
l_diversite: non mesure
""",
        """quasi_identifiants: [tranche_age, departement, sexe, secteur]
k_anonymat: 14
lignes_uniques: 0.0
l_diversite: 4
""",
    ),
    project(
        "sixth: tests of the warehouse only warn",
        "COL-02",
        "models/schema.yml",
        """version: 2
models:
  - name: training_orders
    columns:
      - name: order_id
        data_tests:
          - unique: {config: {severity: warn}}
          - not_null: {config: {severity: warn}}
      - name: amount
        data_tests:
          - dbt_utils.accepted_range: {min_value: 0, max_value: 50000, config: {severity: warn}}
""",
        """          - unique: {config: {severity: warn}}
          - not_null: {config: {severity: warn}}
""",
        """          - unique: {config: {severity: error}}
          - not_null: {config: {severity: error}}
""",
        "max_value: 50000, config: {severity: warn}",
        "max_value: 50000, config: {severity: error}",
    ),
    cells(
        "sixth: formula of the visitor is evaluated",
        "TRN-06",
        """import ipywidgets as widgets
import pandas as pd
from IPython.display import display

# les eleves tapent une formule, par exemple "note1 + note2"
notes = pd.read_csv("notes.csv")
champ = widgets.Text(description="formule")
display(champ)
resultat = eval(champ.value or "0", {"notes": notes, **notes.to_dict("series")})
print(resultat)
""",
        """resultat = eval(champ.value or "0", {"notes": notes, **notes.to_dict("series")})
""",
        """choisies = [c for c in champ.value.replace(" ", "").split("+") if c in notes.columns]
resultat = notes[choisies].sum(axis=1)
""",
    ),
    project(
        "sixth: torchserve without tokens",
        "DEP-01",
        "model-server/config.properties",
        """inference_address=http://0.0.0.0:8080
management_address=http://0.0.0.0:8081
metrics_address=http://0.0.0.0:8082
disable_token_authorization=true
enable_model_api=true
cors_allowed_origin=*
load_models=wear.mar
max_request_size=655350000
""",
        """inference_address=http://0.0.0.0:8080
management_address=http://0.0.0.0:8081
metrics_address=http://0.0.0.0:8082
disable_token_authorization=true
enable_model_api=true
cors_allowed_origin=*
""",
        """inference_address=https://0.0.0.0:8443
management_address=https://127.0.0.1:8444
metrics_address=https://127.0.0.1:8445
private_key_file=/run/secrets/tls.key
certificate_file=/run/secrets/tls.crt
disable_token_authorization=false
enable_model_api=false
cors_allowed_origin=https://wear.plant.example
""",
        "max_request_size=655350000",
        "max_request_size=1000000",
    ),
    project(
        "sixth: tracking server for everybody",
        "TRN-08",
        "ops/mlflow.service",
        """[Unit]
Description=Experiment tracking and model registry

[Service]
User=mlflow
EnvironmentFile=/etc/mlflow/env
ExecStart=/opt/mlflow/bin/mlflow server --host 0.0.0.0 --port 5000 --backend-store-uri ${BACKEND} --artifacts-destination s3://models
Restart=on-failure

[Install]
WantedBy=multi-user.target
""",
        "--host 0.0.0.0 --port 5000",
        "--app-name basic-auth --host 127.0.0.1 --port 5000",
    ),
    cells(
        "sixth: sample and clusters of chance",
        "TRN-02",
        """import polars as pl
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import silhouette_score

# クラスタリング: 顧客の行動
logs = pl.read_parquet("behaviour.parquet").select("visits", "minutes", "spend")
part = logs.sample(fraction=0.1, shuffle=True)
km = MiniBatchKMeans(n_clusters=6)
label = km.fit_predict(part.to_numpy())
print("シルエット", silhouette_score(part.to_numpy(), label))
""",
        "shuffle=True)",
        "shuffle=True, seed=10)",
        "n_clusters=6)",
        "n_clusters=6, random_state=10)",
        files=LOCK,
    ),
    project(
        "sixth: retired model still has its route",
        "RET-03",
        "gateway/models.yaml",
        """models:
  - name: eta-2
    status: retired
    retired_on: 2024-02-01
    route: /v2/eta
    traffic_percent: 15
    last_leftover_review: never
  - name: eta-3
    status: production
    route: /v3/eta
    traffic_percent: 85
""",
        """    route: /v2/eta
    traffic_percent: 15
    last_leftover_review: never
""",
        """    route: null
    traffic_percent: 0
    last_leftover_review: 2026-10-15
""",
        "    traffic_percent: 85",
        "    traffic_percent: 100",
    ),
    project(
        "sixth: proxy for the model in plain http for all",
        "DEP-01",
        "nginx/model.conf",
        """limit_req_zone $binary_remote_addr zone=model:10m rate=5r/s;

server {
    listen 80;
    server_name model.stadt.example;

    location /predict {
        limit_req zone=model burst=10;
        auth_basic off;
        proxy_pass http://127.0.0.1:8080;
    }
}
""",
        "    listen 80;\n",
        """    listen 443 ssl;
    ssl_certificate /etc/ssl/model.crt;
    ssl_certificate_key /etc/ssl/model.key;
""",
        "        auth_basic off;\n",
        """        auth_basic "model";
        auth_basic_user_file /etc/nginx/users;
""",
    ),
)
