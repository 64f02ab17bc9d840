"""A defect and its twin, and the pieces that the first lots are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

TABLE = "age,income,sex,city,y\n" + "".join(
    f"{20 + n % 50},{1000 + 37 * n},{'fm'[n % 2]},{'abc'[n % 3]},{n % 2}\n" for n in range(60)
)
DIGEST = hashlib.sha256(TABLE.encode()).hexdigest()


@dataclass(frozen=True)
class Case:
    """One defect and its twin. ``item`` is where it has to be seen; ``modes`` are file modes of the bad one."""

    name: str
    item: str
    bad: str = "x = 1"
    good: str = "x = 1"
    bad_files: Mapping[str, str] = field(default_factory=dict)
    good_files: Mapping[str, str] = field(default_factory=dict)
    bad_says: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    good_says: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    bad_modes: Mapping[str, int] = field(default_factory=dict)
    counts: tuple[int, ...] = ()
    outputs: str = ""


LOAD = "import pandas as pd\ndf = pd.read_csv('d.csv')\nX = df.drop(columns='y')\ny = df['y']\n"
SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=7)\n"
)
FIT = (
    "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression()\nmodel.fit(X_train, y_train)\n"
    "print(model.score(X_test, y_test))\n"
)
HEAD = "from fastapi import Depends, FastAPI\nfrom pydantic import BaseModel, Field\napp = FastAPI()\n"
MODEL_IN = "class Row(BaseModel):\n    age: float = Field(ge=0, le=120)\n"
SAFE_ROUTE = (
    HEAD
    + MODEL_IN
    + "@app.post('/score')\ndef score(row: Row, key=Depends(check_key)):\n    return {'y': model.predict([[row.age]])}\n"
)
DOCKER = (
    "FROM python@sha256:" + "a" * 64 + "\nCOPY requirements.lock app.py /srv/\n"
    "RUN pip install --require-hashes -r requirements.lock\nUSER 1000\nHEALTHCHECK CMD true\n"
)
COMPOSE = (
    "services:\n  model:\n    image: m@sha256:" + "b" * 64 + "\n    read_only: true\n    cap_drop: [ALL]\n"
    "    mem_limit: 1g\n    security_opt: ['no-new-privileges:true']\n"
)
CI = (
    "on: push\njobs:\n  check:\n    steps:\n      - uses: actions/checkout@"
    + "c" * 40
    + "\n      - run: mlsec scan .\n"
)
PLAN = (
    "# Incident plan\nLooked at on 2026-10-01. On call: A. Ng, B. Li, C. Wu.\nIdentify which model answers. Contain: "
    "disable the route. Eradicate: revoke keys. Recover: roll back to old.mlrun. Notify those concerned.\n"
)
PEOPLE = {"roles": {"owner": "A. Ng", "reviewer": "B. Li", "contact": "C. Wu"}}
PINNED = {
    "dataset__d.csv": {
        "source": "d.csv",
        "licence": "CC0-1.0",
        "owner": "lab",
        "collection": "survey",
        "sha256": DIGEST,
    }
}
