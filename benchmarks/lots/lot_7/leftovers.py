"""Seventh lot: leftovers of retired models, and keys that still open (RET-03, RET-04)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: canary of a retired ranking still gets a tenth of the traffic",
        "RET-03",
        "deploy/search-rank.yaml",
        """apiVersion: machinelearning.seldon.io/v1
kind: SeldonDeployment
metadata: {name: search-rank, namespace: shop}
spec:
  name: search-rank
  predictors:
    - name: main
      replicas: 4
      traffic: 90
      graph:
        name: search-rank-v6
        implementation: TRITON_SERVER
        modelUri: s3://shop-models/search-rank/v6
    - name: old
      replicas: 1
      traffic: 10
      graph:
        name: search-rank-v4
        implementation: TRITON_SERVER
        modelUri: s3://shop-models/search-rank/v4
""",
        """      traffic: 90
""",
        """      traffic: 100
""",
        """    - name: old
      replicas: 1
      traffic: 10
      graph:
        name: search-rank-v4
        implementation: TRITON_SERVER
        modelUri: s3://shop-models/search-rank/v4
""",
        "",
        files={
            "registry.yaml": (
                "models:\n"
                "  - {name: search-rank-v4, state: retired, retired_on: 2025-12-01, last_review: 2026-09-14}\n"
                "  - {name: search-rank-v6, state: production}\n"
            ),
        },
    ),
    project(
        "seventh: review of retired models asked twice a year and held once",
        "RET-03",
        "governance/retired_reviews.json",
        """{
  "policy": {"interval_days": 180, "scan": ["models/", "notebooks/", "deploy/", "archive/"], "by": ["hash", "name"]},
  "retired": [
    {"name": "length-of-stay", "version": "2", "retired": "2024-11-30"},
    {"name": "no-show", "version": "1", "retired": "2024-12-15"}
  ],
  "reviews": [
    {"date": "2025-01-20", "leftovers": [], "advisories": [], "endpoints": [], "signed_by": "G. Petrova"}
  ]
}
""",
        """"endpoints": [], "signed_by": "G. Petrova"}
""",
        """"endpoints": [], "signed_by": "G. Petrova"},
    {"date": "2025-07-14", "leftovers": [], "advisories": [], "endpoints": [], "signed_by": "G. Petrova"},
    {"date": "2026-01-07", "leftovers": [], "advisories": [], "endpoints": [], "signed_by": "N. Bello"},
    {"date": "2026-06-29", "leftovers": [], "advisories": [], "endpoints": [], "signed_by": "N. Bello"},
    {"date": "2026-11-09", "leftovers": [], "advisories": [], "endpoints": [], "signed_by": "N. Bello"}
""",
    ),
    project(
        "seventh: leftover scan of a mail filter delivered with its schedule stopped",
        "RET-03",
        "orchestration/retired_scan.py",
        """import hashlib
import json
from pathlib import Path

import dagster as dg

ROOTS = [Path("models"), Path("deploy"), Path("notebooks"), Path("archive")]


@dg.op
def leftovers(context) -> list[str]:
    retired = json.loads(Path("registry/retired.json").read_text())
    digests = {each["sha256"] for each in retired}
    names = {each["name"] for each in retired}
    found = []
    for root in ROOTS:
        for path in filter(Path.is_file, root.rglob("*")):
            body = path.read_bytes()
            if hashlib.sha256(body).hexdigest() in digests or any(name.encode() in body for name in names):
                found.append(str(path))
    context.log.info("%s leftovers", len(found))
    return found


@dg.op
def report(found: list[str]):
    if found:
        raise dg.Failure(f"retired models left something behind: {found}")


@dg.job
def retired_scan():
    report(leftovers())


every_quarter = dg.ScheduleDefinition(
    job=retired_scan,
    cron_schedule="0 6 1 1,4,7,10 *",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
defs = dg.Definitions(jobs=[retired_scan], schedules=[every_quarter])
""",
        "dg.DefaultScheduleStatus.STOPPED",
        "dg.DefaultScheduleStatus.RUNNING",
        files={
            "registry/retired.json": f'[{{"name": "mail-filter-2", "retired": "2026-03-31", "sha256": "{DIGEST}"}}]\n',
            "governance/retired_review.md": "Letzte Durchsicht: 2026-10-01, nichts gefunden, gez. R. Hensel\n",
        },
    ),
    project(
        "seventh: checklist for a retired chat assistant, half of it unticked",
        "RET-04",
        "retrait/assistant_rh_v1.md",
        """# Retrait de l'assistant RH v1 (arrêt le 30 juin 2026)

- [x] Annonce aux utilisateurs, 45 jours avant
- [ ] Clés d'API des trois filiales révoquées
- [ ] Compte de service `svc-assistant-rh` désactivé
- [ ] Point d'accès `/assistant/v1` supprimé de la passerelle
- [x] Licence du modèle de base résiliée
- [ ] Clé de signature du modèle marquée révoquée
- [x] Propriété intellectuelle: les invites restent à la société

État du registre: **retiré**
Responsable: Hélène Garnier; clos le 10 juillet 2026
""",
        "- [ ] Clés d'API",
        "- [x] Clés d'API",
        "- [ ] Compte de service",
        "- [x] Compte de service",
        "- [ ] Point d'accès",
        "- [x] Point d'accès",
        "- [ ] Clé de signature",
        "- [x] Clé de signature",
    ),
    project(
        "seventh: keyring in which the key of a retired signer is as good as ever",
        "RET-04",
        "keys/keyring.json",
        f"""{{
  "keys": [
    {{
      "id": "release-forecast-2023", "algorithm": "ed25519", "fingerprint": "{DIGEST[:32]}",
      "used_for": ["forecast-v3"], "model_state": "retired", "retired": "2026-02-28",
      "status": "active", "revoked": null
    }},
    {{
      "id": "release-forecast-2026", "algorithm": "ed25519", "fingerprint": "{"9d" * 16}",
      "used_for": ["forecast-v4"], "model_state": "production",
      "status": "active", "revoked": null
    }}
  ],
  "notices": {{"forecast-v3": {{"users_told": "2026-01-15", "licence_ended": "2026-02-28", "ip": "stays with us"}}}}
}}
""",
        '"retired": "2026-02-28",\n      "status": "active", "revoked": null',
        '"retired": "2026-02-28",\n      "status": "revoked", "revoked": "2026-03-01"',
    ),
    project(
        "seventh: usage plan and partner keys of a model that left last spring",
        "RET-04",
        "terraform/legacy_tagger.tf",
        """locals {
  tagger = { state = "retired", retired_on = "2026-04-30", successor = "tagger-v3" }
}

resource "aws_api_gateway_api_key" "tagger_v2_partner" {
  for_each = toset(["publisher-a", "publisher-b", "archive"])
  name     = "tagger-v2-${each.key}"
  enabled  = true
  tags     = local.tagger
}

resource "aws_iam_access_key" "tagger_v2" {
  user   = aws_iam_user.tagger_v2.name
  status = "Active"
}

resource "aws_iam_user" "tagger_v2" {
  name = "svc-tagger-v2"
  tags = local.tagger
}
""",
        "  enabled  = true\n",
        "  enabled  = false\n",
        '  status = "Active"\n',
        '  status = "Inactive"\n',
    ),
)
