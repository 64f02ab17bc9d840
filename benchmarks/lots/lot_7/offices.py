"""Seventh lot: who answers for a model, under which law, against which threats (GOV-01 to GOV-04)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

CASES: tuple[Case, ...] = (
    project(
        "seventh: owner of a collections model who also reviews and approves it",
        "GOV-01",
        "governance/roles.yaml",
        """# roles of the model, renewed twice a year
model: collections-priority
renewed: 2026-10-05
roles:
  owner:
    name: Katrin Ebeling
    unit: Receivables
  security_reviewer:
    name: Katrin Ebeling
    unit: Receivables
  compliance_contact:
    name: Joaquim Reis
    unit: Legal
  approver:
    name: Katrin Ebeling
    unit: Receivables
authors: [Sven Holm, Mei Tanaka]
""",
        """  security_reviewer:
    name: Katrin Ebeling
    unit: Receivables
""",
        """  security_reviewer:
    name: Abdul Karimi
    unit: Information Security
""",
        """  approver:
    name: Katrin Ebeling
    unit: Receivables
""",
        """  approver:
    name: Birgit Moll
    unit: Risk Control
""",
    ),
    project(
        "seventh: page of responsibilities where security is to be announced",
        "GOV-01",
        "docs/responsables.md",
        """# Qui répond de quoi: estimation des délais d'instruction

Mise à jour: 2026-09-17

| Rôle | Personne | Service |
|---|---|---|
| Propriétaire du modèle | Nadia Ferhat | Direction de l'urbanisme |
| Revue de sécurité | à désigner | |
| Conformité (RGPD, RIA) | à désigner | |
| Approbation de mise en service | Luc Pelletier | Secrétariat général |
| Auteurs du notebook | Ivan Costa, Maude Roy | Laboratoire de données |
""",
        "| Revue de sécurité | à désigner | |",
        "| Revue de sécurité | Omar Benali | RSSI de la ville |",
        "| Conformité (RGPD, RIA) | à désigner | |",
        "| Conformité (RGPD, RIA) | Sophie Lam | Déléguée à la protection des données |",
    ),
    project(
        "seventh: approval signed with a key that belongs to none of the roles",
        "GOV-01",
        "mlops/policy.json",
        """{
  "model": "turnaround-time", "airline": "short haul",
  "roles": {
    "owner": {"name": "Pilar Soto", "key": "ed25519:5b3e90aa"},
    "security_reviewer": {"name": "Jan de Wit", "key": "ed25519:c07714fe"},
    "compliance": {"name": "Aoife Byrne", "key": "ed25519:18da66b2"},
    "approver": {"name": "Marek Zeman", "key": "ed25519:e4410c9d"}
  },
  "sign_offs": [
    {"role": "security_reviewer", "date": "2026-09-22", "key": "ed25519:c07714fe", "decision": "accepted"},
    {"role": "approver", "date": "2026-09-24", "key": "ed25519:7aa1f003", "decision": "accepted"}
  ]
}
""",
        '"date": "2026-09-24", "key": "ed25519:7aa1f003"',
        '"date": "2026-09-24", "key": "ed25519:e4410c9d"',
    ),
    project(
        "seventh: decision support of a clinic under no law in particular",
        "GOV-02",
        "compliance/profile.yaml",
        """system: delirium-risk
used_in: intensive care, 6 hospitals in Austria
personal_data: true
special_categories: [health]
decides: nurse sees the score and may change the care plan
declared: 2026-05-11
declared_by: A. Pichler
risk_tier: none
regulations: []
policies: []
standards: []
exclusions: []
""",
        "risk_tier: none\nregulations: []\npolicies: []\nstandards: []",
        """risk_tier: high
regulations: [GDPR, "EU AI Act, high risk, Annex I", MDR 2017/745]
policies: [KAV-IT-Sicherheit 3.1]
standards: [ISO/IEC 27001:2022, ISO/IEC 42001:2023]""",
    ),
    project(
        "seventh: credit scoring that excludes the AI act without a word of why",
        "GOV-02",
        "modelo/conformidad.toml",
        """# Declaración de conformidad, scoring de consumo
modelo = "scoring-consumo"
fecha = 2026-03-02
nivel_de_riesgo = "alto"
aplica = ["RGPD", "Ley 16/2011 de crédito al consumo", "ISO/IEC 27001:2022"]

[[excluye]]
norma = "Reglamento (UE) 2024/1689"
justificacion = ""
aprobado_por = ""

[revision]
proxima = 2027-03-02
responsable = "Elena Vidal, cumplimiento"
""",
        'aplica = ["RGPD", "Ley',
        'aplica = ["RGPD", "Reglamento (UE) 2024/1689, anexo III.5", "Ley',
        """[[excluye]]
norma = "Reglamento (UE) 2024/1689"
justificacion = ""
aprobado_por = ""
""",
        """[[excluye]]
norma = "Directiva (UE) 2015/2366"
justificacion = "El modelo no inicia pagos ni lee cuentas de pago; solo puntúa solicitudes de crédito."
aprobado_por = "Raúl Ibáñez, asesoría jurídica"
""",
    ),
    project(
        "seventh: threat model of a voice lock signed a month after the training",
        "GOV-03",
        "security/threat_model.json",
        """{
  "system": "voice-unlock", "purpose": "open the lockers of staff by a spoken phrase",
  "out_of_scope": ["payments", "doors to the street"], "risk_tier": "high",
  "first_training_run": "2026-04-14T08:02:00Z",
  "signed": {"by": "R. Iyer", "role": "security", "date": "2026-05-19"},
  "threats": [
    {"id": "AML.T0015", "what": "replayed or cloned voice", "treatment": "mitigate", "how": "liveness phrase"},
    {"id": "AML.T0020", "what": "poisoned enrolment", "treatment": "mitigate", "how": "two witnesses"},
    {"id": "AML.T0024.001", "what": "voice rebuilt", "treatment": "accept", "how": "embeddings stay local"}
  ]
}
""",
        '"date": "2026-05-19"',
        '"date": "2026-03-30"',
    ),
    project(
        "seventh: threats of a newsroom assistant listed and left alone",
        "GOV-03",
        "docs/threats.yaml",
        """system: newsroom-summaries
purpose: first draft of agency summaries, an editor publishes
out_of_scope: [quotes, election results]
risk_tier: limited
signed: {by: Ana Prates, role: approver, on: 2026-02-10}
first_training: 2026-02-16
threats:
  - id: LLM01:2025
    what: instructions hidden in agency copy
    treatment:
    owner:
  - id: LLM02:2025
    what: embargoed names appear in a summary
    treatment:
    owner:
  - id: AML.T0010
    what: base model replaced at the source
    treatment: mitigate, pinned revision and digest
    owner: Platform, T. Olsen
""",
        """    what: instructions hidden in agency copy
    treatment:
    owner:
""",
        """    what: instructions hidden in agency copy
    treatment: mitigate, copy is quoted as data and outputs are checked for links
    owner: NLP, D. Arslan
""",
        """    what: embargoed names appear in a summary
    treatment:
    owner:
""",
        """    what: embargoed names appear in a summary
    treatment: avoid, embargoed feeds are not connected
    owner: Desk, M. Prior
""",
    ),
    project(
        "seventh: project outline of a thesis without tier, limits or threats",
        "GOV-03",
        "EXPOSÉ.md",
        """# Masterarbeit: Vorhersage von Studienabbrüchen

Betreuung: Prof. Dr. Ritter, Zweitprüfung: Dr. Lange. Erstes Training: 2026-06-15.

## Zweck
Die Studienberatung soll früher auf Studierende zugehen.

## Nicht vorgesehen
???

## Risikostufe
offen

## Bedrohungen
Machen wir am Ende, falls Zeit bleibt.

## Zeitplan
Daten bis Mai, Modelle bis Juli, Schreiben bis September.
""",
        "## Nicht vorgesehen\n???\n",
        "## Nicht vorgesehen\nZulassung, Prüfungsentscheidungen, Stipendien; keine Weitergabe an Lehrende.\n",
        "## Risikostufe\noffen\n",
        "## Risikostufe\nhoch (Bildung, Anhang III KI-VO), festgelegt am 2026-05-04 mit dem Datenschutz\n",
        "## Bedrohungen\nMachen wir am Ende, falls Zeit bleibt.\n",
        """## Bedrohungen
| Bedrohung | Behandlung | Wer |
|---|---|---|
| Mitgliedschaft aus Antworten erkennbar (AML.T0024.000) | mindern: nur Stufen ausgeben, Angriff messen | Verfasser |
| Vergiftete Selbstauskünfte (AML.T0020) | mindern: nur Verwaltungsdaten | Verfasser |
| Zweckentfremdung durch Prüfungsämter | vermeiden: kein Zugang, Vertrag | Prof. Ritter |

Unterschrieben am 2026-05-11: Prof. Dr. Ritter
""",
    ),
    project(
        "seventh: training register of a fund where one author is missing and one is old",
        "GOV-04",
        "governance/training.csv",
        """person,role,topic,date,link,valid_days
Giulia Conti,owner,EU AI Act Art. 4 literacy,2026-03-10,lms/4471,365
Peter Axelsson,security reviewer,Attacks on ML systems (ATLAS),2026-06-24,lms/4610,365
Wen Liu,author,Secure ML coding,2021-02-03,lms/1187,365
Sara Mendes,author,,,,
Dirk Hoffmann,approver,Model risk for approvers,2026-01-19,lms/4302,365
""",
        "Wen Liu,author,Secure ML coding,2021-02-03,lms/1187,365\nSara Mendes,author,,,,\n",
        "Wen Liu,author,Secure ML coding,2026-05-06,lms/4533,365\n"
        "Sara Mendes,author,Secure ML coding,2026-05-06,lms/4534,365\n",
    ),
    project(
        "seventh: team page of a start-up that plans its training for some day",
        "GOV-04",
        "TEAM.md",
        """# Quem mexe no modelo de previsão de preço do milho

| Pessoa | Papel | Treinamento em segurança de ML | Data | Registro |
|---|---|---|---|---|
| Camila Nunes | dona do modelo | planejado | - | - |
| Otávio Reis | autor | planejado | - | - |
| Bruna Sá | revisora de segurança | Ataques e defesas em ML, 16 h | 2026-08-21 | certificado 0192 |

Validade: 12 meses.
""",
        "| Camila Nunes | dona do modelo | planejado | - | - |",
        "| Camila Nunes | dona do modelo | Riscos de IA para gestores, 8 h | 2026-07-02 | certificado 0177 |",
        "| Otávio Reis | autor | planejado | - | - |",
        "| Otávio Reis | autor | Ataques e defesas em ML, 16 h | 2026-08-21 | certificado 0193 |",
    ),
)
