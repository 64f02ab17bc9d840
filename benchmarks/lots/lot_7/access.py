"""Pairs of the seventh lot: who reads the data, whether they are the right ones, and what is kept."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import TABLE, Case
from benchmarks.lots.writing import DIGEST, cells, cells_with, made_up, project

OTHER = hashlib.sha256(TABLE.replace("1037", "9037").encode()).hexdigest()
SAME = hashlib.sha256(TABLE.encode()).hexdigest()
WARD = """
import pandas as pd
from sklearn.linear_model import LogisticRegression

ward = pd.read_csv("ward.csv")
fit = LogisticRegression(max_iter=300).fit(ward[["age", "income"]], ward["y"])
print(fit.coef_)
"""

CASES: tuple[Case, ...] = (
    cells_with(
        made_up("", 14),
        "seventh: the notebook signs in as the database's owner (bank)",
        "COL-04",
        """
import os

import pandas as pd
from sqlalchemy import create_engine

url = "postgresql+psycopg://postgres:@VALUE@@core-db.bank.example:5432/ledger?sslmode=verify-full"
engine = create_engine(url)
payments = pd.read_sql("SELECT booked_on, amount, channel, is_fraud FROM payments WHERE booked_on >= '2023-01-01'", engine)
payments["weekday"] = payments["booked_on"].dt.dayofweek
print(payments.groupby("channel")["is_fraud"].mean())
print(payments.pivot_table("amount", "weekday", "is_fraud", "median"))
""",
        'url = "postgresql+psycopg://postgres:@VALUE@@core-db.bank.example:5432/ledger?sslmode=verify-full"',
        """user, word = os.environ["LEDGER_READER"], os.environ["LEDGER_READER_PASSWORD"]  # role may only SELECT, audited
url = f"postgresql+psycopg://{user}:{word}@core-db.bank.example:5432/ledger?sslmode=verify-full\"""",
    ),
    project(
        "seventh: everybody may do everything in the research schema",
        "COL-04",
        "sql/010_rechte.sql",
        """\
CREATE SCHEMA IF NOT EXISTS forschung;
CREATE TABLE forschung.befunde (fall_id bigint PRIMARY KEY, befund text, entlassen_am date);
GRANT USAGE ON SCHEMA forschung TO PUBLIC;
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA forschung TO PUBLIC;
""",
        "GRANT USAGE ON SCHEMA forschung TO PUBLIC;",
        "REVOKE ALL ON SCHEMA forschung FROM PUBLIC;\nGRANT USAGE ON SCHEMA forschung TO studie_lesen;",
        "GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA forschung TO PUBLIC;",
        "GRANT SELECT ON forschung.befunde TO studie_lesen;\nALTER ROLE studie_lesen SET pgaudit.log = 'read';",
    ),
    Case(
        "seventh: anyone on the server may read and change the ward's file",
        "COL-04",
        WARD,
        WARD,
        bad_files={"ward.csv": TABLE},
        good_files={"ward.csv": TABLE},
        bad_modes={"ward.csv": 0o666},
    ),
    project(
        "seventh: the bucket of raw claims is open to the world (terraform)",
        "COL-04",
        "infra/data.tf",
        """\
resource "aws_s3_bucket" "claims" {
  bucket = "insurer-ml-claims-raw"
}

resource "aws_s3_bucket_public_access_block" "claims" {
  bucket                  = aws_s3_bucket.claims.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_acl" "claims" {
  bucket = aws_s3_bucket.claims.id
  acl    = "public-read"
}
""",
        "block_public_acls       = false",
        "block_public_acls       = true",
        "block_public_policy     = false",
        "block_public_policy     = true",
        "ignore_public_acls      = false",
        "ignore_public_acls      = true",
        "restrict_public_buckets = false",
        "restrict_public_buckets = true",
        'acl    = "public-read"\n}\n',
        'acl    = "private"\n}\n\nresource "aws_s3_bucket_logging" "claims" {\n  bucket        = aws_s3_bucket.claims.id\n'
        '  target_bucket = "insurer-access-logs"\n  target_prefix = "claims/"\n}\n',
    ),
    Case(
        "seventh: the list of sums names another file than the one that lies there",
        "COL-05",
        WARD,
        WARD,
        bad_files={"ward.csv": TABLE, "SHA256SUMS": f"{OTHER}  ward.csv\n"},
        good_files={"ward.csv": TABLE, "SHA256SUMS": f"{SAME}  ward.csv\n"},
    ),
    cells(
        "seventh: fetched anew each night, whatever it may be (pooch, climate)",
        "COL-05",
        """
import pooch
import xarray as xr
from sklearn.cluster import KMeans

path = pooch.retrieve(
    url="https://climate.institute.example/reanalysis/t2m_alps_1991_2020.nc",
    known_hash=None,
    fname="t2m_alps.nc",
)
t2m = xr.open_dataset(path)["t2m"]
monthly = t2m.groupby("time.month").mean("time").stack(cell=("lat", "lon")).transpose("cell", "month")
zones = KMeans(6, n_init=10, random_state=4).fit_predict(monthly)
print({int(zone): int((zones == zone).sum()) for zone in set(zones)})
""",
        "known_hash=None",
        f'known_hash="sha256:{DIGEST}"',
    ),
    cells(
        "seventh: the digest is computed and shown, but compared with nothing (French)",
        "COL-05",
        """
import hashlib
from pathlib import Path

import polars as pl

fichier = Path("releves_compteurs.parquet")
ATTENDU = "@@"
empreinte = hashlib.sha256(fichier.read_bytes()).hexdigest()
print("empreinte du fichier", empreinte[:12], "attendue", ATTENDU[:12])

releves = pl.read_parquet(fichier)
conso = releves.group_by("commune").agg(pl.col("kwh").median().alias("mediane"), pl.len())
print(conso.sort("mediane", descending=True).head(20))
""".replace("@@", DIGEST),
        'print("empreinte du fichier"',
        """if empreinte != ATTENDU:
    raise SystemExit("les relevés ne sont plus ceux de l'étude")
print("empreinte du fichier\"""",
    ),
    project(
        "seventh: the store of scans lies unencrypted on disk (terraform)",
        "COL-06",
        "terraform/storage.tf",
        """\
resource "aws_efs_file_system" "scans" {
  creation_token = "ct-scans"
  encrypted      = false
}

resource "aws_db_instance" "labels" {
  identifier           = "scan-labels"
  engine               = "postgres"
  instance_class       = "db.t4g.medium"
  allocated_storage    = 100
  storage_encrypted    = false
  manage_master_user_password = true
}
""",
        "encrypted      = false",
        "encrypted      = true\n  kms_key_id     = aws_kms_key.scans.arn",
        "storage_encrypted    = false",
        "storage_encrypted    = true\n  kms_key_id           = aws_kms_key.scans.arn",
        'resource "aws_efs_file_system" "scans" {',
        'resource "aws_kms_key" "scans" {\n  enable_key_rotation = true\n}\n\nresource "aws_efs_file_system" "scans" {',
    ),
    cells(
        "seventh: meter readings are taken from the supplier without a tunnel (ftp)",
        "COL-06",
        """
import ftplib
import io
import os

import pandas as pd

server = ftplib.FTP("abrechnung.stadtwerke.example", timeout=30)
server.login(os.environ["SW_BENUTZER"], os.environ["SW_KENNWORT"])
puffer = io.BytesIO()
server.retrbinary("RETR lastgang_haushalte.csv", puffer.write)
server.quit()

puffer.seek(0)
lastgang = pd.read_csv(puffer, sep=";", decimal=",", parse_dates=["zeit"])
print(lastgang.set_index("zeit")["kwh"].resample("D").sum().tail())
""",
        'ftplib.FTP("abrechnung',
        'ftplib.FTP_TLS("abrechnung',
        'os.environ["SW_KENNWORT"])\n',
        'os.environ["SW_KENNWORT"])\nserver.prot_p()\n',
    ),
    cells(
        "seventh: MySQL in the clear across the campus",
        "COL-06",
        """
import os

import mysql.connector
import pandas as pd

link = mysql.connector.connect(
    host="students-db.campus.example",
    user="dropout_study_ro",
    password=os.environ["STUDY_DB_PASSWORD"],
    database="records",
    ssl_disabled=True,
)
grades = pd.read_sql("SELECT cohort, ects_year1, grade_mean, dropped_out FROM study_view", link)
link.close()
print(grades.groupby("cohort")["dropped_out"].agg(["mean", "size"]))
""",
        "    ssl_disabled=True,\n",
        '    ssl_ca="certs/campus-ca.pem",\n    ssl_verify_cert=True,\n    ssl_verify_identity=True,\n',
    ),
    cells(
        "seventh: every column of the members' table for two that are used",
        "COL-07",
        '''
import sqlite3

import pandas as pd
import statsmodels.formula.api as smf

with sqlite3.connect("gym.db") as link:
    members = pd.read_sql_query(
        """
        SELECT *
        FROM members WHERE joined_on >= '2022-01-01'
        """,
        link,
    )
print(members.shape)
fit = smf.logit("cancelled ~ visits_month + C(plan)", data=members).fit(disp=0)
print(fit.params.round(3))
''',
        "SELECT *",
        "SELECT cancelled, visits_month, plan",
    ),
    cells(
        "seventh: names and mobile numbers ride along into the working copy (polars)",
        "COL-07",
        """
import polars as pl
from sklearn.linear_model import PoissonRegressor

fahrten = pl.read_csv(
    "krankenfahrten.csv",
    columns=["fahrgast", "geburtsdatum", "mobilnummer", "jahr", "km", "stunde", "wochentag", "wartezeit_min"],
)
fahrten = fahrten.filter(pl.col("jahr") == 2023)
fahrten.write_parquet("arbeitskopie.parquet")

X = fahrten.select("km", "stunde", "wochentag").to_numpy()
modell = PoissonRegressor(alpha=0.1).fit(X, fahrten["wartezeit_min"].to_numpy())
print(dict(zip(["km", "stunde", "wochentag"], modell.coef_)))
""",
        'columns=["fahrgast", "geburtsdatum", "mobilnummer", "jahr",',
        'columns=["jahr",',
    ),
    cells(
        "seventh: pupils' family files are collected although three scores are needed (spark)",
        "COL-07",
        """
from pyspark.ml.clustering import KMeans
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import SparkSession, functions as F

spark = SparkSession.builder.appName("school-profiles").getOrCreate()
layout = (
    "school_year INT, guardian_name STRING, home_address STRING, free_meals BOOLEAN, family_status STRING, "
    "reading DOUBLE, maths DOUBLE, attendance DOUBLE, row_hash STRING"
)
pupils = spark.read.option("header", True).schema(layout).csv("pupils/*.csv")
needed = ["reading", "maths", "attendance"]
kept = pupils.where(F.col("school_year") == 2023).dropna(subset=needed).drop("row_hash")
kept.write.mode("overwrite").parquet("work/pupils_2023")
points = VectorAssembler(inputCols=needed, outputCol="features").transform(kept)
print(KMeans(k=4, seed=1).fit(points).clusterCenters())
""",
        '.drop("row_hash")',
        ".select(*needed)",
    ),
)
