"""Seventh lot: upkeep that is late, and changes that nobody looked at (MNT-01, MNT-02)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: advisory of a water utility closed four months after the promise",
        "MNT-01",
        "maintenance/log.yaml",
        """# upkeep of the leak model; agreed with operations on 2026-01-12
cadence:
  retrain_every_days: 180
  dependencies_every_days: 30
  advisories: {critical: 7, high: 14, medium: 60}
model:
  trained: 2026-08-30
  next_due: 2027-02-26
data:
  refreshed: 2026-08-28
lock:
  renewed: 2026-11-12
advisories:
  - id: PYSEC-2026-118
    package: torch
    severity: high
    published: 2026-05-04
    fixed: 2026-09-21
  - id: PYSEC-2026-204
    package: pillow
    severity: medium
    published: 2026-08-11
    fixed: 2026-09-02
""",
        "fixed: 2026-09-21",
        "fixed: 2026-05-11",
    ),
    project(
        "seventh: dependabot told to open nothing and to look at nothing",
        "MNT-01",
        ".github/dependabot.yml",
        """version: 2
updates:
  - package-ecosystem: pip
    directory: /
    schedule:
      interval: monthly
    open-pull-requests-limit: 0
    ignore:
      - dependency-name: "*"
  - package-ecosystem: docker
    directory: /serving
    schedule:
      interval: weekly
    open-pull-requests-limit: 5
  - package-ecosystem: github-actions
    directory: /
    schedule:
      interval: weekly
""",
        """      interval: monthly
    open-pull-requests-limit: 0
    ignore:
      - dependency-name: "*"
""",
        """      interval: weekly
    open-pull-requests-limit: 10
""",
    ),
    project(
        "seventh: ecology lab that still trains on an interpreter nobody mends",
        "MNT-01",
        "pyproject.toml",
        """[project]
name = "vogelstimmen"
version = "3.4.0"
description = "Erkennung von Vogelstimmen für das Monitoring im Nationalpark"
requires-python = "==3.7.*"
dependencies = [
  "tensorflow==1.15.5",
  "librosa==0.8.1",
  "numpy==1.18.5",
  "pandas==1.1.5",
]

[tool.setuptools.packages.find]
where = ["src"]

[tool.upkeep]
retrain_every_days = 365
trained = 2026-04-02
""",
        'requires-python = "==3.7.*"',
        'requires-python = ">=3.12,<3.14"',
        "tensorflow==1.15.5",
        "tensorflow==2.20.0",
        "librosa==0.8.1",
        "librosa==0.11.0",
        "numpy==1.18.5",
        "numpy==2.3.4",
        "pandas==1.1.5",
        "pandas==2.3.3",
    ),
    cells(
        "seventh: newest run takes the crown without a match against the old one",
        "MNT-02",
        """import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from sklearn.metrics import mean_pinball_loss

client = MlflowClient()
NAME = "erlang-callcentre"
versions = client.search_model_versions(f"name='{NAME}'", order_by=["version_number DESC"])
newest = versions[0]
champion = client.get_model_version_by_alias(NAME, "champion")
week = pd.read_parquet("holdout/week_44.parquet")
X, y = week.drop(columns="calls"), week["calls"].to_numpy()
new = mlflow.pyfunc.load_model(f"models:/{NAME}/{newest.version}").predict(X)
print("pinball", mean_pinball_loss(y, new, alpha=0.9))
client.set_registered_model_alias(NAME, "champion", newest.version)
""",
        'client.set_registered_model_alias(NAME, "champion", newest.version)',
        """old = mlflow.pyfunc.load_model(f"models:/{NAME}@champion").predict(X)
rng = np.random.default_rng(44)
gain = []
for _ in range(500):
    s = rng.integers(0, len(y), len(y))
    gain.append(mean_pinball_loss(y[s], old[s], alpha=0.9) - mean_pinball_loss(y[s], new[s], alpha=0.9))
low = np.quantile(gain, 0.025)
print("champion", champion.version, "gain at least", low)
approved = newest.tags.get("change_approved_by"), newest.tags.get("change_reason")
if low < 0 or not all(approved) or approved[0] == newest.user_id:
    raise SystemExit("the champion stays")
client.set_registered_model_alias(NAME, "champion", newest.version)""",
    ),
    project(
        "seventh: branch rules of a model repository that ask nobody",
        "MNT-02",
        "infra/github.tf",
        """resource "github_repository" "underwriting_model" {
  name                   = "underwriting-model"
  visibility             = "private"
  delete_branch_on_merge = true
}

resource "github_branch_protection" "main" {
  repository_id    = github_repository.underwriting_model.node_id
  pattern          = "main"
  enforce_admins   = false
  allows_deletions = false

  required_pull_request_reviews {
    required_approving_review_count = 0
    require_code_owner_reviews      = false
    dismiss_stale_reviews           = false
  }

  required_status_checks {
    strict   = false
    contexts = []
  }
}
""",
        "enforce_admins   = false",
        "enforce_admins   = true",
        "required_approving_review_count = 0",
        "required_approving_review_count = 1",
        "require_code_owner_reviews      = false",
        "require_code_owner_reviews      = true",
        "dismiss_stale_reviews           = false",
        "dismiss_stale_reviews           = true",
        "strict   = false",
        "strict   = true",
        "contexts = []",
        'contexts = ["model-tests", "metric-regression"]',
    ),
    project(
        "seventh: change sheet of a clinical laboratory with the lines left open",
        "MNT-02",
        "doku/aenderungen/2026-17.md",
        """# Änderung 2026-17: Gerinnungsmodell 4.1 -> 4.2

**Letzte Freigabe:** 4.1 am 2026-05-19 (Prüfsumme `9f3c12ab`)
**Grund:** neues Reagenz seit 2026-08-01

| Was | vorher | nachher |
|---|---|---|
| Notebook | 31 Zellen | 33 Zellen (Zelle 12 und 13 neu: Umrechnung Quick -> INR) |
| Daten | 48.112 Zeilen | 55.930 Zeilen |
| Pakete | scikit-learn 1.6.1 | scikit-learn 1.7.2 |
| MAE INR | 0,21 [0,20; 0,22] | 0,24 [0,23; 0,25] |

**Tests:** nicht durchgeführt
**Bewertung der Verschlechterung:**
**Genehmigt durch:**
**Produktiv seit:** 2026-09-07
""",
        "| MAE INR | 0,21 [0,20; 0,22] | 0,24 [0,23; 0,25] |",
        "| MAE INR | 0,21 [0,20; 0,22] | 0,20 [0,19; 0,21] |",
        "**Tests:** nicht durchgeführt",
        "**Tests:** 214 bestanden, 0 offen (Lauf 2026-09-02, `berichte/test_4.2.xml`)",
        "**Bewertung der Verschlechterung:**",
        "**Bewertung:** keine Verschlechterung, der Fehler ist kleiner als vorher",
        "**Genehmigt durch:**",
        "**Genehmigt durch:** Dr. S. Achterberg (QM), 2026-09-04; Autor: M. Yilmaz",
        files={
            "berichte/test_4.2.xml": '<testsuite name="gerinnung" tests="214" failures="0" errors="0"/>\n',
        },
    ),
)
