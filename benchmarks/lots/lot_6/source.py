"""Where data come from, who may read them, and how they travel, as strangers write it."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, DIGEST, cells, cells_with, made_up, project

CASES: tuple[Case, ...] = (
    project(
        "sixth: datasheet of patient data without a legal basis",
        "COL-01",
        "data/DATASHEET.md",
        """# Datasheet: glioma follow-up cohort

- Owner: Neuro-oncology registry, University Hospital
- Contents: age, sex, diagnosis (ICD-10), MRI features, survival
- Personal data: yes, health data (special category)
- Legal basis: to be clarified
- Ethics vote: -
- Retention: 10 years after the end of the study
""",
        """- Legal basis: to be clarified
- Ethics vote: -
""",
        """- Legal basis: explicit consent, GDPR Art. 9(2)(a); DPIA 2026-014 of 3 March 2026
- Ethics vote: 2025/114, 12 November 2025
""",
        notebook="import pandas as pd\ncohort = pd.read_csv('data/cohort.csv')\nprint(cohort[['age', 'sex', 'icd10']].describe())",
    ),
    project(
        "sixth: Verzeichnis ohne Rechtsgrundlage",
        "COL-01",
        "datenkarte.yaml",
        """name: bewerbungen-2025
beschreibung: Lebenslaeufe und Einstellungsentscheidungen
verantwortlich: personal@firma.example
personenbezogen: true
besondere_kategorien: [gesundheit, religion]
rechtsgrundlage: ""
zweck: Vorauswahl von Bewerbungen
loeschfrist_monate: 6
""",
        'rechtsgrundlage: ""',
        'rechtsgrundlage: "Einwilligung, Art. 9 Abs. 2 lit. a DSGVO, Formular v3 vom 2025-02-01"',
        notebook="import pandas as pd\ndf = pd.read_csv('bewerbungen.csv')\nprint(df['religion'].value_counts())",
    ),
    project(
        "sixth: register says the lawful basis is null",
        "COL-01",
        "governance/processing_record.json",
        """{
  "dataset": "mobile_location_pings",
  "contains_personal_data": true,
  "special_categories": ["health (visits to clinics)"],
  "purpose": "footfall forecasting",
  "lawful_basis": null,
  "dpia": null,
  "retention_days": 90
}
""",
        """  "lawful_basis": null,
  "dpia": null,
""",
        """  "lawful_basis": "consent (GDPR Art. 6(1)(a) and 9(2)(a)), consent text v7",
  "dpia": "DPIA-2026-031, approved 2026-02-18",
""",
    ),
    cells(
        "sixth: schema error is swallowed",
        "COL-02",
        """import pandas as pd
import pandera as pa

schema = pa.DataFrameSchema({
    "age": pa.Column(int, pa.Check.in_range(0, 110)),
    "bmi": pa.Column(float, pa.Check.in_range(10, 80), nullable=False),
    "smoker": pa.Column(str, pa.Check.isin(["yes", "no"])),
})
patients = pd.read_csv("insurance.csv")
try:
    patients = schema.validate(patients, lazy=True)
except pa.errors.SchemaErrors as problem:
    print("some rows look odd, going on")
print(patients.groupby("smoker")["bmi"].mean())
""",
        '    print("some rows look odd, going on")',
        "    raise SystemExit(problem.failure_cases.groupby(['column', 'check']).size().to_string()) from None",
    ),
    project(
        "sixth: expectations that nothing can break",
        "COL-02",
        "great_expectations/expectations/orders.json",
        """{
  "expectation_suite_name": "orders",
  "expectations": [
    {
      "expectation_type": "expect_column_values_to_not_be_null",
      "kwargs": {"column": "order_total", "mostly": 0.0}
    },
    {
      "expectation_type": "expect_column_values_to_be_between",
      "kwargs": {"column": "quantity", "min_value": null, "max_value": null, "mostly": 0.01}
    }
  ],
  "meta": {"great_expectations_version": "1.6.0"}
}
""",
        '{"column": "order_total", "mostly": 0.0}',
        '{"column": "order_total", "mostly": 0.999}',
        '{"column": "quantity", "min_value": null, "max_value": null, "mostly": 0.01}',
        '{"column": "quantity", "min_value": 1, "max_value": 500, "mostly": 0.999}',
    ),
    cells(
        "sixth: broken lines disappear without a word",
        "COL-02",
        """import pandas as pd

# Messwerte der Wetterstationen; manche Dateien sind kaputt
werte = pd.read_csv("stationen.csv", sep=";", on_bad_lines="skip", encoding_errors="ignore")
werte["temp"] = pd.to_numeric(werte["temp"], errors="coerce")
werte = werte.fillna(0)
print(len(werte), "Zeilen")
monat = werte.groupby(["station", "monat"])["temp"].mean().unstack()
print(monat.round(1))
""",
        """on_bad_lines="skip", encoding_errors="ignore")
werte["temp"] = pd.to_numeric(werte["temp"], errors="coerce")
werte = werte.fillna(0)
""",
        """on_bad_lines="error")
werte["temp"] = pd.to_numeric(werte["temp"], errors="raise")
fehlend = werte.isna().mean()
if (fehlend > 0.02).any() or not werte["temp"].between(-50, 60).all():
    raise ValueError(f"Grenzwerte verletzt: {fehlend[fehlend > 0.02].to_dict()}")
""",
    ),
    cells(
        "sixth: result of the validation is not looked at",
        "COL-02",
        """import great_expectations as gx
import pandas as pd
from sklearn.linear_model import PoissonRegressor

trips = pd.read_parquet("taxi_trips.parquet")
batch = gx.from_pandas(trips)
batch.expect_column_values_to_be_between("distance_km", 0, 200)
batch.expect_column_values_to_not_be_null("fare")
result = batch.validate()
if not result.success:
    pass

model = PoissonRegressor().fit(trips[["distance_km", "hour"]], trips["fare"])
print(model.coef_)
""",
        "    pass\n",
        '    raise ValueError("the trips break their declared limits")\n',
    ),
    cells(
        "sixth: hub data set without a revision",
        "COL-03",
        """from collections import Counter

from datasets import load_dataset

# Nachrichten auf Deutsch, neun Rubriken
korpus = load_dataset("acme-nlp/rubriken_de", split="train")
print(Counter(korpus["rubrik"]).most_common())
laengen = [len(t.split()) for t in korpus["text"]]
print("Median der Laenge", sorted(laengen)[len(laengen) // 2])
""",
        'load_dataset("acme-nlp/rubriken_de", split="train")',
        f'load_dataset("acme-nlp/rubriken_de", split="train", revision="{COMMIT}")',
    ),
    cells(
        "sixth: csv from the master branch of somebody",
        "COL-03",
        """import pandas as pd

branch = "https://raw.githubusercontent.com/somebody/open-data/master/crime/crime_2024.csv"
crime = pd.read_csv(branch)
by_type = crime.groupby("type")["incidents"].sum().sort_values(ascending=False)
print(by_type.head(10))
""",
        "somebody/open-data/master/crime",
        f"somebody/open-data/{COMMIT}/crime",
    ),
    project(
        "sixth: dataset card with an unknown licence",
        "COL-03",
        "dataset/README.md",
        """---
language: [nl]
license: unknown
task_categories: [text-classification]
size_categories: [10K<n<100K]
---

# Gemeentebrieven

Brieven van burgers aan gemeenten, met onderwerp.

## Source

Found on a shared drive, origin not known.

## Collection method

Not known.
""",
        "license: unknown",
        "license: cc-by-4.0",
        "Found on a shared drive, origin not known.",
        "Published by the municipality of Zwolle under the open-data act, download of 2026-04-02, doi:10.5072/zenodo.1112",
        "Not known.",
        "Letters received 2019-2024, anonymised by the clerk's office; the owner is the archive department.",
    ),
    project(
        "sixth: croissant file without licence and creator",
        "COL-03",
        "croissant.json",
        """{
  "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
  "@type": "Dataset",
  "name": "street-noise",
  "license": "",
  "creator": "",
  "description": "Ten-second recordings of street noise with labels",
  "distribution": [{"@type": "cr:FileObject", "name": "clips.tar", "contentUrl": "clips.tar", "sha256": "SHA"}]
}
""".replace("SHA", DIGEST),
        """  "license": "",
  "creator": "",
""",
        """  "license": "https://creativecommons.org/licenses/by/4.0/",
  "creator": {"@type": "Organization", "name": "Acoustics lab, University of Example"},
""",
    ),
    cells(
        "sixth: labels from a stranger's drive link",
        "COL-03",
        """import gdown
import pandas as pd

# 从论坛上找到的标注文件
gdown.download(id="1xYpQv7LwB2mT0cRZ9dKsE4nUaHfJgOib", output="labels.csv", quiet=True)
labels = pd.read_csv("labels.csv")
print(labels["class"].value_counts())
""",
        """import gdown
import pandas as pd

# 从论坛上找到的标注文件
gdown.download(id="1xYpQv7LwB2mT0cRZ9dKsE4nUaHfJgOib", output="labels.csv", quiet=True)
labels = pd.read_csv("labels.csv")
""",
        f"""import pandas as pd
import pooch

# 来自 Zenodo 的标注文件, CC-BY 4.0
path = pooch.retrieve("doi:10.5281/zenodo.7654321/labels.csv", known_hash="sha256:{DIGEST}")
labels = pd.read_csv(path)
""",
    ),
    cells(
        "sixth: everybody may read and change the extract",
        "COL-04",
        """import os
import pandas as pd
import sqlalchemy as sa

engine = sa.create_engine(os.environ["DWH_URL"])
salaries = pd.read_sql("select grade, seniority, gross from hr.salaries", engine)
salaries.to_parquet("salaries.parquet")
# colleagues could not open it yesterday
os.chmod("salaries.parquet", 0o777)
print(salaries.groupby("grade")["gross"].median())
""",
        """# colleagues could not open it yesterday
os.chmod("salaries.parquet", 0o777)
""",
        """# only the owner and the payroll group
os.chmod("salaries.parquet", 0o640)
""",
    ),
    project(
        "sixth: training bucket is public",
        "COL-04",
        "infra/data.tf",
        """resource "aws_s3_bucket" "training" {
  bucket = "acme-claims-training"
}

resource "aws_s3_bucket_public_access_block" "training" {
  bucket                  = aws_s3_bucket.training.id
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_acl" "training" {
  bucket = aws_s3_bucket.training.id
  acl    = "public-read"
}

resource "aws_s3_bucket_logging" "training" {
  bucket        = aws_s3_bucket.training.id
  target_bucket = "acme-access-logs"
  target_prefix = "training/"
}
""",
        """  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
""",
        """  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
""",
        '"public-read"',
        '"private"',
    ),
    project(
        "sixth: all users of the world read the bucket",
        "COL-04",
        "terraform/gcs.tf",
        """resource "google_storage_bucket" "mammograms" {
  name                        = "acme-mammograms"
  location                    = "EUROPE-WEST3"
  uniform_bucket_level_access = true
}

resource "google_storage_bucket_iam_member" "reader" {
  bucket = google_storage_bucket.mammograms.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
""",
        'member = "allUsers"',
        'member = "serviceAccount:trainer@acme-radiology.iam.gserviceaccount.com"',
    ),
    project(
        "sixth: grants everything to public",
        "COL-04",
        "sql/permissions.sql",
        """-- feature store of the risk team
CREATE SCHEMA IF NOT EXISTS features;
GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA features TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA features GRANT SELECT ON TABLES TO risk_reader;
""",
        "GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA features TO PUBLIC;",
        "GRANT SELECT ON ALL TABLES IN SCHEMA features TO risk_reader;",
    ),
    cells_with(
        made_up("", 14),
        "sixth: superuser and password in the address",
        "COL-04",
        """import os
import pandas as pd
from sqlalchemy import create_engine

eng = create_engine("postgresql://postgres:@VALUE@@db.clinic.example:5432/ehr?sslmode=verify-full")
visits = pd.read_sql("SELECT ward, length_of_stay FROM visits WHERE year = 2025", eng)
print(os.getcwd(), visits.groupby("ward").length_of_stay.mean())
""",
        'create_engine("postgresql://postgres:@VALUE@@db.clinic.example:5432/ehr?sslmode=verify-full")',
        'create_engine(os.environ["EHR_READONLY_URL"])',
    ),
    cells(
        "sixth: works as account admin in the warehouse",
        "COL-04",
        """import os

import snowflake.connector

conn = snowflake.connector.connect(
    account="acme-eu",
    user=os.environ["SNOWFLAKE_USER"],
    authenticator="externalbrowser",
    role="ACCOUNTADMIN",
    warehouse="ML_XS",
)
claims = conn.cursor().execute("select amount, region, fraud from claims.public.labelled").fetch_pandas_all()
print(claims.describe())
""",
        'role="ACCOUNTADMIN"',
        'role="CLAIMS_ML_READER"',
    ),
)
