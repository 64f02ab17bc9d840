"""Eighth lot: what is left of a retired model, on disk, on record, on the network and in people's hands (RET)."""

from __future__ import annotations

from hashlib import sha256

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

_WEIGHTS = "onnx parcel size 1.0"
_PARCELS = "length,width,weight,size\n30,20,1.4,m\n60,40,6.2,l\n"
_DELETED = f"""retired: parcel-size 1.0
deleted_on: 2026-10-30
deleted_by: Wanjiru Kamau
verified_by: Tom Eriksen
legal_hold: none
files:
  - {{path: models/parcel_size_v1.onnx, sha256: {sha256(_WEIGHTS.encode()).hexdigest()}, medium: ssd}}
  - {{path: exports/parcel_train.csv, sha256: {sha256(_PARCELS.encode()).hexdigest()}, medium: ssd}}
backups: {{expire_on: 2026-11-14, confirmed: 2026-11-16}}
cannot_be_proven: overwriting of blocks on solid-state disks
"""
_RETIRED = """models:
  - name: bike-demand
    version: 2
    state: retired
    retired_on: 2026-02-27
    successor: bike-demand 3
    leftover_reviews:
      - {date: 2026-08-28, by: Y. Alvarez, found: 0}
    next_review: 2027-02-24
"""

CASES: tuple[Case, ...] = (
    Case(
        "eighth: files that the record calls deleted and that are still there",
        "RET-01",
        bad_files={
            "retirement/deletion_record.yaml": _DELETED,
            "models/parcel_size_v1.onnx": _WEIGHTS,
            "exports/parcel_train.csv": _PARCELS,
        },
        good_files={"retirement/deletion_record.yaml": _DELETED},
    ),
    project(
        "eighth: deletion certificate that certifies nothing",
        "RET-01",
        "retirement/certificate.json",
        """{
  "model": "visitor-flow 2", "retired": "2026-06-30",
  "items": [
    {"path": "s3://museum-ml/visitor/train.parquet", "sha256": null, "deleted": null, "method": null},
    {"path": "s3://museum-ml/visitor/checkpoints/", "sha256": null, "deleted": null, "method": null},
    {"path": "~/.cache/huggingface/hub/datasets--museum--visitor", "sha256": null, "deleted": "2026-07-03", "method": "rm"}
  ],
  "rechecked": false,
  "remote_copies": "unknown",
  "backups": "unknown",
  "confirmed_by": null
}
""",
        'visitor/train.parquet", "sha256": null, "deleted": null, "method": null',
        f'visitor/train.parquet", "sha256": "{"a1" * 32}", "deleted": "2026-07-03", "method": "all versions removed, key destroyed"',
        'visitor/checkpoints/", "sha256": null, "deleted": null, "method": null',
        f'visitor/checkpoints/", "sha256": "{"b2" * 32}", "deleted": "2026-07-03", "method": "all versions removed, key destroyed"',
        'datasets--museum--visitor", "sha256": null',
        f'datasets--museum--visitor", "sha256": "{"d4" * 32}"',
        '"rechecked": false',
        '"rechecked": "2026-07-04: paths gone, no file with these digests left"',
        '"remote_copies": "unknown"',
        '"remote_copies": "agency confirmed deletion on 2026-07-10"',
        '"backups": "unknown"',
        '"backups": "expired on 2026-08-02; overwriting on remote stores cannot be proven"',
        '"confirmed_by": null',
        '"confirmed_by": "Beatriz Teixeira, 2026-08-03"',
    ),
    project(
        "eighth: German farewell sheet of a crane model with nearly every line open",
        "RET-02",
        "stilllegung/kran_verschleiss.md",
        f"""# Stilllegung: `kran-verschleiss`

| Angabe | Inhalt |
|---|---|
| Versionen | 1.0 bis 2.6 |
| In Betrieb von / bis | 2021-04-01 / ? |
| Grund | |
| Nachfolger | |
| Letzte Güte | |
| Daten (SHA-256) | |
| Abnehmer | |
| Offene Ausnahmen | |
| Archiv | `archiv/kran-verschleiss-2.6.mlrun` (SHA-256 `{"6c" * 32}`) |
| Aufbewahrung | |
| Unterschrift | |
""",
        "| 2021-04-01 / ? |",
        "| 2021-04-01 / 2026-09-30 |",
        "| Grund | |",
        "| Grund | neue Sensoren, altes Modell kennt sie nicht |",
        "| Nachfolger | |",
        "| Nachfolger | `kran-zustand` 1.0, seit 2026-09-15 |",
        "| Letzte Güte | |",
        "| Letzte Güte | MAE 11,3 Tage (10,8-11,9), 2026-08-31 |",
        "| Daten (SHA-256) | |",
        f"| Daten (SHA-256) | `{'e3' * 32}`, gelöscht am 2026-10-02 |",
        "| Abnehmer | |",
        "| Abnehmer | Terminal Nord, Instandhaltung; benachrichtigt am 2026-08-20 |",
        "| Offene Ausnahmen | |",
        "| Offene Ausnahmen | keine |",
        "| Aufbewahrung | |",
        "| Aufbewahrung | zehn Jahre, bis 2036-09-30 |",
        "| Unterschrift | |",
        "| Unterschrift | K. Petersen, 2026-10-05 |",
    ),
    Case(
        "eighth: retired by word, with neither reason nor successor nor end of keeping",
        "RET-02",
        bad_files={
            "retirement/record.json": """{
  "model": "ad-click-ranker", "versions": ["1.0", "1.1", "2.0"], "retired_on": "2026-07-15",
  "reason": "", "successor": null, "retention_until": null, "last_metrics": {}, "data_sha256": [],
  "open_waivers": null, "consumers": [], "archive": null, "signed_by": ""
}
"""
        },
        good_files={
            "retirement/record.json": f"""{{
  "model": "ad-click-ranker", "versions": ["1.0", "1.1", "2.0"], "retired_on": "2026-07-15",
  "reason": "the ad business was sold", "successor": "none", "retention_until": "2031-07-15",
  "last_metrics": {{"auc": 0.742, "ci95": [0.738, 0.746], "date": "2026-07-01"}}, "data_sha256": ["{"ad" * 32}"],
  "open_waivers": [], "consumers": ["web shop (told on 2026-06-01)", "newsletter (told on 2026-06-01)"],
  "archive": {{"path": "s3://archive/ad-click-ranker-2.0.mlrun", "sha256": "{"cf" * 32}", "verified_without_data": "2026-07-16"}},
  "signed_by": "Olena Marchenko"
}}
"""
        },
    ),
    Case(
        "eighth: route and cron job of a model that retired in winter",
        "RET-03",
        bad_files={
            "registry.yaml": _RETIRED,
            "gateway/nginx.conf": """server {
  listen 443 ssl;
  location /bike-demand/v2/ { proxy_pass http://bike-demand-v2:8080/; }
  location /bike-demand/v3/ { proxy_pass http://bike-demand-v3:8080/; }
}
""",
            "k8s/bike-demand-v2.yaml": """apiVersion: batch/v1
kind: CronJob
metadata: {name: bike-demand-v2-nightly}
spec:
  schedule: "0 2 * * *"
  suspend: false
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: score, image: "registry.city.example/bike-demand:2"}]
""",
        },
        good_files={
            "registry.yaml": _RETIRED,
            "gateway/nginx.conf": """server {
  listen 443 ssl;
  location /bike-demand/v2/ { return 410; }
  location /bike-demand/v3/ { proxy_pass http://bike-demand-v3:8080/; }
}
""",
        },
    ),
    project(
        "eighth: leftovers of three models on no calendar",
        "RET-03",
        "retirement/leftover_reviews.csv",
        """model,retired_on,review_every_days,last_review,reviewer,artefacts_found,endpoints_found,open_advisories,next_review
tyre-wear 1,2023-05-31,180,,,,,,
tyre-wear 2,2024-11-04,180,2024-11-20,D. Moyo,7,1,not checked,2025-05-19
brake-noise 1,2025-02-10,180,,,,,,
""",
        "tyre-wear 1,2023-05-31,180,,,,,,",
        "tyre-wear 1,2023-05-31,180,2026-09-07,D. Moyo,0,0,0,2027-03-06",
        "tyre-wear 2,2024-11-04,180,2024-11-20,D. Moyo,7,1,not checked,2025-05-19",
        "tyre-wear 2,2024-11-04,180,2026-09-07,D. Moyo,0,0,0,2027-03-06",
        "brake-noise 1,2025-02-10,180,,,,,,",
        "brake-noise 1,2025-02-10,180,2026-09-07,D. Moyo,0,0,0,2027-03-06",
    ),
    project(
        "eighth: Dutch list of withdrawals in which the keys of a dead model still work",
        "RET-04",
        "uitfasering/intrekkingen.csv",
        """model,soort,naam,houder,status,datum,bevestigd_door
leegstand 1.8,api-sleutel,key-0417,gemeente Delft,actief,,
leegstand 1.8,api-sleutel,key-0502,woningcorporatie Oost,actief,,
leegstand 1.8,tekensleutel,sign-2023,team data,geldig,,
leegstand 1.8,endpoint,/v1/leegstand,gateway,aan,,
leegstand 1.8,licentie,kadasterdata,inkoop,loopt door,,
leegstand 1.8,bericht aan gebruikers,mail,alle afnemers,niet verstuurd,,
""",
        "gemeente Delft,actief,,",
        "gemeente Delft,ingetrokken,2026-10-01,A. de Boer",
        "woningcorporatie Oost,actief,,",
        "woningcorporatie Oost,ingetrokken,2026-10-01,A. de Boer",
        "team data,geldig,,",
        "team data,ingetrokken,2026-10-02,R. Willems",
        "gateway,aan,,",
        "gateway,uit,2026-10-01,A. de Boer",
        "inkoop,loopt door,,",
        "inkoop,opgezegd,2026-09-30,R. Willems",
        "alle afnemers,niet verstuurd,,",
        "alle afnemers,verstuurd,2026-08-31,A. de Boer",
    ),
    project(
        "eighth: registry entry of a retired model with live tokens and open rights",
        "RET-04",
        "registry/pollen_warning.yaml",
        """model: pollen-warning
state: production
retired_on: 2026-05-18
endpoints:
  - {url: https://api.meteo.example/pollen/v1, enabled: true}
tokens:
  - {id: tok-health-app, expires: never, revoked: false}
  - {id: tok-radio, expires: never, revoked: false}
service_accounts:
  - {name: svc-pollen, roles: [storage.admin], disabled: false}
signing_keys:
  - {id: ed25519-pollen, revoked: false}
users_notified: null
intellectual_property: {licence_of_counts: unresolved, owner_of_weights: unclear}
""",
        "state: production",
        "state: retired",
        "enabled: true",
        "enabled: false",
        "{id: tok-health-app, expires: never, revoked: false}",
        "{id: tok-health-app, revoked: true, revoked_on: 2026-05-19}",
        "{id: tok-radio, expires: never, revoked: false}",
        "{id: tok-radio, revoked: true, revoked_on: 2026-05-19}",
        "roles: [storage.admin], disabled: false",
        "roles: [], disabled: true",
        "{id: ed25519-pollen, revoked: false}",
        "{id: ed25519-pollen, revoked: true, revoked_on: 2026-05-20}",
        "users_notified: null",
        "users_notified: 2026-04-15",
        "{licence_of_counts: unresolved, owner_of_weights: unclear}",
        "{licence_of_counts: ended on 2026-05-31, owner_of_weights: weather service, archived}",
    ),
)
