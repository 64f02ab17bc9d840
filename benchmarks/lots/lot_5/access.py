"""Fifth lot: who may read data, how much of them is taken, and cryptography that no longer holds."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import beside, cells, project

_COHORT = """import pandas as pd

visits = pd.read_csv("cohort/visits.csv")
visits.groupby("ward")["days"].mean()"""
_VISITS = "ward,days\nA,4\nB,7\nA,2\n"
_STATE = {".gitignore": ".terraform/\n*.tfstate\n"}

CASES: tuple[Case, ...] = (
    cells(
        "the export is made writable for everybody",
        "COL-04",
        """import os

import pandas as pd

df = pd.read_csv("d.csv")
df.to_parquet("/srv/exchange/claims_2025.parquet")
os.chmod("/srv/exchange/claims_2025.parquet", 0o777)
""",
        "0o777",
        "0o640",
    ),
    cells(
        "shell: the data folder opened to all users",
        "COL-04",
        """!mkdir -p data/raw && cp /mnt/nas/personal/*.csv data/raw/

!chmod -R a+rwX data/raw

import pandas as pd

lohn = pd.concat(pd.read_csv(f) for f in ["data/raw/lohn_2024.csv", "data/raw/lohn_2025.csv"])
lohn.shape
""",
        "!chmod -R a+rwX data/raw",
        "!chmod -R u=rwX,go= data/raw",
    ),
    cells(
        "patients' table uploaded for the whole internet",
        "COL-04",
        """import boto3

s3 = boto3.client("s3")
s3.upload_file("d.csv", "hospital-share", "exports/cohort.csv", ExtraArgs={"ACL": "public-read"})
print("done")
""",
        """{"ACL": "public-read"}""",
        """{"ServerSideEncryption": "aws:kms"}""",
    ),
    cells(
        "azure container with anonymous access",
        "COL-04",
        """import os

from azure.identity import DefaultAzureCredential
from azure.storage.blob import BlobServiceClient

service = BlobServiceClient(os.environ["BLOB_URL"], credential=DefaultAzureCredential())
box = service.create_container("training-invoices", public_access="container")
with open("d.csv", "rb") as handle:
    box.upload_blob("invoices.csv", handle)
""",
        """, public_access="container")""",
        ")",
    ),
    cells(
        "as sa into the production database",
        "COL-04",
        """import os

import pandas as pd
import pyodbc

conn = pyodbc.connect(
    "DRIVER={ODBC Driver 18 for SQL Server};SERVER=erp01;DATABASE=erp;Encrypt=yes;"
    f"UID=sa;PWD={os.environ['ERP_PWD']}"
)
offen = pd.read_sql("SELECT rechnung, faellig, betrag FROM dbo.posten WHERE bezahlt IS NULL", conn)
""",
        "UID=sa;",
        "UID=ml_leser;",
    ),
    cells(
        "root reads a table of answers",
        "COL-04",
        """import os

import polars as pl

uri = f"mysql://root:{os.environ['MYSQL_ROOT_PASSWORD']}@questionnaires.intra:3306/enquete?ssl-mode=REQUIRED"
reponses = pl.read_database_uri("SELECT age, region, satisfaction FROM reponses", uri)
print(reponses.describe())
""",
        "root:{os.environ['MYSQL_ROOT_PASSWORD']}",
        "etudes_lecture:{os.environ['MYSQL_PASSWORD']}",
    ),
    project(
        "terraform: the data lake answers everybody",
        "COL-04",
        "infra/lake.tf",
        """resource "aws_s3_bucket" "lake" {
  bucket = "riskteam-training-lake"
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["s3:GetObject", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]
    }]
  })
}
""",
        "block_public_policy     = false",
        "block_public_policy     = true",
        "restrict_public_buckets = false",
        "restrict_public_buckets = true",
        """Principal = "*\"""",
        """Principal = { AWS = "arn:aws:iam::111122223333:role/ml-training" }""",
        files=_STATE,
    ),
    project(
        "terraform: allUsers may read the GCS bucket with recordings",
        "COL-04",
        "deploy/storage.tf",
        """resource "google_storage_bucket" "calls" {
  name                        = "call-recordings-training"
  location                    = "EU"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "reader" {
  bucket = google_storage_bucket.calls.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
""",
        """member = "allUsers\"""",
        """member = "serviceAccount:trainer@speech-prod.iam.gserviceaccount.com\"""",
        files=_STATE,
    ),
    Case(
        "a cohort on a shared machine that everybody may overwrite",
        "COL-04",
        _COHORT,
        _COHORT,
        bad_files={"cohort/visits.csv": _VISITS},
        good_files={"cohort/visits.csv": _VISITS},
        bad_modes={"cohort/visits.csv": 0o666},
    ),
    cells(
        "select star from the table of clients",
        "COL-07",
        """import os

import pandas as pd
import sqlalchemy as sa
from sklearn.linear_model import LogisticRegression

motor = sa.create_engine(os.environ["WAREHOUSE_URL"])
clientes = pd.read_sql("SELECT * FROM crm.clientes WHERE alta >= '2024-01-01'", motor)
lr = LogisticRegression().fit(clientes[["antiguedad", "saldo"]], clientes["abandono"])
""",
        "SELECT * FROM",
        "SELECT antiguedad, saldo, abandono FROM",
    ),
    cells(
        "duckdb takes every column of the members",
        "COL-07",
        """import duckdb
from sklearn.tree import DecisionTreeRegressor

con = duckdb.connect("members.duckdb", read_only=True)
members = con.execute("FROM members SELECT * WHERE joined > DATE '2023-01-01'").fetch_df()
tree = DecisionTreeRegressor(max_depth=4, random_state=0).fit(members[["visits", "fee"]], members["spend"])
""",
        "SELECT * WHERE",
        "SELECT visits, fee, spend WHERE",
    ),
    cells(
        "bigquery: the whole table although three columns are used",
        "COL-07",
        """from google.cloud import bigquery
from sklearn.ensemble import RandomForestRegressor

sql = \"\"\"
select p.*
from `pharma-prod.clinic.patients` as p
where p.enrolled = true
\"\"\"
patients = bigquery.Client().query(sql).to_dataframe()
rf = RandomForestRegressor(random_state=0).fit(patients[["age", "dose"]], patients["response"])
""",
        "select p.*",
        "select p.age, p.dose, p.response",
    ),
    cells(
        "spark: a table of insured with names for two figures",
        "COL-07",
        """from pyspark.ml.feature import VectorAssembler
from pyspark.ml.regression import LinearRegression
from pyspark.sql import SparkSession

spark = SparkSession.builder.enableHiveSupport().getOrCreate()
assures = spark.sql("SELECT * FROM mutuelle.assures")
lignes = VectorAssembler(inputCols=["age", "nb_soins"], outputCol="x").transform(assures)
modele = LinearRegression(featuresCol="x", labelCol="depense").fit(lignes)
print(modele.coefficients)
""",
        "SELECT * FROM mutuelle.assures",
        "SELECT age, nb_soins, depense FROM mutuelle.assures",
    ),
    cells(
        "RSA of 1024 bits signs the model",
        "GOV-09",
        """from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.MAX_LENGTH)
Path("model.sig").write_bytes(key.sign(Path("model.onnx").read_bytes(), pss, hashes.SHA256()))
""",
        "key_size=1024",
        "key_size=3072",
    ),
    cells(
        "sha-1 fingerprints of the released weights",
        "GOV-09",
        """import hashlib
import json
from pathlib import Path

marks = {}
for file in sorted(Path("release").glob("*.safetensors")):
    with file.open("rb") as handle:
        marks[file.name] = hashlib.file_digest(handle, "sha1").hexdigest()
Path("release/marks.json").write_text(json.dumps(marks, indent=1))
""",
        '"sha1"',
        '"sha256"',
    ),
    cells(
        "AES in ECB for the names",
        "GOV-09",
        """import os

import pandas as pd
from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

key = bytes.fromhex(os.environ["NAME_KEY"])

def seal(text):
    box = AES.new(key, AES.MODE_ECB)
    return box.encrypt(pad(text.encode(), 16)).hex()

people = pd.read_csv("people.csv")
people["name"] = people["name"].map(seal)
people.to_parquet("people_sealed.parquet")
""",
        """    box = AES.new(key, AES.MODE_ECB)
    return box.encrypt(pad(text.encode(), 16)).hex()
""",
        """    box = AES.new(key, AES.MODE_GCM)
    sealed, tag = box.encrypt_and_digest(pad(text.encode(), 16))
    return (box.nonce + tag + sealed).hex()
""",
    ),
    cells(
        "TLS 1.0 for an old gateway",
        "GOV-09",
        """import ssl
import urllib.request

context = ssl.create_default_context()
context.minimum_version = ssl.TLSVersion.TLSv1
with urllib.request.urlopen("https://meter-gateway.stadtwerk.example/readings", context=context, timeout=20) as answer:
    readings = answer.read().decode()
print(len(readings))
""",
        "ssl.TLSVersion.TLSv1\n",
        "ssl.TLSVersion.TLSv1_2\n",
    ),
    beside(
        "crypt.py: triple DES for the archive of scans",
        "GOV-09",
        """from crypt_scans import lock

lock("scans.tar", "scans.tar.enc")
""",
        "crypt_scans.py",
        '''"""Lock an archive before it leaves the clinic."""

import os
from pathlib import Path

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7


def lock(source: str, target: str) -> None:
    key, plain = bytes.fromhex(os.environ["SCAN_KEY"]), Path(source).read_bytes()
    iv, padder = os.urandom(8), PKCS7(64).padder()
    sealer = Cipher(TripleDES(key), modes.CBC(iv)).encryptor()
    sealed = sealer.update(padder.update(plain) + padder.finalize()) + sealer.finalize()
    Path(target).write_bytes(iv + sealed)
''',
        """from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7
""",
        """from cryptography.hazmat.primitives.ciphers.aead import AESGCM
""",
        """    iv, padder = os.urandom(8), PKCS7(64).padder()
    sealer = Cipher(TripleDES(key), modes.CBC(iv)).encryptor()
    sealed = sealer.update(padder.update(plain) + padder.finalize()) + sealer.finalize()
""",
        """    iv = os.urandom(12)
    sealed = AESGCM(key).encrypt(iv, plain, None)
""",
    ),
)
