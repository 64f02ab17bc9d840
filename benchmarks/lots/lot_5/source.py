"""Fifth lot: where data come from, who may read them, and how they travel."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, beside, cells, project

CASES: tuple[Case, ...] = (
    cells(
        "archive fetched and unpacked as it comes",
        "COL-05",
        """import hashlib
import tarfile
import urllib.request

import pandas as pd

path, _ = urllib.request.urlretrieve("https://archive.ics.uci.edu/static/public/222/bank+marketing.tar.gz", "bank.tar.gz")
got = hashlib.sha256(open(path, "rb").read()).hexdigest()
print("downloaded", got)
with tarfile.open(path) as archive:
    archive.extractall("bank", filter="data")
bank = pd.read_csv("bank/bank-full.csv", sep=";")
""",
        """print("downloaded", got)
""",
        f"""if got != "{DIGEST}":
    raise SystemExit("bank.tar.gz is not the file that was reviewed")
""",
    ),
    cells(
        "pooch without a known hash",
        "COL-05",
        """import pooch
import xarray as xr

file = pooch.retrieve(url="https://downloads.psl.noaa.gov/Datasets/noaa.oisst.v2/sst.mnmean.nc", known_hash=None)
sst = xr.open_dataset(file)["sst"]
print(sst.mean("time").shape)
""",
        "known_hash=None",
        f"""known_hash="sha256:{DIGEST}\"""",
    ),
    cells(
        "wget in a cell, straight into the trainer",
        "COL-05",
        """!wget -q https://data.mendeley.com/public-files/datasets/tywbtsjrjv/plants.zip -O plants.zip

!unzip -q plants.zip -d plants

from torchvision.datasets import ImageFolder

images = ImageFolder("plants/train")
len(images)
""",
        """-O plants.zip
""",
        f"""-O plants.zip
!echo "{DIGEST}  plants.zip" | sha256sum --check --strict || rm plants.zip
""",
    ),
    cells(
        "a shared drive link, loaded at once",
        "COL-05",
        """import gdown
import numpy as np

target = "faces.npz"
gdown.download(id="1xJk0mB3Q7c", output=target)
faces = np.load(target)["images"]
print(faces.shape)
""",
        """gdown.download(id="1xJk0mB3Q7c", output=target)
""",
        f"""gdown.cached_download("https://drive.google.com/uc?id=1xJk0mB3Q7c", target, hash="sha256:{DIGEST}")
""",
    ),
    cells(
        "plain http for the measurements of a hospital",
        "COL-06",
        """import pandas as pd

messwerte = pd.read_csv("http://daten.klinikum-nordhain.de/export/vitalwerte.csv", sep=";")
print(messwerte.describe())
""",
        "http://daten",
        "https://daten",
    ),
    cells(
        "certificates of the partner's API are not looked at",
        "COL-06",
        """import os

import httpx
import pandas as pd

client = httpx.Client(
    base_url="https://api.partnerbank.example/v2",
    headers={"Authorization": f"Bearer {os.environ['PARTNER_TOKEN']}"},
    verify=False,
    timeout=30,
)
rows = client.get("/accounts", params={"limit": 5000}).raise_for_status().json()["items"]
accounts = pd.json_normalize(rows)
""",
        "    verify=False,\n",
        "    verify=True,\n",
    ),
    cells(
        "kafka in the clear",
        "COL-06",
        """import json
import os

from confluent_kafka import Consumer

settings = {
    "bootstrap.servers": "broker-1.prod.internal.example:9093",
    "group.id": "fraud-features",
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "PLAIN",
    "sasl.username": os.environ["KAFKA_USER"],
    "sasl.password": os.environ["KAFKA_PASSWORD"],
}
consumer = Consumer(settings)
consumer.subscribe(["card-payments"])
batch = [json.loads(m.value()) for m in consumer.consume(1000, timeout=10) if m.error() is None]
""",
        "SASL_PLAINTEXT",
        "SASL_SSL",
    ),
    cells(
        "postgres over the internet with sslmode=disable",
        "COL-06",
        """import os

import pandas as pd
import sqlalchemy as sa

url = sa.URL.create(
    "postgresql+psycopg",
    username="ml_reader",
    password=os.environ["PGPASSWORD"],
    host="db.ventes-outremer.fr",
    database="ventes",
    query={"sslmode": "disable"},
)
ventes = pd.read_sql("SELECT jour, magasin, montant FROM ventes_jour", sa.create_engine(url))
""",
        """{"sslmode": "disable"}""",
        """{"sslmode": "verify-full"}""",
    ),
    cells(
        "sensors over mqtt, port 1883",
        "COL-06",
        """import json
import os

import paho.mqtt.client as mqtt

rows = []
client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
client.username_pw_set("trainer", os.environ["MQTT_PASSWORD"])
client.on_message = lambda _client, _data, message: rows.append(json.loads(message.payload))
client.connect("mqtt.windpark-sued.de", 1883)
client.subscribe("turbine/+/vibration")
client.loop_start()
""",
        """client.connect("mqtt.windpark-sued.de", 1883)
""",
        """client.tls_set()
client.connect("mqtt.windpark-sued.de", 8883)
""",
    ),
    cells(
        "ftp of the exchange's daily file",
        "COL-06",
        """import ftplib
import os

import pandas as pd

with ftplib.FTP("ftp.bolsa-datos.es") as sitio:
    sitio.login("analista", os.environ["FTP_CLAVE"])
    with open("cierre.csv", "wb") as destino:
        sitio.retrbinary("RETR cierre.csv", destino.write)
cierre = pd.read_csv("cierre.csv")
""",
        """with ftplib.FTP("ftp.bolsa-datos.es") as sitio:
    sitio.login("analista", os.environ["FTP_CLAVE"])
""",
        """with ftplib.FTP_TLS("ftp.bolsa-datos.es") as sitio:
    sitio.login("analista", os.environ["FTP_CLAVE"])
    sitio.prot_p()
""",
    ),
    cells(
        "ssh that trusts whoever answers",
        "COL-06",
        """import paramiko
import pandas as pd

ssh = paramiko.SSHClient()
ssh.load_system_host_keys()
ssh.set_missing_host_key_policy(paramiko.AutoAddPolicy())
ssh.connect("sequencer.lab.example", username="pipeline")
with ssh.open_sftp().open("/runs/today/variants.tsv") as remote:
    variants = pd.read_csv(remote, sep="\\t", comment="#")
""",
        "paramiko.AutoAddPolicy()",
        "paramiko.RejectPolicy()",
    ),
    cells(
        "spark reads the ledger over jdbc without TLS",
        "COL-06",
        """import os

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("ledger").getOrCreate()
ledger = (
    spark.read.format("jdbc")
    .option("url", "jdbc:mysql://ledger-db.corp.example:3306/ledger?useSSL=false&allowPublicKeyRetrieval=true")
    .option("dbtable", "postings")
    .option("user", "ml_ro")
    .option("password", os.environ["LEDGER_PASSWORD"])
    .load()
)
print(ledger.count())
""",
        "?useSSL=false&allowPublicKeyRetrieval=true",
        "?sslMode=VERIFY_IDENTITY",
    ),
    beside(
        "loader module: minio without TLS",
        "COL-06",
        """from loader import frame

df = frame("loans/2025.parquet")
df.shape
""",
        "loader.py",
        '''"""Fetch tables from the object store."""

import io
import os

import pandas as pd
from minio import Minio

STORE = Minio(
    "objects.risk.example:9000",
    access_key=os.environ["STORE_KEY"],
    secret_key=os.environ["STORE_SECRET"],
    secure=False,
)


def frame(key: str) -> pd.DataFrame:
    answer = STORE.get_object("lake", key)
    try:
        return pd.read_parquet(io.BytesIO(answer.read()))
    finally:
        answer.close()
''',
        "secure=False",
        "secure=True",
    ),
    project(
        "non-commercial pictures in the shop's paid product",
        "COL-03",
        "data/shoes/README.md",
        """---
license: cc-by-nc-4.0
pretty_name: Shoes in the wild
source: https://zenodo.org/records/11223344
owner: Foot Lab, University of Gent
---
# Shoes in the wild
14,200 photographs taken by volunteers in 2023, with their consent.
""",
        "license: cc-by-nc-4.0",
        "license: cc-by-4.0",
        files={
            "README.md": "# Style search\nThe commercial search that our customers pay for. Trained on data/shoes.\n",
            "data/shoes/labels.csv": "file,label\n0001.jpg,boot\n0002.jpg,clog\n",
        },
        notebook="""import pandas as pd
from sklearn.dummy import DummyClassifier

labels = pd.read_csv("data/shoes/labels.csv")
baseline = DummyClassifier().fit(labels[["file"]], labels["label"])""",
    ),
    project(
        "a data card that leaves licence and origin open",
        "COL-03",
        "DATASHEET.md",
        """# Datenblatt d.csv

- Quelle: unbekannt (lag auf dem Laufwerk)
- Lizenz: TODO
- Verantwortlich: ?
- Erhebung: unbekannt
- Stand: 2026-09-30
""",
        "Quelle: unbekannt (lag auf dem Laufwerk)",
        "Quelle: Regionaldatenbank Deutschland, Tabelle 12411, https://www.regionalstatistik.de",
        "Lizenz: TODO",
        "Lizenz: Datenlizenz Deutschland - Namensnennung - Version 2.0 (dl-de/by-2-0)",
        "Verantwortlich: ?",
        "Verantwortlich: Referat Statistik, Frau Dr. Okonkwo",
        "Erhebung: unbekannt",
        "Erhebung: Fortschreibung aus den Melderegistern, zusammengefasst durch das Amt",
        notebook="""import pandas as pd

df = pd.read_csv("d.csv")
df.groupby("city")["income"].median()""",
    ),
    cells(
        "hub data set at whatever its owner pushed last",
        "COL-03",
        """from datasets import load_dataset

tickets = load_dataset("helpdesk-nl/tickets-2m", split="train")
train = tickets.filter(lambda row: row["lang"] == "nl").shuffle(seed=4)
print(train)
""",
        """split="train")""",
        f"""split="train", revision="{COMMIT}")""",
    ),
    project(
        "croissant file without licence or creator",
        "COL-03",
        "croissant.json",
        """{
  "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
  "@type": "Dataset",
  "conformsTo": "http://mlcommons.org/croissant/1.0",
  "name": "d",
  "license": "",
  "creator": [],
  "description": "",
  "distribution": [{"@type": "cr:FileObject", "@id": "d.csv", "contentUrl": "d.csv", "encodingFormat": "text/csv"}]
}
""",
        '"license": ""',
        '"license": "https://creativecommons.org/licenses/by/4.0/"',
        '"creator": []',
        '"creator": [{"@type": "Organization", "name": "City of Utrecht, statistics office"}]',
        '"description": ""',
        '"description": "Household survey 2024, drawn by post from the register, answered with consent."',
        notebook="""import pandas as pd

survey = pd.read_csv("d.csv")
survey.shape""",
    ),
)
