"""A fourth lot: plans, cards, records and contacts, in several languages and layouts. Labelled before anything was run."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import DIGEST, project

_PLAN = """# AI incident response plan
Last reviewed: 2026-10-02

On call: Dana Whitfield, dana.whitfield@acme-bank.com, +1 555 0142. Deputy: Raj Patel, raj.patel@acme-bank.com.

## Identify
Alarms of the drift monitor and complaints to support are triaged within one hour.
## Contain
The endpoint is switched to the rule-based scorer by the kill switch.
## Eradicate
Poisoned rows are removed, the model is trained again from the last pinned data.
## Recover
The previous version is restored from the signed bundle and checked on the fixed sample.
## Notify
The regulator and the data protection officer are told within 72 hours, customers within five days.
"""
_NOTFALL = """# Notfallplan für das Modell „Storno“
Stand: 12.09.2026

Bereitschaft: Jana Krüger, Tel. 0341 555 0199. Vertretung: Tim Ostermann, tim.ostermann@stadtwerke-l.de.

## Erkennen
Der Driftalarm und Meldungen der Kundenbetreuung werden innerhalb einer Stunde bewertet.
## Eindämmen
Der Dienst wird auf das Regelwerk umgeschaltet.
## Beseitigen
Vergiftete Zeilen werden entfernt, das Modell wird neu trainiert.
## Wiederherstellen
Die vorige Version wird aus dem signierten Paket zurückgespielt.
## Melden
Aufsicht und Datenschutzbeauftragte werden binnen 72 Stunden unterrichtet.
"""
_YAML_PLAN = """scope: fraud scoring
updated: 2026-08-20
on_call:
  name: Lucie Marchand
  phone: +33 1 55 50 01 23
steps:
  identify: alert of the monitor, triage within 30 minutes
  contain: traffic is sent to the previous model
  eradicate: remove the poisoned source and train again
  recover: restore the previous version from the bundle and replay the sample
  notify: CNIL within 72 hours, customers within a week
"""
_CARD = """---
license: apache-2.0
---
# Churn model 1.4
## Intended use
Ranks customers of the retail branch for a call by a person. Not for prices or refusals.
## Training data
120 000 contracts of 2021 to 2024, without names; see data/README.md.
## Evaluation
AUC 0.81 [0.80, 0.83] on 20 000 contracts of 2025.
## Limitations
Not measured for contracts younger than three months; answers are poor for business customers.
## Ethical considerations
Age and sex are not used; the gap between women and men is 0.02.
## Contact
ml-owners@acme-bank.com
"""
_FICHE = """# Fiche du modèle « Loyers »
## Usage prévu
Estime un loyer pour les conseillers. Ne décide de rien.
## Données d'entraînement
40 000 annonces de 2023, licence ouverte.
## Évaluation
MAE 61 € [58, 64] sur 5 000 annonces de 2024.
## Limites
Inconnu hors d'Île-de-France.
## Considérations éthiques
Aucune donnée personnelle.
## Contact
modeles@habitat-exemple.fr
"""
_MONITORING = """# monitoring of the scorer
owner: Mika Lehtonen
alert_channel: "#ml-alerts"
response_time: 4h
baseline: the batch of September 2026
metrics:
- name: psi
  threshold: 0.2
- name: auc
  threshold: 0.78
schedule: daily
"""
_RETIRED = """# Retirement of scorer 0.9
Retired on: 2026-09-30
Reason: replaced because its calibration no longer met the limit
Successor: scorer 1.0
Owner: Dana Whitfield
Data: loans-2019, deleted on 2026-10-01, digest in the signed trail
Last metrics: AUC 0.74 [0.72, 0.76]
Consumers: branch desk, told on 2026-09-01
Retention: this record and the signed bundle are kept until 2036-09-30
"""
_SECURITY = "# Security policy\nReport a weakness to security@acme-bank.com (PGP key on our site). You get an answer within three working days.\n"
_TXT = "Contact: mailto:security@acme-bank.com\nExpires: 2027-06-30T00:00:00Z\nPreferred-Languages: en, es\n"


def _broken(name: str, item: str, path: str, good: str, old: str, new: str) -> Case:
    """Return a pair of documents: ``old`` in a good one becomes ``new`` in the bad one."""
    if good.count(old) != 1:
        raise ValueError(name)
    return Case(name, item, bad_files={path: good.replace(old, new)}, good_files={path: good})


INCIDENTS: list[Case] = [
    _broken("english plan: nobody is told", "MNT-03", "docs/incident_response.md", _PLAN, "## Notify\nThe regulator and the data protection officer are told within 72 hours, customers within five days.\n", ""),
    _broken("english plan: nobody is on call", "MNT-03", "INCIDENT_RESPONSE.md", _PLAN, "On call: Dana Whitfield, dana.whitfield@acme-bank.com, +1 555 0142. Deputy: Raj Patel, raj.patel@acme-bank.com.\n", "On call: TBD\n"),
    _broken("english plan: last looked at years ago", "MNT-03", "docs/incident-plan.md", _PLAN, "2026-10-02", "2022-02-11"),
    _broken("german plan: no step back", "MNT-03", "docs/notfallplan.md", _NOTFALL, "## Wiederherstellen\nDie vorige Version wird aus dem signierten Paket zurückgespielt.\n", ""),
    _broken("plan in yaml: containment is empty", "MNT-03", "ops/incident_response.yaml", _YAML_PLAN, "traffic is sent to the previous model", "TODO"),
    _broken("plan in yaml: nobody on call", "MNT-03", "ops/incident-plan.yml", _YAML_PLAN, "  name: Lucie Marchand\n  phone: +33 1 55 50 01 23\n", "  name: ''\n  phone: ''\n"),
]  # fmt: skip

CARDS: list[Case] = [
    _broken("card: limitations still to be written", "EVA-10", "MODEL_CARD.md", _CARD, "Not measured for contracts younger than three months; answers are poor for business customers.", "[More Information Needed]"),
    _broken("card: nobody says what it is for", "EVA-10", "docs/model_card.md", _CARD, "## Intended use\nRanks customers of the retail branch for a call by a person. Not for prices or refusals.\n", ""),
    _broken("card: the evaluation says soon", "EVA-10", "model-card.md", _CARD, "AUC 0.81 [0.80, 0.83] on 20 000 contracts of 2025.", "Coming soon."),
    _broken("french card: limits are to be completed", "EVA-10", "MODEL_CARD.fr.md", _FICHE, "Inconnu hors d'Île-de-France.", "À compléter."),
    project("card as json: limitations are empty", "EVA-10", "model_card.json", '{"model_details": {"name": "churn", "version": "1.4", "owners": ["ml-owners@acme-bank.com"]}, "intended_use": "Ranks customers for a call by a person", "training_data": "120 000 contracts of 2021 to 2024", "evaluation": "AUC 0.81 [0.80, 0.83]", "limitations": "", "ethical_considerations": "Age and sex are not used"}', '"limitations": ""', '"limitations": "Poor for business customers"'),
    project("card in yaml: the template's words", "EVA-10", "model_card.yaml", "name: churn\nversion: '1.4'\nintended_use: Ranks customers for a call by a person\ntraining_data: 120 000 contracts of 2021 to 2024\nevaluation: AUC 0.81 [0.80, 0.83]\nlimitations: <describe the limitations here>\nethical_considerations: Age and sex are not used\ncontact: ml-owners@acme-bank.com\n", "<describe the limitations here>", "Poor for business customers"),
]  # fmt: skip

WATCHED: list[Case] = [
    _broken("monitoring: nobody owns the alarm", "DEP-07", "monitoring.yaml", _MONITORING, "owner: Mika Lehtonen\n", "owner: ''\n"),
    _broken("monitoring: no thresholds", "DEP-07", "ops/monitoring.yml", _MONITORING, "- name: psi\n  threshold: 0.2\n- name: auc\n  threshold: 0.78\n", "- name: psi\n- name: auc\n"),
    _broken("monitoring: the alarm goes nowhere", "DEP-07", "monitoring/plan.yaml", _MONITORING, 'alert_channel: "#ml-alerts"\n', ""),
    _broken("retirement: no reason, no successor", "RET-02", "RETIREMENT.md", _RETIRED, "Reason: replaced because its calibration no longer met the limit\nSuccessor: scorer 1.0\n", ""),
    _broken("retirement: kept for how long?", "RET-02", "docs/retirement.md", _RETIRED, "Retention: this record and the signed bundle are kept until 2036-09-30\n", "Retention: tbd\n"),
    project("a deletion without a digest", "RET-01", "deletions.json", '[{"path": "data/loans-2019.csv", "deleted_on": "2026-10-01", "by": "Dana Whitfield", "medium": "ssd"}]', '"medium": "ssd"', f'"medium": "ssd", "sha256": "{DIGEST}"'),
    project("a compose file still serves the retired model", "RET-03", "compose.yaml", "services:\n  old:\n    image: registry.acme.com/scorer:0.9\n", "services:\n  old:\n    image: registry.acme.com/scorer:0.9\n", "services:\n  new:\n    image: registry.acme.com/scorer:1.0\n", files={"RETIREMENT.md": _RETIRED}),
    _broken("recovery: the rollback was never tried", "MNT-05", "docs/rollback.md", "# Rollback of the scorer\nTarget: the previous signed bundle\nRTO: 1 hour. RPO: 24 hours.\nLast tested: 2026-09-14 by Raj Patel, restored in 22 minutes, the answers on the fixed sample were the same.\nKill switch: Dana Whitfield\n", "Last tested: 2026-09-14 by Raj Patel, restored in 22 minutes, the answers on the fixed sample were the same.", "Last tested: never"),
    _broken("drills: the last one is three years old", "MNT-06", "docs/drills.md", "# Drills\n| date | scenario | who | lessons |\n|---|---|---|---|\n| 2026-05-12 | poisoned feed | Whitfield, Patel | limit on new sources, item COL-05 |\n", "2026-05-12", "2023-05-12"),
]  # fmt: skip

CONTACTS: list[Case] = [
    _broken("SECURITY.md of a template", "GOV-06", "SECURITY.md", _SECURITY, "Report a weakness to security@acme-bank.com (PGP key on our site). You get an answer within three working days.", "Use this section to tell people how to report a vulnerability."),
    _broken("security.txt has run out", "GOV-06", ".well-known/security.txt", _TXT, "2027-06-30", "2024-06-30"),
    _broken("spanish policy without an address", "GOV-06", ".github/SECURITY.md", "# Política de seguridad\nAvise de un fallo en seguridad@banco-ejemplo.es; respondemos en tres días.\n", "Avise de un fallo en seguridad@banco-ejemplo.es; respondemos en tres días.", "Pendiente de redactar."),
]  # fmt: skip

CASES: tuple[Case, ...] = (*INCIDENTS, *CARDS, *WATCHED, *CONTACTS)
