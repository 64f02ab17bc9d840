"""Fingerprints, encryption and thrift of the data, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, cells, project

CASES: tuple[Case, ...] = (
    cells(
        "sixth: pooch is told no hash",
        "COL-05",
        """import pooch
import xarray as xr

path = pooch.retrieve(
    url="https://climate.example.org/era5/t2m_1990_2020.nc",
    known_hash=None,
    path="cache",
)
t2m = xr.open_dataset(path)["t2m"]
print(t2m.groupby("time.month").mean().to_series())
""",
        "known_hash=None",
        f'known_hash="sha256:{DIGEST}"',
    ),
    cells(
        "sixth: a wrong checksum is only printed",
        "COL-05",
        f"""import hashlib
import pathlib

import polars as pl

ERWARTET = "{DIGEST}"
datei = pathlib.Path("messungen.parquet")
summe = hashlib.sha256(datei.read_bytes()).hexdigest()
if summe != ERWARTET:
    print("Warnung: Pruefsumme weicht ab, mache trotzdem weiter")

df = pl.read_parquet(datei)
print(df.group_by("sensor").agg(pl.col("wert").mean()))
""",
        '    print("Warnung: Pruefsumme weicht ab, mache trotzdem weiter")',
        '    raise ValueError("Pruefsumme weicht ab, Daten wurden veraendert")',
    ),
    cells(
        "sixth: keras downloads without a file hash",
        "COL-05",
        """import pandas as pd
import tensorflow as tf

csv = tf.keras.utils.get_file("heart.csv", "https://data.example.org/heart/heart.csv", cache_dir="cache")
heart = pd.read_csv(csv)
print(heart["target"].mean(), heart.shape)
""",
        'cache_dir="cache")',
        f'cache_dir="cache", file_hash="{DIGEST}", hash_algorithm="sha256")',
    ),
    project(
        "sixth: make target downloads and unpacks unchecked",
        "COL-05",
        "Makefile",
        f"""DATA_URL = https://archive.example.org/corpora/news-2025.tar.gz
DATA_SHA = {DIGEST}

.PHONY: data
data:
\tcurl -fsSL $(DATA_URL) -o news.tar.gz
\ttrue
\ttar xzf news.tar.gz -C data/

train: data
\tpython train.py --data data/
""",
        "\ttrue\n",
        '\techo "$(DATA_SHA)  news.tar.gz" | sha256sum -c -\n',
    ),
    cells(
        "sixth: certificate of the data portal is not checked",
        "COL-06",
        """import io

import pandas as pd
import requests
import urllib3

urllib3.disable_warnings()
r = requests.get("https://portal.ministerio.example/datos/hospitales.csv", verify=False, timeout=60)
r.raise_for_status()
hospitales = pd.read_csv(io.StringIO(r.text))
print(hospitales.groupby("provincia").camas.sum())
""",
        """import urllib3

urllib3.disable_warnings()
r = requests.get("https://portal.ministerio.example/datos/hospitales.csv", verify=False, timeout=60)
""",
        """
r = requests.get("https://portal.ministerio.example/datos/hospitales.csv", verify="certs/ministerio.pem", timeout=60)
""",
    ),
    cells(
        "sixth: ftp fetches the laboratory values",
        "COL-06",
        """import os
from ftplib import FTP, FTP_TLS

# nightly extract of the laboratory
link = FTP("lab.klinik.example")
link.login(os.environ["LAB_USER"], os.environ["LAB_PASS"])
with open("lab.csv", "wb") as out:
    link.retrbinary("RETR nightly/lab.csv", out.write)
link.quit()
print("done", os.path.getsize("lab.csv"))
""",
        """link = FTP("lab.klinik.example")
link.login(os.environ["LAB_USER"], os.environ["LAB_PASS"])
""",
        """link = FTP_TLS("lab.klinik.example")
link.login(os.environ["LAB_USER"], os.environ["LAB_PASS"])
link.prot_p()
""",
    ),
    cells(
        "sixth: jdbc without tls",
        "COL-06",
        """import os

from pyspark.sql import SparkSession

spark = SparkSession.builder.appName("recettes").getOrCreate()
# lecture de la base des remboursements
jdbc = "jdbc:mysql://bdd.caisse.example:3306/soins?useSSL=false&allowPublicKeyRetrieval=true"
soins = (
    spark.read.format("jdbc")
    .option("url", jdbc)
    .option("dbtable", "remboursements")
    .option("user", os.environ["BDD_USER"])
    .option("password", os.environ["BDD_MDP"])
    .load()
)
soins.groupBy("departement").avg("montant").show()
""",
        "?useSSL=false&allowPublicKeyRetrieval=true",
        "?sslMode=VERIFY_IDENTITY",
    ),
    cells(
        "sixth: object store over plain http",
        "COL-06",
        """import os

import dask.dataframe as dd

opts = {
    "key": os.environ["MINIO_KEY"],
    "secret": os.environ["MINIO_SECRET"],
    "use_ssl": False,
    "client_kwargs": {"endpoint_url": "http://minio.lab.example:9000"},
}
events = dd.read_parquet("s3://telemetry/2025/*.parquet", storage_options=opts)
print(events.groupby("device_type").temperature.mean().compute())
""",
        """    "use_ssl": False,
    "client_kwargs": {"endpoint_url": "http://minio.lab.example:9000"},
""",
        """    "use_ssl": True,
    "client_kwargs": {"endpoint_url": "https://minio.lab.example:9000"},
""",
    ),
    cells(
        "sixth: libpq told to disable ssl",
        "COL-06",
        """import os

import pandas as pd
import psycopg

with psycopg.connect(
    host="pg.bank.example", dbname="ledger", user=os.environ["PGUSER"], password=os.environ["PGPASSWORD"], sslmode="disable"
) as conn:
    ledger = pd.read_sql("select booked_on, amount, branch from bookings", conn)
print(ledger.resample("MS", on="booked_on").amount.sum())
""",
        'sslmode="disable"',
        'sslmode="verify-full"',
    ),
    project(
        "sixth: database of the feature store lies unencrypted",
        "COL-06",
        "infra/rds.tf",
        """resource "aws_db_instance" "features" {
  identifier                  = "feature-store"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.r6g.large"
  allocated_storage           = 200
  storage_encrypted           = false
  manage_master_user_password = true
  username                    = "owner"
  publicly_accessible         = false
  backup_retention_period     = 14
}
""",
        "storage_encrypted           = false",
        "storage_encrypted           = true",
    ),
    project(
        "sixth: stream of readings in plaintext",
        "COL-06",
        "config/consumer.properties",
        """bootstrap.servers=kafka-1.plant.example:9092,kafka-2.plant.example:9092
group.id=wear-model
security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
enable.auto.commit=false
""",
        "security.protocol=SASL_PLAINTEXT",
        "security.protocol=SASL_SSL",
    ),
    cells(
        "sixth: takes the whole patient table for two columns",
        "COL-07",
        """import os

import pandas as pd
import seaborn as sns
from sqlalchemy import create_engine

db = create_engine(os.environ["KIS_URL"])
# patients(name, birth_date, insurance_no, phone, address, religion, ward, stay_days)
stay = pd.read_sql("SELECT * FROM patients", db)
sns.boxplot(stay, x="ward", y="stay_days")
print(stay.groupby("ward")["stay_days"].median())
""",
        '"SELECT * FROM patients"',
        '"SELECT ward, stay_days FROM patients"',
    ),
    cells(
        "sixth: all fields of the interview for one regression",
        "COL-07",
        """import pandas as pd
import statsmodels.formula.api as smf

# enquete menages: nom, prenom, adresse, telephone, revenu, age, diplome, loyer ...
menages = pd.read_parquet("menages.parquet")
menages.to_parquet("menages_analyse.parquet")
mco = smf.ols("loyer ~ revenu + age", data=menages).fit()
print(mco.summary())
""",
        'pd.read_parquet("menages.parquet")',
        'pd.read_parquet("menages.parquet", columns=["loyer", "revenu", "age"])',
    ),
    cells(
        "sixth: spark keeps names and phones beside the features",
        "COL-07",
        """from pyspark.ml.clustering import KMeans
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
customers = spark.table("crm.customers")
base = customers.select("full_name", "email", "phone", "birth_date", "recency", "frequency", "monetary")
base.write.mode("overwrite").saveAsTable("sandbox.segment_input")

vec = VectorAssembler(inputCols=["recency", "frequency", "monetary"], outputCol="features").transform(base)
print(KMeans(k=5, seed=1).fit(vec).clusterCenters())
""",
        '"full_name", "email", "phone", "birth_date", "recency"',
        '"recency"',
    ),
)
