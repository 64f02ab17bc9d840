"""Upkeep and retirement of a model, as strangers write it down."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

CASES: tuple[Case, ...] = (
    project(
        "sixth: python that has had no support for years",
        "MNT-01",
        "Dockerfile",
        f"""FROM python:3.7-slim@sha256:{DIGEST}
COPY requirements.lock serve.py /srv/
RUN pip install --no-cache-dir --require-hashes -r /srv/requirements.lock
USER 1000
HEALTHCHECK CMD true
CMD ["python", "/srv/serve.py"]
""",
        "python:3.7-slim",
        "python:3.13-slim",
    ),
    project(
        "sixth: all updates are ignored",
        "MNT-01",
        ".github/dependabot.yml",
        """version: 2
updates:
  - package-ecosystem: pip
    directory: /
    schedule: {interval: weekly}
    open-pull-requests-limit: 0
    ignore:
      - dependency-name: "*"
""",
        """    open-pull-requests-limit: 0
    ignore:
      - dependency-name: "*"
""",
        """    open-pull-requests-limit: 10
""",
    ),
    project(
        "sixth: retraining is four years late",
        "MNT-01",
        "maintenance.yaml",
        """model: energy-demand
cadence_days: 90
last_retrained: 2022-03-01
last_data_refresh: 2022-02-20
last_dependency_update: 2022-03-01
next_due: 2022-06-01
owner: grid-analytics@utility.example
""",
        """last_retrained: 2022-03-01
last_data_refresh: 2022-02-20
last_dependency_update: 2022-03-01
next_due: 2022-06-01
""",
        """last_retrained: 2026-10-05
last_data_refresh: 2026-10-01
last_dependency_update: 2026-11-10
next_due: 2027-01-03
""",
    ),
    project(
        "sixth: change was neither tested nor approved",
        "MNT-02",
        "changes/2026-11-02-new-loss.md",
        """# Change: focal loss instead of cross-entropy

- Author: J. Moreau
- Date: 2026-11-02
- What changed: loss, learning rate, two new features
- Tested: no
- Metrics before / after: not measured
- Approved by: nobody yet (already in production)
""",
        """- Tested: no
- Metrics before / after: not measured
- Approved by: nobody yet (already in production)
""",
        """- Tested: yes, CI run 4182 and shadow run of 2026-11-04
- Metrics before / after: F1 0.71 [0.69, 0.73] / 0.74 [0.72, 0.76]
- Approved by: S. Lambert, 2026-11-06 (not the author)
""",
    ),
    project(
        "sixth: the author approves the change",
        "MNT-02",
        "CHANGES.yaml",
        """- version: 3.4.0
  date: 2026-10-12
  author: k.nakamura
  summary: 新しい特徴量を追加
  tests: {status: passed, run: 991}
  approved_by: k.nakamura
  regression_found: true
  released: true
""",
        """  approved_by: k.nakamura
  regression_found: true
""",
        """  approved_by: y.tanaka
  regression_found: false
""",
    ),
    project(
        "sixth: incident plan without people and steps",
        "MNT-03",
        "docs/incident-response.md",
        """# AI incident response plan

Version 0.1, last reviewed 2023-02-01

## Contacts

TBD

## Identify

## Contain

## Eradicate

## Recover

## Notify
""",
        "Version 0.1, last reviewed 2023-02-01",
        "Version 1.3, last reviewed 2026-09-15",
        "TBD",
        "On call: ml-oncall@clinic.example, +00 5550 100; security: csirt@clinic.example; data protection: dpo@clinic.example",
        "## Identify\n\n",
        "## Identify\n\nAlarm FeatureDrift or a report of a ward; on call opens a ticket within 30 minutes.\n\n",
        "## Contain\n\n",
        "## Contain\n\nSet the flag model_enabled=false; wards use the paper score.\n\n",
        "## Eradicate\n\n",
        "## Eradicate\n\nFind the cause in data, code or model; remove poisoned rows; rotate keys.\n\n",
        "## Recover\n\n",
        "## Recover\n\nRoll back to sepsis-2.2 (signed bundle) and verify on the reference rows.\n\n",
        "## Notify\n",
        "## Notify\n\nAuthority within 15 days (Art. 73), patients by the head physician.\n",
    ),
    project(
        "sixth: Notfallplan besteht aus einem Satz",
        "MNT-03",
        "NOTFALLPLAN.md",
        """# Notfallplan KI-Dienst

Wenn etwas passiert, rufen wir jemanden an.
""",
        "Wenn etwas passiert, rufen wir jemanden an.\n",
        """Stand 2026-08-20, naechste Pruefung 2027-02-20

## Ansprechpartner

Bereitschaft: ki-bereitschaft@werk.example, Sicherheit: csirt@werk.example, Datenschutz: dsb@werk.example

## Erkennen

Alarm der Drift-Ueberwachung oder Meldung aus der Fertigung, Ticket binnen 30 Minuten.

## Eindaemmen

Schalter `modell_an: false`, Fertigung prueft von Hand.

## Beseitigen

Ursache in Daten, Code oder Modell suchen, Zugaenge sperren, Schluessel tauschen.

## Wiederherstellen

Zurueck auf Modell naht-4.1 (signiert), Vergleich mit den Referenzteilen.

## Melden

Aufsicht binnen 15 Tagen, Kunden durch den Vertrieb.
""",
    ),
    project(
        "sixth: plan de respuesta con contactos vacios",
        "MNT-03",
        "plan_incidentes.yaml",
        """plan: respuesta a incidentes de IA
modelo: fraude-7
revisado: 2021-05-10
contactos: []
pasos:
  identificar: ""
  contener: ""
  erradicar: ""
  recuperar: ""
  notificar: ""
version_de_retorno: ""
""",
        """revisado: 2021-05-10
contactos: []
""",
        """revisado: 2026-10-01
contactos: [guardia-ia@banco.example, csirt@banco.example, dpd@banco.example]
""",
        """  identificar: ""
  contener: ""
  erradicar: ""
  recuperar: ""
  notificar: ""
version_de_retorno: ""
""",
        """  identificar: alarma de deriva o aviso de oficina; se abre un caso en 30 minutos
  contener: desactivar el modelo y pasar a reglas fijas
  erradicar: buscar la causa, retirar filas envenenadas, cambiar claves
  recuperar: volver a fraude-6 firmado y comparar con la muestra de referencia
  notificar: supervisor en 72 horas, clientes afectados por la oficina
version_de_retorno: fraude-6
""",
    ),
    project(
        "sixth: the trail of cloud actions is not validated",
        "MNT-04",
        "infra/audit.tf",
        """resource "aws_cloudtrail" "ml" {
  name                          = "ml-audit"
  s3_bucket_name                = aws_s3_bucket.audit.id
  enable_logging                = false
  enable_log_file_validation    = false
  is_multi_region_trail         = true
  include_global_service_events = true
}
""",
        """  enable_logging                = false
  enable_log_file_validation    = false
""",
        """  enable_logging                = true
  enable_log_file_validation    = true
""",
    ),
    project(
        "sixth: predictions leave no record",
        "MNT-04",
        "config/logging.yaml",
        """version: 1
audit:
  enabled: false
  sink: null
  hash_chain: false
  fields: []
  retention_days: 0
loggers:
  uvicorn: {level: INFO}
""",
        """  enabled: false
  sink: null
  hash_chain: false
  fields: []
  retention_days: 0
""",
        """  enabled: true
  sink: append-only://audit/decisions
  hash_chain: true
  fields: [time, caller, model_version, request_hash, decision]
  retention_days: 3650
""",
    ),
    project(
        "sixth: nightly job deletes the audit log",
        "MNT-04",
        "ops/cleanup.sh",
        """#!/usr/bin/env bash
# 每晚清理
set -euo pipefail
find /var/cache/model -type f -mtime +7 -delete
rm -rf /var/log/model/audit.jsonl /var/log/model/decisions-*.jsonl
systemctl reload model-api
""",
        "rm -rf /var/log/model/audit.jsonl /var/log/model/decisions-*.jsonl\n",
        "logrotate --state /var/lib/logrotate/model /etc/logrotate.d/model-audit  # keeps ten years, archive is append-only\n",
    ),
    project(
        "sixth: cluster keeps no earlier version",
        "MNT-05",
        "k8s/ranker.yaml",
        f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: ranker}}
spec:
  replicas: 3
  revisionHistoryLimit: 0
  strategy: {{type: RollingUpdate}}
  selector: {{matchLabels: {{app: ranker}}}}
  template:
    metadata: {{labels: {{app: ranker}}}}
    spec:
      containers:
        - name: ranker
          image: registry.example.org/ranker@sha256:{DIGEST}
""",
        "revisionHistoryLimit: 0",
        "revisionHistoryLimit: 10",
    ),
    project(
        "sixth: the bucket of models has no versions",
        "MNT-05",
        "infra/models.tf",
        """resource "aws_s3_bucket" "models" {
  bucket        = "acme-models"
  force_destroy = false
}

resource "aws_s3_bucket_versioning" "models" {
  bucket = aws_s3_bucket.models.id
  versioning_configuration {
    status = "Suspended"
  }
}
""",
        '"Suspended"',
        '"Enabled"',
    ),
    project(
        "sixth: rollback was never tried",
        "MNT-05",
        "docs/rollback.md",
        """# Rollback and recovery

- Rollback target: unknown
- Last restore test: never
- Recovery time objective: not defined
- Recovery point objective: not defined
- Kill switch owner: -
""",
        """- Rollback target: unknown
- Last restore test: never
- Recovery time objective: not defined
- Recovery point objective: not defined
- Kill switch owner: -
""",
        """- Rollback target: lesion-net 3.1, signed bundle of 2026-06-11
- Last restore test: 2026-10-20, 14 minutes, answers on 500 reference pictures identical
- Recovery time objective: 30 minutes
- Recovery point objective: 24 hours
- Kill switch owner: radiology on call
""",
    ),
    project(
        "sixth: last drill was in 2021 and taught nothing",
        "MNT-06",
        "docs/drills.md",
        """# Drills

| date | scenario | participants | lessons | follow-up |
|---|---|---|---|---|
| 2021-03-04 | poisoned feed | 2 | many | none |
""",
        "| 2021-03-04 | poisoned feed | 2 | many | none |",
        "| 2026-09-17 | poisoned feed | 7 | feed had no hash check | COL-05 rule added, ticket ML-412 closed 2026-10-02 |",
    ),
    project(
        "sixth: uebungen wurden nicht gehalten",
        "MNT-06",
        "uebungen.yaml",
        """letzte_uebung: null
geplant: null
szenarien: []
vorfaelle:
  - id: V-2026-03
    geschlossen: 2026-04-11
    lehre: null
    neue_pruefung: null
""",
        """letzte_uebung: null
geplant: null
szenarien: []
""",
        """letzte_uebung: 2026-10-08
geplant: 2027-04-08
szenarien: [vergiftete Daten, Modelldiebstahl]
""",
        """    lehre: null
    neue_pruefung: null
""",
        """    lehre: Lieferdatei wurde nicht geprueft
    neue_pruefung: COL-05
""",
    ),
)
