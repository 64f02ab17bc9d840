"""Seventh lot: trails with holes, restores nobody tried, drills nobody held (MNT-04, MNT-05, MNT-06)."""

from __future__ import annotations

import hashlib
import json

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, cells, project

EVENTS = (
    ("2026-09-01T07:00:11Z", "run", "a.costa", "train.ipynb"),
    ("2026-09-01T07:41:50Z", "sign-off", "m.keller", "train.ipynb"),
    ("2026-09-03T12:05:02Z", "waiver", "m.keller", "EVA-05"),
    ("2026-09-09T09:30:00Z", "export", "a.costa", "model.skops"),
    ("2026-09-21T08:15:27Z", "run", "a.costa", "train.ipynb"),
)


def _trail(without: int | None = None) -> str:
    """Return a chained log, in which one line may have been taken out afterwards."""
    lines, before = [], "0" * 64
    for number, (time, action, actor, thing) in enumerate(EVENTS, 1):
        entry = {"seq": number, "time": time, "actor": actor, "action": action, "object": thing, "prev": before}
        before = hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        lines.append(json.dumps({**entry, "hash": before}))
    return "\n".join(line for number, line in enumerate(lines, 1) if number != without) + "\n"


NOTE = """# How the trail is kept

One line per run, sign-off, waiver and export. `prev` is the `hash` of the line before, the first line has 64 zeros.
`hash` is SHA-256 over the line without `hash`, keys sorted, no blanks. Kept for ten years.
"""

CASES: tuple[Case, ...] = (
    Case(
        "seventh: chained trail of a leasing bank from which the waiver was taken out",
        "MNT-04",
        bad_files={"audit/trail.jsonl": _trail(without=3), "audit/README.md": NOTE},
        good_files={"audit/trail.jsonl": _trail(), "audit/README.md": NOTE},
    ),
    cells(
        "seventh: every dosage suggestion wipes out the record of the last",
        "MNT-04",
        """# 用药剂量建议服务: 每次预测都写入审计日志
import datetime as dt
import hashlib
import json
import os
from pathlib import Path
import joblib

model = joblib.load("models/warfarin.joblib")
TRAIL = Path("audit/predictions.jsonl")

def last_hash():
    if not TRAIL.exists():
        return "0" * 64
    return json.loads(TRAIL.read_text(encoding="utf-8").splitlines()[-1])["hash"]

def suggest(case_number, features, user):
    dose = float(model.predict([features])[0])
    entry = {
        "time": dt.datetime.now(dt.timezone.utc).isoformat(),
        "user": user, "case": case_number, "model": "warfarin-3.0", "dose_mg": round(dose, 2),
        "input_sha256": hashlib.sha256(json.dumps(features).encode()).hexdigest(), "prev": last_hash(),
    }
    entry["hash"] = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
    with TRAIL.open("w", encoding="utf-8") as out:
        out.write(json.dumps(entry) + "\\n")
        out.flush()
        os.fsync(out.fileno())
    return dose
""",
        'TRAIL.open("w", encoding',
        'TRAIL.open("a", encoding',
    ),
    project(
        "seventh: cloud trail of a gene bank that proves nothing about itself",
        "MNT-04",
        "pulumi/__main__.py",
        """import pulumi
import pulumi_aws as aws

cfg = pulumi.Config()
key = aws.kms.Key("audit", enable_key_rotation=True, deletion_window_in_days=30)
store = aws.s3.BucketV2("audit", object_lock_enabled=True)
aws.s3.BucketObjectLockConfigurationV2(
    "audit-lock",
    bucket=store.id,
    rule={"default_retention": {"mode": "COMPLIANCE", "days": 3650}},
)
genomes = aws.s3.BucketV2.get("genomes", cfg.require("genomes"))
models = aws.s3.BucketV2.get("models", cfg.require("models"))
trail = aws.cloudtrail.Trail(
    "ml-platform",
    s3_bucket_name=store.id,
    kms_key_id=key.arn,
    is_multi_region_trail=True,
    include_global_service_events=True,
    enable_log_file_validation=False,
    event_selectors=[{
        "read_write_type": "All",
        "include_management_events": True,
        "data_resources": [
            {"type": "AWS::S3::Object", "values": [each.arn.apply(lambda arn: f"{arn}/") for each in (genomes, models)]}
        ],
    }],
)
pulumi.export("trail", trail.arn)
""",
        "enable_log_file_validation=False",
        "enable_log_file_validation=True",
    ),
    project(
        "seventh: restore test of a tax office that did not match and took a day",
        "MNT-05",
        "betrieb/wiederherstellung_2026-10.json",
        """{
  "uebung": "Rückfall auf betrugserkennung 7.0", "datum": "2026-10-14", "leitung": "K. Vogt",
  "ziele": {"rto_minuten": 60, "rpo_stunden": 24},
  "schalter": {"verantwortlich": "Referat IT-4, Bereitschaft"},
  "modell": {
    "erwartet_sha256": "6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d",
    "gefunden_sha256": "e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2"
  },
  "stichprobe": {"faelle": 500, "gleiche_antworten": 371},
  "dauer_minuten": 1440,
  "ergebnis": "bestanden"
}
""",
        '"gefunden_sha256": "e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2e07a55b2"',
        '"gefunden_sha256": "6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d6b1f0c9d"',
        '"gleiche_antworten": 371',
        '"gleiche_antworten": 500',
        '"dauer_minuten": 1440',
        '"dauer_minuten": 34',
    ),
    project(
        "seventh: seldon rollout that keeps no older state to return to",
        "MNT-05",
        "k8s/fx-hedger.yaml",
        """apiVersion: apps/v1
kind: Deployment
metadata:
  name: fx-hedger
  namespace: treasury
  annotations:
    rollback-drill: "2026-10-30, version 11 restored in 6 min, 1000 of 1000 recorded answers equal"
spec:
  replicas: 3
  revisionHistoryLimit: 0
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  selector: {matchLabels: {app: fx-hedger}}
  template:
    metadata: {labels: {app: fx-hedger, version: "12"}}
    spec:
      containers:
        - name: mlserver
          image: registry.bank.example/fx/mlserver@sha256:"""
        + DIGEST
        + """
""",
        "revisionHistoryLimit: 0",
        "revisionHistoryLimit: 5",
    ),
    cells(
        "seventh: rehearsal of a rollback in which the model of today marks its own paper",
        "MNT-05",
        """# Répétition du retour arrière: la version 3 doit redonner les réponses enregistrées
import hashlib
import json
import time
from pathlib import Path
import dvc.api
import numpy as np
import skops.io as sio

attendu = json.loads(Path("reprise/v3.json").read_text())
depart = time.monotonic()
octets = dvc.api.read("modeles/sinistres.skops", rev="v3.0.0", mode="rb")
assert hashlib.sha256(octets).hexdigest() == attendu["sha256"]
connus = ["numpy.dtype", "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"]
restaure = sio.loads(octets, trusted=connus)
actuel = sio.load("modeles/sinistres.skops", trusted=connus)
echantillon = np.load("reprise/echantillon.npy")
ecart = np.abs(actuel.predict(echantillon) - actuel.predict(echantillon)).max()
duree = time.monotonic() - depart
print("écart", ecart, "durée", duree)
assert ecart < 1e-9 and duree < attendu["rto_secondes"]
""",
        "actuel.predict(echantillon) - actuel.predict(echantillon)",
        'restaure.predict(echantillon) - np.array(attendu["reponses"])',
    ),
    project(
        "seventh: exercise calendar of a hospital network put off year after year",
        "MNT-06",
        "resilience/drills.yaml",
        """# AI incident drills, radiology network (policy: at least one a year)
interval_days: 365
drills:
  - date: 2023-03-15
    scenario: poisoned feedback loop in chest triage
    led_by: H. Lindgren
    participants: [radiology, IT security, legal]
    lessons: [DR-1]
  - planned: 2024-04-10
    status: postponed
  - planned: 2025-05-20
    status: postponed
  - planned: 2026-06-02
    status: postponed
lessons:
  DR-1: {text: feedback needs a second reader, became_check: data/feedback_two_readers.yml, since: 2023-05-01}
""",
        "  - planned: 2024-04-10\n    status: postponed\n",
        "  - date: 2024-04-10\n    scenario: model server encrypted\n    led_by: H. Lindgren\n    lessons: []\n",
        "  - planned: 2025-05-20\n    status: postponed\n",
        "  - date: 2025-05-20\n    scenario: wrong version in the night shift\n    led_by: O. Pires\n    lessons: []\n",
        "  - planned: 2026-06-02\n    status: postponed\n",
        "  - date: 2026-06-02\n    scenario: drift after a new scanner\n    led_by: O. Pires\n    lessons: []\n",
        files={"data/feedback_two_readers.yml": "rule: feedback_two_readers\nreaders: 2\n"},
    ),
    project(
        "seventh: post-mortem of a search engine that changed nothing",
        "MNT-06",
        "postmortems/2026-07-19.md",
        """# Post-mortem INC-88: search answered with last year's prices

Status: **closed** 2026-08-02. Led by Farah Haddad. Last drill: 2026-05-12 (tabletop, record in `drills/2026-05-12.md`).

## What happened
The feature store served a snapshot of July 2025 for 5 h. Nobody noticed until customers called.

## Why
Age of the snapshot was never compared with the clock.

## Lessons
We should be more careful with the feature store in future.

## Follow-up
None.
""",
        "We should be more careful with the feature store in future.",
        "The age of a snapshot is a property to be checked, not to be remembered.",
        "## Follow-up\nNone.\n",
        """## Follow-up
| Action | Became | Owner | Done |
|---|---|---|---|
| refuse snapshots older than 26 h | check `feature-age`, `checks/feature_age.yaml` | Farah Haddad | 2026-07-28 |
| alarm on unchanged prices | rule `PriceFrozen`, `checks/price_frozen.yaml` | Jonas Weil | 2026-07-30 |
""",
        files={
            "drills/2026-05-12.md": "# Drill 2026-05-12\nTabletop with search, SRE and support; no lesson open.\n",
            "checks/feature_age.yaml": "id: feature-age\nmax_hours: 26\n",
            "checks/price_frozen.yaml": "id: PriceFrozen\nmax_hours_unchanged: 6\n",
        },
    ),
)
