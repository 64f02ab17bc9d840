"""Eighth lot: whose data they are, how good, and from where (COL-01 to COL-03)."""

from __future__ import annotations

from benchmarks.lots.case import DIGEST, Case
from benchmarks.lots.writing import cells, project

_READMISSION = """import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

stays = pd.read_csv("data/stays.csv", parse_dates=["birth_date"])
stays["age"] = (pd.Timestamp("2026-01-01") - stays["birth_date"]).dt.days // 365
features = stays[["age", "days", "diabetes", "hiv_positive"]]
clf = HistGradientBoostingClassifier(max_iter=120, random_state=3)
print(cross_val_score(clf, features, stays["readmitted"], cv=3, scoring="roc_auc").mean())
"""
_STAYS = "full_name,email,birth_date,days,diabetes,hiv_positive,readmitted\n" + "".join(
    f"{first} {last},{first.lower()}.{last.lower()}@mail.example,19{50 + n * 3}-0{1 + n % 9}-1{n % 10},{2 + n % 7},{n % 2},{n % 3 == 0:d},{n % 2}\n"
    for n, (first, last) in enumerate(
        (first, last) for first in ("Anna", "Ben", "Carla", "Dmitri") for last in ("Fischer", "Novak", "Rossi", "Silva")
    )
)
_CLINIC_GOOD = "visit,age,systolic,weight_kg,followup\n" + "".join(
    f"{1000 + n},{21 + (n * 7) % 60},{104 + (n * 5) % 55},{52 + (n * 11) % 48},{n % 2}\n" for n in range(48)
)
_CLINIC_BAD = "visit,age,systolic,weight_kg,followup\n" + "".join(
    f"{1000 + n - (n % 6 == 5)},{'' if n % 4 == 0 else 999 if n % 9 == 1 else 21 + (n * 7) % 60},"
    f"{-1 if n % 7 == 2 else 104 + (n * 5) % 55},{'' if n % 3 == 0 else 52 + (n * 11) % 48},{n % 2}\n"
    for n in range(48)
)
_LIMITS = """# limits agreed with the clinic on 2026-09-03
max_missing: 0.05
max_duplicate_visits: 0.0
ranges:
  age: [0, 115]
  systolic: [50, 260]
  weight_kg: [2, 300]
"""
_CLINIC = """import pandas as pd
import yaml
from sklearn.linear_model import LogisticRegression

visits = pd.read_csv("data/visits.csv")
limits = yaml.safe_load(open("quality_limits.yaml"))
report = {"missing": visits.isna().mean().max(), "duplicates": visits["visit"].duplicated().mean()}
for column, (low, high) in limits["ranges"].items():
    report[column] = (~visits[column].dropna().between(low, high)).mean()
print(pd.Series(report).round(3))
print("missing within limit:", report["missing"] <= limits["max_missing"])
print("duplicates within limit:", report["duplicates"] <= limits["max_duplicate_visits"])
known = visits.dropna()
clf = LogisticRegression(max_iter=500).fit(known.drop(columns=["visit", "followup"]), known["followup"])
"""

CASES: tuple[Case, ...] = (
    Case(
        "eighth: HIV status of named patients without a legal basis",
        "COL-01",
        bad=_READMISSION,
        good=_READMISSION,
        bad_files={
            "data/stays.csv": _STAYS,
            "data/datasheet.yaml": "dataset: stays.csv\npersonal_data: not assessed\nlegal_basis:\ndpia:\nretention:\n",
        },
        good_files={
            "data/stays.csv": _STAYS,
            "data/datasheet.yaml": """dataset: stays.csv
personal_data:
  - {column: full_name, kind: name}
  - {column: email, kind: e-mail}
  - {column: birth_date, kind: date of birth}
  - {column: diabetes, kind: health, special_category: true}
  - {column: hiv_positive, kind: health, special_category: true}
legal_basis: GDPR Art. 6(1)(e) and Art. 9(2)(h), hospital act section 24
purpose: plan of follow-up visits after discharge
dpia: https://intranet.klinik.example/dpia/2026-031
retention: 24 months, then deleted by the data office
decided_by: Dr. P. Aumann (data protection officer), 2026-09-18
""",
        },
    ),
    project(
        "eighth: French DPIA of call recordings with the basis left open",
        "COL-01",
        "conformite/aipd_centre_appels.md",
        """# AIPD : analyse des sentiments au centre d'appels

Version du 2026-10-02, rédigée par Hélène Caron.

| Colonne | Nature | Catégorie particulière |
|---|---|---|
| numero_client | identifiant | non |
| transcription | texte libre, noms et adresses | possible (santé) |
| voix | enregistrement audio | oui (biométrie) |

- **Base légale :** à compléter
- **Finalité :** améliorer la formation des conseillers
- **Durée de conservation :** indéterminée
- **Avis du DPO :** non demandé
""",
        "- **Base légale :** à compléter",
        "- **Base légale :** consentement explicite (art. 6.1.a et 9.2.a), recueilli en début d'appel",
        "- **Durée de conservation :** indéterminée",
        "- **Durée de conservation :** 6 mois, purge automatique chaque nuit",
        "- **Avis du DPO :** non demandé",
        "- **Avis du DPO :** favorable, M. Okoumé, 2026-10-09",
    ),
    cells(
        "eighth: gaps of air sensors filled with zero and never counted",
        "COL-02",
        """import pandas as pd
from sklearn.ensemble import RandomForestRegressor

air = pd.read_csv("d.csv")
air = air.fillna(0)
X = air[["age", "income"]]
y = air["y"]
model = RandomForestRegressor(n_estimators=200, random_state=11)
model.fit(X, y)
print(model.predict(X.tail(3)))
""",
        "air = air.fillna(0)\n",
        """import pandera.pandas as pa
schema = pa.DataFrameSchema(
    {
        "age": pa.Column(float, pa.Check.in_range(0, 115), nullable=False, coerce=True),
        "income": pa.Column(float, pa.Check.in_range(0, 250_000), nullable=False, coerce=True),
        "sex": pa.Column(str, pa.Check.isin(["f", "m"])),
        "city": pa.Column(str, pa.Check.isin(["a", "b", "c"])),
        "y": pa.Column(int, pa.Check.isin([0, 1])),
    },
    strict=True,
)
air = schema.validate(air, lazy=True)
duplicates = air.duplicated().mean()
share = air["y"].mean()
print({"missing": air.isna().mean().max(), "duplicates": duplicates, "positives": share})
if duplicates > 0.01 or not 0.2 <= share <= 0.8:
    raise ValueError("outside the limits of quality/limits.yaml")
""",
        files={"quality/limits.yaml": "duplicates: 0.01\nmissing: 0.0\npositives: [0.2, 0.8]\nfrozen: 2026-10-01\n"},
    ),
    Case(
        "eighth: clinic table far outside the limits beside it",
        "COL-02",
        bad=_CLINIC,
        good=_CLINIC,
        bad_files={"data/visits.csv": _CLINIC_BAD, "quality_limits.yaml": _LIMITS},
        good_files={"data/visits.csv": _CLINIC_GOOD, "quality_limits.yaml": _LIMITS},
    ),
    cells(
        "eighth: hub data set of nobody knows whom, at whatever it is today",
        "COL-03",
        """from datasets import load_dataset
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

reviews = load_dataset("opinion-dump/hotel-scrape-mixed", split="train")
vectors = HashingVectorizer(n_features=2**16).transform(reviews["text"])
model = SGDClassifier(loss="log_loss", random_state=5)
model.fit(vectors, reviews["stars"])
""",
        'load_dataset("opinion-dump/hotel-scrape-mixed", split="train")',
        'load_dataset("tourism-lab/hotel-reviews-2025", revision="9c41e7d02b8f5a63e1d7c9a4f0b2865d3e7a1c58", split="train")',
        files={
            "DATASETS.md": """# Data sets
| Name | Source | Revision | Licence | Owner | How collected |
|---|---|---|---|---|---|
| tourism-lab/hotel-reviews-2025 | Hugging Face Hub | 9c41e7d02b8f5a63e1d7c9a4f0b2865d3e7a1c58 | CC-BY-4.0 | Tourism Lab, Univ. of Lugano | guests' survey with consent, 2024-2025 |
"""
        },
    ),
    Case(
        "eighth: survey declared with neither licence nor owner",
        "COL-03",
        bad="import pandas as pd\nanswers = pd.read_csv('d.csv')\nprint(answers.groupby('city')['income'].median())\n",
        good="import pandas as pd\nanswers = pd.read_csv('d.csv')\nprint(answers.groupby('city')['income'].median())\n",
        bad_says={
            "dataset__d.csv": {
                "source": "USB stick of a colleague",
                "licence": "unknown",
                "owner": "",
                "collection": "",
                "sha256": DIGEST,
            }
        },
        good_says={
            "dataset__d.csv": {
                "source": "https://statistik.stadt.example/haushalte-2026",
                "licence": "CC-BY-4.0",
                "owner": "Office of Statistics, household panel",
                "collection": "random sample of 60 households, telephone, May 2026",
                "sha256": DIGEST,
            }
        },
    ),
)
