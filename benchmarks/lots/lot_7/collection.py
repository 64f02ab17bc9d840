"""Pairs of the seventh lot: personal data, quality limits, and where a table comes from."""

from __future__ import annotations

import hashlib

from benchmarks.lots.case import Case
from benchmarks.lots.writing import COMMIT, cells, iban, project

ACCOUNTS = [
    iban(country, length)
    for country, length in {"DE": 18, "AT": 16, "ES": 20, "PL": 24, "CH": 17, "PT": 21, "DK": 14, "BE": 12}.items()
]
DONORS = "spende_id,iban,kanal,betrag,wieder\n" + "".join(
    f"{n},{ACCOUNTS[n % 8]},{('brief', 'web', 'telefon')[n % 3]},{10 + 7 * n % 190},{n % 2}\n" for n in range(48)
)
GIFTS = "\n".join(",".join(line.split(",")[:1] + line.split(",")[2:]) for line in DONORS.splitlines()) + "\n"
SURVEY = "person,main_mode,minutes\n" + "".join(
    f"{n},{('bus', 'car', 'bike')[n % 3]},{9 + 5 * n % 71}\n" for n in range(40)
)
SPECTRA = "sample,b1,b2,b3,oleic\n" + "".join(f"{n},{n % 7},{n % 5},{n % 11},{60 + n % 13}\n" for n in range(40))
GIVERS = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

spenden = pd.read_csv("spenden.csv")
X = pd.get_dummies(spenden[["kanal", "betrag"]], dtype=float)
print(cross_val_score(LogisticRegression(max_iter=500), X, spenden["wieder"], cv=4).mean())
"""

CASES: tuple[Case, ...] = (
    Case(
        "seventh: account numbers of donors stand in the table (charity, German)",
        "COL-01",
        GIVERS,
        GIVERS,
        bad_files={"spenden.csv": DONORS},
        good_files={"spenden.csv": GIFTS},
    ),
    cells(
        "seventh: faith and union membership of the staff are read for a turnover model",
        "COL-01",
        """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupKFold, cross_val_score

wanted = [
    "entry_year", "grade", "site", "overtime_h", "religion", "trade_union_member", "sick_days_psychiatric", "left",
]
staff = pd.read_excel("hr_export_2023.xlsx", usecols=wanted)
X = pd.get_dummies(staff.drop(columns="left"), dtype=float)
forest = RandomForestClassifier(300, random_state=0)
auc = cross_val_score(forest, X, staff["left"], groups=staff["site"], cv=GroupKFold(4), scoring="roc_auc")
print(f"AUC {auc.mean():.2f}")
""",
        ' "religion", "trade_union_member", "sick_days_psychiatric",',
        "",
    ),
    project(
        "seventh: the sheet of the tumour register has no basis for its names (hospital)",
        "COL-01",
        "data/register.datasheet.yaml",
        """\
dataset: tumorregister_2015_2023
rows: 18422
columns:
  nachname: {kind: name, personal: true}
  geburtsdatum: {kind: date of birth, personal: true}
  icd10: {kind: diagnosis, personal: true, special_category: health}
  ueberleben_monate: {kind: outcome}
legal_basis: ""
purpose: ""
dpia: ""
retention: ""
""",
        'legal_basis: ""',
        'legal_basis: "GDPR Art. 6(1)(e) and Art. 9(2)(j); cancer register act of the state, section 12"',
        'purpose: ""',
        'purpose: "five-year survival model for tumour boards, study protocol 2023-117"',
        'dpia: ""',
        'dpia: "https://intranet.klinikum.example/dsfa/2023-117 approved 2023-09-04 by the data protection officer"',
        'retention: ""',
        'retention: "names and dates of birth are erased on 2025-12-31, the rest after ten years"',
        notebook="""
import pandas as pd

register = pd.read_parquet("data/tumorregister_2015_2023.parquet")
print(register[["nachname", "geburtsdatum", "icd10", "ueberleben_monate"]].isna().mean())
""",
    ),
    cells(
        "seventh: sensor rows go into the fit as they come",
        "COL-02",
        """
import pandas as pd
from sklearn.ensemble import IsolationForest

log = pd.read_csv("compressor_log.csv", parse_dates=["time"])
print(log.describe())
print(log.isna().sum())

columns = ["inlet_bar", "outlet_bar", "oil_temp_c", "rpm"]
model = IsolationForest(n_estimators=200, contamination=0.01, random_state=3)
log = log.dropna(subset=columns)
log["flag"] = model.fit_predict(log[columns])
log.to_parquet("flags.parquet")
""",
        """columns = ["inlet_bar", "outlet_bar", "oil_temp_c", "rpm"]
""",
        """columns = ["inlet_bar", "outlet_bar", "oil_temp_c", "rpm"]
LIMITS = {"inlet_bar": (0.5, 2.0), "outlet_bar": (4.0, 14.0), "oil_temp_c": (-20, 130), "rpm": (0, 6200)}
MAX_MISSING, MAX_DUPLICATES = 0.02, 0.001
if log.isna().mean().max() > MAX_MISSING or log.duplicated("time").mean() > MAX_DUPLICATES:
    raise ValueError("too many gaps or repeated time stamps")
for name, (low, high) in LIMITS.items():
    outside = ~log[name].dropna().between(low, high)
    if outside.mean() > 0.001:
        raise ValueError(f"{name}: {outside.sum()} readings outside {low}..{high}")
""",
    ),
    cells(
        "seventh: the schema's complaint is printed and forgotten (pandera, Spanish)",
        "COL-02",
        """
import pandas as pd
import pandera.pandas as pa
from lightgbm import LGBMClassifier

esquema = pa.DataFrameSchema(
    {
        "edad": pa.Column(int, pa.Check.in_range(18, 105)),
        "ingresos": pa.Column(float, pa.Check.ge(0), nullable=False),
        "provincia": pa.Column(str, pa.Check.isin(sorted({f"{n:02d}" for n in range(1, 53)}))),
        "moroso": pa.Column(int, pa.Check.isin([0, 1])),
    },
    strict="filter",
)
clientes = pd.read_csv("clientes.csv", dtype={"provincia": str})
try:
    clientes = esquema.validate(clientes, lazy=True)
except pa.errors.SchemaErrors as fallo:
    print("avisos de calidad:", len(fallo.failure_cases))

modelo = LGBMClassifier(random_state=1)
modelo.fit(clientes[["edad", "ingresos"]], clientes["moroso"])
modelo.booster_.save_model("morosidad.txt")
""",
        """    print("avisos de calidad:", len(fallo.failure_cases))
""",
        """    print("avisos de calidad:", len(fallo.failure_cases))
    raise
""",
    ),
    project(
        "seventh: tests of the warehouse table only warn (dbt)",
        "COL-02",
        "models/staging/schema.yml",
        """\
version: 2
models:
  - name: stg_consultas
    description: Consultas de atenção básica usadas no treino
    config:
      contract: {enforced: true}
    columns:
      - name: consulta_id
        data_type: bigint
        tests:
          - unique: {config: {severity: warn}}
          - not_null: {config: {severity: warn}}
      - name: pressao_sistolica
        data_type: int
        tests:
          - dbt_utils.accepted_range: {min_value: 50, max_value: 280, config: {severity: warn}}
      - name: sexo
        data_type: text
        tests:
          - accepted_values: {values: [F, M, I], config: {severity: warn}}
""",
        "unique: {config: {severity: warn}}",
        "unique: {config: {severity: error}}",
        "not_null: {config: {severity: warn}}",
        "not_null: {config: {severity: error}}",
        "max_value: 280, config: {severity: warn}",
        "max_value: 280, config: {severity: error, error_if: '>20'}",
        "values: [F, M, I], config: {severity: warn}",
        "values: [F, M, I], config: {severity: error}",
        files={"dbt_project.yml": "name: atencao_basica\nversion: '1.0'\nprofile: lago\nmodel-paths: [models]\n"},
    ),
    project(
        "seventh: the note beside the survey says little more than its name",
        "COL-03",
        "data/README.md",
        """\
# Commuter survey

File: `commuters_2022.csv` (40 rows)

Downloaded some time last year. Somebody in transport planning should know more.
""",
        "Downloaded some time last year. Somebody in transport planning should know more.",
        """- Source: https://data.stadt.example/dataset/pendlerbefragung-2022, version 3, fetched 2023-02-14
- Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/legalcode
- Owner: Office for Transport Planning, Dr. R. Okafor
- Collection: written survey, random sample of residents over 16, informed consent, response rate 31 %
- SHA-256 of the file: """
        + hashlib.sha256(SURVEY.encode()).hexdigest(),
        files={"data/commuters_2022.csv": SURVEY},
        notebook="""
import pandas as pd

survey = pd.read_csv("data/commuters_2022.csv")
print(survey.groupby("main_mode")["minutes"].median())
""",
    ),
    cells(
        "seventh: a corpus of whoever, as it stands today (datasets)",
        "COL-03",
        """
from collections import Counter

from datasets import load_dataset, load_dataset_builder

NAME = "amira-h/arabic-hotel-reviews"
info = load_dataset_builder(NAME).info
reviews = load_dataset(NAME, split="train")
print(len(reviews), Counter(reviews["stars"]))
reviews = reviews.map(lambda row: {"polarity": int(row["stars"] > 3)})
reviews.filter(lambda row: row["stars"] != 3 and len(row["text"]) > 20).save_to_disk("reviews_clean")
""",
        "load_dataset_builder(NAME)",
        f'load_dataset_builder(NAME, revision="{COMMIT}")',
        'load_dataset(NAME, split="train")',
        f'load_dataset(NAME, split="train", revision="{COMMIT}")',
        "print(len(reviews), Counter",
        """if info.license not in {"cc-by-4.0", "cc0-1.0"} or not info.homepage:
    raise SystemExit(f"licence or source of {NAME} is not recorded")
print(info.homepage, info.license, info.citation)
print(len(reviews), Counter""",
    ),
    project(
        "seventh: machine-readable card of the spectra lacks licence and maker (croissant)",
        "COL-03",
        "data/croissant.json",
        """\
{
  "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
  "@type": "Dataset",
  "name": "olive-oil-raman-2023",
  "description": "Raman spectra of olive oils",
  "license": "",
  "creator": {},
  "distribution": [
    {"@type": "cr:FileObject", "name": "spectra.csv", "contentUrl": "spectra.csv", "encodingFormat": "text/csv"}
  ]
}
""",
        '"license": ""',
        '"license": "https://creativecommons.org/licenses/by/4.0/", "url": "https://doi.org/10.5281/zenodo.9999999", "datePublished": "2023-11-02"',
        '"creator": {}',
        '"creator": {"@type": "Organization", "name": "Food Chemistry Laboratory, University of Bari"}, '
        '"cr:dataCollection": "Bought samples, three spectra each, 785 nm, protocol FC-12", "maintainer": "Prof. L. Greco"',
        '"contentUrl": "spectra.csv",',
        f'"contentUrl": "spectra.csv", "sha256": "{hashlib.sha256(SPECTRA.encode()).hexdigest()}",',
        files={"data/spectra.csv": SPECTRA},
        notebook="""
import numpy as np
import pandas as pd
from sklearn.cross_decomposition import PLSRegression

spectra = pd.read_csv("data/spectra.csv", index_col=0)
pls = PLSRegression(2).fit(spectra.drop(columns="oleic"), spectra["oleic"])
print(np.round(pls.x_weights_[:3], 3))
""",
    ),
)
