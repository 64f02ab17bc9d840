"""Fifth lot: model cards, incident plans and ways to report, in five languages, that say too little."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project, spoilt

_TRAIN = """import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

df = pd.read_csv("d.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["age", "income"]], df["y"], random_state=0)
clf = LogisticRegression(max_iter=500).fit(X_train, y_train)
clf.score(X_test, y_test)"""
_TRIAGE = """import onnxruntime as ort

session = ort.InferenceSession("models/triage-v7.onnx")
len(session.get_inputs())"""
_MODELS = {"models/triage-v7.onnx": "onnx 7", "models/triage-v6.onnx": "onnx 6"}

_ENGLISH = """---
license: apache-2.0
library_name: sklearn
tags: [tabular-classification]
---
# Model card: repayment after a reminder

## Model details
Logistic regression on two figures, version 1.3 of 12 November 2026. Developed by the collections team; questions to
Priya Raman, collections-ml@northbank.example.

## Intended use
Ranks open invoices by the chance that a reminder is enough. Read by the collections desk, which decides by itself.

## Out-of-scope use
Not for granting credit, not for people under 18, not outside the United Kingdom.

## Training data
60 invoices of 2025 with age and income of the payer (d.csv), drawn from the ledger, one row per payer.

## Evaluation
Held-out quarter of the rows: accuracy 0.73 (95 % interval 0.48 to 0.93), compared with 0.60 for always "no".

## Limitations
Few rows; nothing is known about the self-employed. Answers beyond the ages of 18 to 90 are extrapolations.

## Ethical considerations
Age is a feature, and a protected attribute: rates by age band are reviewed each quarter by the fairness board.
"""
_GERMAN = """# Modellkarte: Rückzahlung nach Mahnung

## Zweck
Ordnet offene Rechnungen danach, ob eine Erinnerung genügt. Das Forderungsteam entscheidet selbst.

## Nicht vorgesehene Verwendung
Keine Kreditvergabe, keine Minderjährigen, nur Deutschland.

## Modell
Logistische Regression, Version 1.3 vom 12.11.2026, Lizenz Apache-2.0.

## Trainingsdaten
60 Rechnungen aus 2025 (d.csv) mit Alter und Einkommen, eine Zeile je Person, Quelle: eigenes Hauptbuch.

## Bewertung
Zurückgelegtes Viertel der Zeilen: Genauigkeit 0,73 (95-%-Intervall 0,48 bis 0,93), Vergleich: 0,60 ohne Modell.

## Grenzen
Wenige Zeilen, keine Selbständigen. Ausserhalb von 18 bis 90 Jahren wird extrapoliert.

## Ethische Fragen
Das Alter ist ein geschütztes Merkmal. Die Quoten je Altersgruppe prüft vierteljährlich der Beirat.

## Ansprechpartnerin
Dr. Miriam Falkenhagen, modelle@nordkasse.example
"""
_PLAN = """# Incident response plan for the triage model

Last reviewed: 2026-10-05. Model: triage-v7. On call: Ines Duarte (+351 210 555 014), deputy Marc Olsen (+45 32 55 01 44).

## Identify
An alarm of the drift monitor, a complaint of a nurse, or an advisory for a package in the lock opens an incident.

## Contain
Ines switches the service to the manual queue (runbook 4) within 15 minutes.

## Eradicate
The poisoned rows or the vulnerable package are removed; the model is trained again from the last signed data.

## Recover
Roll back to models/triage-v6.onnx, score the fixed sample, compare with the recorded answers, then open the service.

## Notify
The data protection officer (dpo@hospital.example) within 24 hours; the authority within 72 hours; users by banner.

## Lessons
A review within two weeks; each lesson becomes a check.
"""
_PLANO = """# Plano de resposta a incidentes

Data: 2026-09-18. Modelo: triage-v7. Responsável: Beatriz Nogueira (+351 220 555 031). Suplente: João Sarmento (+351 220 555 038).

## Identificar
Alarme de desvio, queixa de um utente ou aviso de vulnerabilidade.

## Conter
A responsável desliga o modelo em 15 minutos; a triagem passa a ser manual.

## Erradicar
Retiram-se as linhas envenenadas ou o pacote vulnerável e treina-se de novo a partir dos dados assinados.

## Recuperar
Repor models/triage-v6.onnx e comparar as respostas com a amostra fixa.

## Notificar
Encarregada da proteção de dados (epd@hospital.example) em 24 horas; a CNPD em 72 horas.
"""

CASES: tuple[Case, ...] = (
    project(
        "card: the hub's template, half of it as it came",
        "EVA-10",
        "README.md",
        *spoilt(
            _ENGLISH,
            "Ranks open invoices by the chance that a reminder is enough. Read by the collections desk, which decides by itself.",
            "[More Information Needed]",
            "Few rows; nothing is known about the self-employed. Answers beyond the ages of 18 to 90 are extrapolations.",
            "<!-- This section is meant to convey both technical and sociotechnical limitations. -->",
        ),
        notebook=_TRAIN,
    ),
    project(
        "card: headings with nothing below them",
        "EVA-10",
        "MODEL_CARD.md",
        *spoilt(
            _ENGLISH,
            'Held-out quarter of the rows: accuracy 0.73 (95 % interval 0.48 to 0.93), compared with 0.60 for always "no".\n\n'
            "## Limitations\nFew rows; nothing is known about the self-employed. Answers beyond the ages of 18 to 90 are "
            "extrapolations.\n",
            "\n## Limitations\n",
        ),
        notebook=_TRAIN,
    ),
    project(
        "Modellkarte: Grenzen folgen",
        "EVA-10",
        "docs/modellkarte.md",
        *spoilt(
            _GERMAN,
            "Wenige Zeilen, keine Selbständigen. Ausserhalb von 18 bis 90 Jahren wird extrapoliert.",
            "TODO: noch zu ergänzen",
            "Das Alter ist ein geschütztes Merkmal. Die Quoten je Altersgruppe prüft vierteljährlich der Beirat.",
            "folgt",
        ),
        notebook=_TRAIN,
    ),
    project(
        "card: results and limits were never written",
        "EVA-10",
        "model_card.md",
        "# Repayment model\n\nA great model that predicts repayment. pip install and go!\n",
        "# Repayment model\n\nA great model that predicts repayment. pip install and go!\n",
        _ENGLISH,
        notebook=_TRAIN,
    ),
    project(
        "ficha del modelo con cifras por poner",
        "EVA-10",
        "MODEL_CARD.md",
        """# Ficha del modelo: pago tras recordatorio

## Uso previsto
Ordena facturas abiertas; decide el equipo de cobros.

## Usos no previstos
No para conceder créditos ni fuera de España.

## Datos de entrenamiento
60 facturas de 2025 (d.csv), edad e ingresos, una fila por persona, del libro mayor propio.

## Evaluación
Exactitud XX % (intervalo XX - XX), medida en <conjunto de prueba>.

## Limitaciones
Pocas filas y ningún autónomo; fuera de 18 a 90 años se extrapola.

## Consideraciones éticas
La edad es un atributo protegido; el comité revisa las tasas cada trimestre.

## Contacto y licencia
Lucía Barrientos, modelos@cobros.example. Licencia Apache-2.0, versión 1.3 del 12-11-2026.
""",
        "Exactitud XX % (intervalo XX - XX), medida en <conjunto de prueba>.",
        "Exactitud 73 % (intervalo 48 - 93), medida en la cuarta parte apartada; 60 % sin modelo.",
        notebook=_TRAIN,
    ),
    project(
        "plan: nobody is on call",
        "MNT-03",
        "docs/incident-response.md",
        *spoilt(
            _PLAN,
            "On call: Ines Duarte (+351 210 555 014), deputy Marc Olsen (+45 32 55 01 44).",
            "On call: TBD.",
            "Ines switches the service",
            "Somebody (to be decided) switches the service",
            "The data protection officer (dpo@hospital.example) within 24 hours; the authority within 72 hours; users by banner.",
            "TBD",
        ),
        notebook=_TRIAGE,
        files=_MODELS,
    ),
    project(
        "plan: how it is contained and brought back is missing",
        "MNT-03",
        "INCIDENT_RESPONSE.md",
        *spoilt(
            _PLAN,
            """## Contain
Ines switches the service to the manual queue (runbook 4) within 15 minutes.

## Eradicate
The poisoned rows or the vulnerable package are removed; the model is trained again from the last signed data.

## Recover
Roll back to models/triage-v6.onnx, score the fixed sample, compare with the recorded answers, then open the service.

## Notify
""",
            "## Notify\n",
        ),
        notebook=_TRIAGE,
        files=_MODELS,
    ),
    project(
        "plan: goes back to a model that is no longer there",
        "MNT-03",
        "incident-plan.md",
        *spoilt(_PLAN, "Roll back to models/triage-v6.onnx", "Roll back to models/triage-v3.onnx"),
        notebook=_TRIAGE,
        files=_MODELS,
    ),
    project(
        "plano: o modelo de documento por preencher",
        "MNT-03",
        "docs/plano-de-incidentes.md",
        *spoilt(
            _PLANO,
            "Beatriz Nogueira (+351 220 555 031). Suplente: João Sarmento (+351 220 555 038).",
            "<nome> (<telefone>). Suplente: <nome>.",
            "Encarregada da proteção de dados (epd@hospital.example) em 24 horas; a CNPD em 72 horas.",
            "<a quem, em quanto tempo>",
        ),
        notebook=_TRIAGE,
        files=_MODELS,
    ),
    project(
        "plan: reviewed four years ago, for another model",
        "MNT-03",
        "docs/incident_plan.md",
        *spoilt(_PLAN, "2026-10-05. Model: triage-v7.", "2022-03-01. Model: triage-v2."),
        notebook=_TRIAGE,
        files=_MODELS,
    ),
    project(
        "SECURITY.md as the host suggests it",
        "GOV-06",
        "SECURITY.md",
        """# Security Policy

## Supported Versions
Version 2 of the model gets fixes.

## Reporting a Vulnerability
Use this section to tell people how to report a vulnerability. Tell them where to go, how often they can expect to get an
update on a reported vulnerability, what to expect if the vulnerability is accepted or declined, etc.
""",
        """Use this section to tell people how to report a vulnerability. Tell them where to go, how often they can expect to get an
update on a reported vulnerability, what to expect if the vulnerability is accepted or declined, etc.
""",
        """Write to security@tide-models.example (key 4F1C 77A0 on our site). You hear from us within two working days. We also
report to the vendors of our libraries, and meet the national CERT's ML circle each quarter.
""",
    ),
    project(
        "security.txt that ran out two years ago",
        "GOV-06",
        ".well-known/security.txt",
        """Contact: mailto:psirt@tide-models.example
Expires: 2024-06-30T00:00:00Z
Preferred-Languages: en, nl
Policy: https://tide-models.example/disclosure
""",
        "Expires: 2024-06-30T00:00:00Z",
        "Expires: 2027-06-30T00:00:00Z",
    ),
    project(
        "Meldestelle ohne Adresse",
        "GOV-06",
        ".github/SECURITY.md",
        """# Sicherheit

Wir nehmen Sicherheit ernst. Bitte melden Sie Schwachstellen umgehend und machen Sie sie nicht öffentlich.
""",
        "Bitte melden Sie Schwachstellen umgehend und machen Sie sie nicht öffentlich.",
        "Bitte melden Sie Schwachstellen an sicherheit@nordkasse.example; wir antworten in drei Werktagen.",
    ),
)
