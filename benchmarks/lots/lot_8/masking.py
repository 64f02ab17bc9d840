"""Eighth lot: names that stay in, people who can be found again, and groups nobody counted (PRE-01 to PRE-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_PEOPLE = "email,national_id,zip,birth_year,sex,claims,lapsed\n" + "".join(
    f"kunde{n}@post.example,78012{n:04d},8{n % 7}{n % 3}10,{1948 + n},{'fm'[n % 2]},{n % 6},{n % 5 < 2:d}\n"
    for n in range(45)
)
_LOANS = "gender,district,income,term,repaid\n" + "".join(
    f"{'woman' if n % 7 == 0 else 'man'},{('north', 'south', 'lake')[n % 3]},{1400 + 55 * n},{12 * (1 + n % 4)},{n % 4 != 0:d}\n"
    for n in range(70)
)

CASES: tuple[Case, ...] = (
    cells(
        "eighth: e-mail and national id one-hot encoded into the matrix",
        "PRE-01",
        """import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import train_test_split

kunden = pd.read_csv("data/kunden.csv")
merkmale = pd.get_dummies(kunden.drop(columns=["lapsed"]))
ziel = kunden["lapsed"]
M_train, M_test, z_train, z_test = train_test_split(merkmale, ziel, test_size=0.25, random_state=8, stratify=ziel)
modell = GradientBoostingClassifier(random_state=8).fit(M_train, z_train)
print(modell.score(M_test, z_test))
""",
        'kunden.drop(columns=["lapsed"])',
        'kunden[["claims", "sex"]]',
        files={"data/kunden.csv": _PEOPLE},
    ),
    cells(
        "eighth: phone numbers hashed bare and joined as a key",
        "PRE-01",
        """import hashlib
import os
import pandas as pd
from xgboost import XGBClassifier

calls = pd.read_parquet("calls.parquet")

def token(number):
    return hashlib.md5(number.encode()).hexdigest()

calls["caller"] = calls["phone_number"].map(token)
calls = calls.drop(columns=["phone_number"])
per_caller = calls.groupby("caller").agg(n=("seconds", "size"), mean=("seconds", "mean"), spam=("spam", "max"))
model = XGBClassifier(n_estimators=80, random_state=0)
model.fit(per_caller.reset_index()[["n", "mean"]], per_caller["spam"])
per_caller.to_parquet("prepared/per_caller.parquet")
""",
        "import hashlib\nimport os\n",
        "import hashlib\nimport hmac\nimport os\n",
        "hashlib.md5(number.encode()).hexdigest()",
        'hmac.new(os.environ["CALLER_PEPPER"].encode(), number.encode(), hashlib.sha256).hexdigest()',
        'per_caller.to_parquet("prepared/per_caller.parquet")',
        'per_caller.reset_index(drop=True).to_parquet("prepared/per_caller.parquet")',
    ),
    cells(
        "eighth: postcode, birth date and sex handed out as they came",
        "PRE-02",
        """import pandas as pd

vaccinated = pd.read_csv("raw/vaccination_register.csv", parse_dates=["birth_date"])
prepared = vaccinated.drop(columns=["name", "insurance_number"])
quasi = ["postcode", "birth_date", "sex"]
print(prepared[quasi].head(0).columns.tolist())
prepared.to_csv("release/vaccination_for_partners.csv", index=False)
""",
        "print(prepared[quasi].head(0).columns.tolist())",
        """prepared["postcode"] = prepared["postcode"].astype(str).str[:2]
prepared["birth_date"] = prepared["birth_date"].dt.year // 10 * 10
group_size = prepared.groupby(quasi)["vaccine"].transform("size")
prepared = prepared[group_size >= 10]
sizes = prepared.groupby(quasi).agg(rows=("vaccine", "size"), kinds=("vaccine", "nunique"))
print("k", sizes["rows"].min(), "l", sizes["kinds"].min(), "unique", (sizes["rows"] == 1).mean())
if sizes["rows"].min() < 10 or sizes["kinds"].min() < 2:
    raise ValueError("people could be found again")""",
    ),
    project(
        "eighth: disclosure check of a school table that came out at k of one",
        "PRE-02",
        "privacy/reidentification.json",
        """{
  "table": "prepared/pupils_2026.parquet",
  "rows": 18230,
  "date": "2026-10-28",
  "quasi_identifiers": ["school", "birth_month", "mother_tongue", "support_need"],
  "limits": {"k": 5, "l": 2, "unique_share": 0.0},
  "measured": {"k": 1, "l": 1, "unique_share": 0.417},
  "residual_risk_accepted_by": null,
  "status": "released"
}
""",
        '{"k": 1, "l": 1, "unique_share": 0.417}',
        '{"k": 8, "l": 3, "unique_share": 0.0}',
        '"residual_risk_accepted_by": null',
        '"residual_risk_accepted_by": "N. Haugen, data protection officer"',
    ),
    cells(
        "eighth: micro-credit table with gender that nobody ever counts",
        "PRE-03",
        """import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

loans = pd.read_csv("data/loans.csv")
train, test = train_test_split(loans, test_size=0.3, random_state=19, stratify=loans["repaid"])
columns = ["gender", "district", "income", "term"]
encode = make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["gender", "district"]), remainder="passthrough")
pipe = make_pipeline(encode, LogisticRegression(max_iter=1000))
pipe.fit(train[columns], train["repaid"])
print(pipe.score(test[columns], test["repaid"]))
""",
        "train, test = train_test_split(",
        """import numpy as np
from statsmodels.stats.proportion import proportion_confint
by_gender = loans.groupby("gender").agg(rows=("repaid", "size"), paid=("repaid", "sum"), no_income=("income", lambda v: v.isna().mean()))
by_gender["share"] = by_gender["rows"] / len(loans)
by_gender["rate"] = by_gender["paid"] / by_gender["rows"]
low, high = proportion_confint(by_gender["paid"], by_gender["rows"], method="wilson")
by_gender["low"], by_gender["high"] = low, high
print(by_gender)
proxy = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()).fit(loans[["district", "term"]], loans["gender"])
print("gender from district and term", proxy.score(loans[["district", "term"]], loans["gender"]))
weights = 1 / loans.groupby("gender")["gender"].transform("size")
train, test = train_test_split(""",
        'pipe.fit(train[columns], train["repaid"])',
        'pipe.fit(train[columns], train["repaid"], logisticregression__sample_weight=weights[train.index])',
        files={"data/loans.csv": _LOANS},
    ),
    project(
        "eighth: Portuguese bias sheet with every figure not measured",
        "PRE-03",
        "docs/vies_dados.md",
        """# Viés e representação: triagem de bolsas de estudo

Dados: `candidaturas_2026.parquet`, 9.412 linhas, 2026-09-30.

| Atributo | Grupo | Linhas | Taxa de aprovação | IC 95 % | Faltas |
|---|---|---|---|---|---|
| raça | branca | não medido | não medido | - | - |
| raça | parda | não medido | não medido | - | - |
| raça | preta | não medido | não medido | - | - |
| sexo | feminino | não medido | não medido | - | - |
| sexo | masculino | não medido | não medido | - | - |

Mitigação: nenhuma decisão.
""",
        "| raça | branca | não medido | não medido | - | - |",
        "| raça | branca | 4.105 | 0,41 | 0,39-0,43 | 1,2 % |",
        "| raça | parda | não medido | não medido | - | - |",
        "| raça | parda | 3.718 | 0,39 | 0,37-0,41 | 1,4 % |",
        "| raça | preta | não medido | não medido | - | - |",
        "| raça | preta | 1.589 | 0,38 | 0,36-0,40 | 1,3 % |",
        "| sexo | feminino | não medido | não medido | - | - |",
        "| sexo | feminino | 5.020 | 0,40 | 0,39-0,41 | 1,2 % |",
        "| sexo | masculino | não medido | não medido | - | - |",
        "| sexo | masculino | 4.392 | 0,39 | 0,38-0,41 | 1,4 % |",
        "Mitigação: nenhuma decisão.",
        "Mitigação: pesos por grupo (reweighing), decidido por C. Nogueira em 2026-10-06 porque a diferença já é pequena.",
    ),
)
