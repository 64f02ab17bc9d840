"""What is left of a retired model, as strangers write it down."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

CASES: tuple[Case, ...] = (
    project(
        "sixth: retired model, data still everywhere",
        "RET-01",
        "retirement/deletion_record.yaml",
        """model: face-login-1
retired_on: 2026-05-31
artefacts:
  - {path: s3://acme-faces/train/, deleted: false}
  - {path: models/face-login-1.onnx, deleted: false}
  - {path: checkpoints/, deleted: false}
backups: {status: unknown}
legal_hold: none
proof: null
confirmed_by: null
""",
        """  - {path: s3://acme-faces/train/, deleted: false}
  - {path: models/face-login-1.onnx, deleted: false}
  - {path: checkpoints/, deleted: false}
backups: {status: unknown}
""",
        """  - {path: s3://acme-faces/train/, deleted: true, on: 2026-06-03}
  - {path: models/face-login-1.onnx, deleted: true, on: 2026-06-03}
  - {path: checkpoints/, deleted: true, on: 2026-06-03}
backups: {status: expired 2026-09-01}
""",
        """proof: null
confirmed_by: null
""",
        """proof: re-scan by sha256 of 2026-09-02, 0 files left
confirmed_by: l.peeters (data protection)
""",
    ),
    project(
        "sixth: effacement promis et pas fait",
        "RET-01",
        "retrait/effacement.md",
        """# Effacement : modele detection-absence (retire le 2026-03-31)

- Donnees d'entrainement : pas encore effacees
- Points de controle : pas encore effaces
- Copies chez le prestataire : inconnu
- Sauvegardes : inconnu
- Preuve : aucune
""",
        """- Donnees d'entrainement : pas encore effacees
- Points de controle : pas encore effaces
- Copies chez le prestataire : inconnu
- Sauvegardes : inconnu
- Preuve : aucune
""",
        """- Donnees d'entrainement : effacees le 2026-04-08
- Points de controle : effaces le 2026-04-08
- Copies chez le prestataire : effacees, attestation du 2026-04-15
- Sauvegardes : expirees le 2026-07-08
- Preuve : nouvelle recherche par empreinte SHA-256 du 2026-07-09, aucun fichier restant
""",
    ),
    project(
        "sixth: retirement record with nothing in it",
        "RET-02",
        "retirement/RECORD.md",
        """# Retirement record: route-planner 2

- Retired on: 2026-08-01
- Reason:
- Successor:
- Versions and dates:
- Data fingerprints:
- Last metrics:
- Consumers:
- Retention period of this record:
""",
        """- Reason:
- Successor:
- Versions and dates:
- Data fingerprints:
- Last metrics:
- Consumers:
- Retention period of this record:
""",
        f"""- Reason: worse than the commercial planner since the new depots
- Successor: route-planner 3
- Versions and dates: 2.0 (2023-02-01) to 2.7 (2026-01-15)
- Data fingerprints: sha256 {DIGEST}
- Last metrics: late share 6.1 % (95 % CI 5.8-6.4)
- Consumers: dispatch, customer app; told on 2026-07-01
- Retention period of this record: 10 years, until 2036-08-01
""",
    ),
    project(
        "sixth: buiten gebruik zonder reden en opvolger",
        "RET-02",
        "buitengebruikstelling.json",
        """{
  "model": "wachttijd-2",
  "buiten_gebruik": "2026-07-15",
  "reden": "",
  "opvolger": "",
  "versies": [],
  "laatste_metingen": {},
  "afnemers": [],
  "bewaartermijn": ""
}
""",
        """  "reden": "",
  "opvolger": "",
  "versies": [],
  "laatste_metingen": {},
  "afnemers": [],
  "bewaartermijn": ""
""",
        f"""  "reden": "nieuwe roostersoftware voorspelt de wachttijd zelf",
  "opvolger": "rooster-9",
  "versies": [{{"versie": "2.4", "van": "2024-01-08", "tot": "2026-07-15", "sha256": "{DIGEST}"}}],
  "laatste_metingen": {{"mae_minuten": 6.2, "bi95": [5.9, 6.5]}},
  "afnemers": ["poli-app", "balie"],
  "bewaartermijn": "10 jaar, tot 2036-07-15"
""",
    ),
    project(
        "sixth: review of retired models is years late",
        "RET-03",
        "retirement/reviews.yaml",
        """interval_days: 180
models:
  - name: spam-1
    retired_on: 2021-02-01
    last_review: 2021-08-01
    next_review: 2022-02-01
    leftovers: [endpoint https://api.example.org/spam-1 still answers]
    signed_by: null
""",
        """    last_review: 2021-08-01
    next_review: 2022-02-01
    leftovers: [endpoint https://api.example.org/spam-1 still answers]
    signed_by: null
""",
        """    last_review: 2026-09-10
    next_review: 2027-03-09
    leftovers: []
    signed_by: r.oliveira
""",
    ),
    project(
        "sixth: keys and endpoint of a dead model live on",
        "RET-04",
        "retirement/access.yaml",
        """model: chat-assist-1
retired_on: 2026-04-30
keys:
  - {id: k-2291, status: active}
  - {id: k-2292, status: active}
endpoint: {url: "https://api.example.org/chat-assist-1", status: up}
registry_state: production
users_notified: false
licences: {base_model: still paid}
ip_settled: false
""",
        """  - {id: k-2291, status: active}
  - {id: k-2292, status: active}
""",
        """  - {id: k-2291, status: revoked, on: 2026-05-02}
  - {id: k-2292, status: revoked, on: 2026-05-02}
""",
        "status: up}",
        "status: removed, on: 2026-05-02}",
        """registry_state: production
users_notified: false
licences: {base_model: still paid}
ip_settled: false
""",
        """registry_state: retired
users_notified: 2026-04-01
licences: {base_model: ended 2026-05-31}
ip_settled: true
""",
    ),
    project(
        "sixth: Zugaenge nach dem Abschalten nicht entzogen",
        "RET-04",
        "docs/abschaltung.md",
        """# Abschaltung Modell retouren-5 (2026-06-30)

- API-Schluessel widerrufen: nein
- Dienstkonten gesperrt: nein
- Endpunkt abgeschaltet: nein
- Lizenzen gekuendigt: nein
- Nutzer benachrichtigt: nein
""",
        """- API-Schluessel widerrufen: nein
- Dienstkonten gesperrt: nein
- Endpunkt abgeschaltet: nein
- Lizenzen gekuendigt: nein
- Nutzer benachrichtigt: nein
""",
        """- API-Schluessel widerrufen: ja, 2026-07-01 (4 Schluessel)
- Dienstkonten gesperrt: ja, 2026-07-01
- Endpunkt abgeschaltet: ja, 2026-07-01
- Lizenzen gekuendigt: ja, zum 2026-07-31
- Nutzer benachrichtigt: ja, 2026-06-01
""",
    ),
)
