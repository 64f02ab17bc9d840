"""Eighth lot: who answers, what binds, and what might go wrong (GOV-01 to GOV-03)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

CASES: tuple[Case, ...] = (
    project(
        "eighth: one person holds every role of a tenancy score",
        "GOV-01",
        "governance/raci.yaml",
        """# responsibilities for the tenancy default score, agreed in the kick-off
model: tenancy-default
version: 3
roles:
  owner:
    name: Marcus Okafor
    mail: m.okafor@havenlettings.example
  security_reviewer:
    name: Marcus Okafor
    mail: m.okafor@havenlettings.example
  compliance_contact:
    name: Marcus Okafor
    mail: m.okafor@havenlettings.example
confirmed: 2026-10-06
escalation: head-of-risk@havenlettings.example
""",
        """  security_reviewer:
    name: Marcus Okafor
    mail: m.okafor@havenlettings.example
""",
        """  security_reviewer:
    name: Ingrid Solheim
    mail: i.solheim@havenlettings.example
""",
        """  compliance_contact:
    name: Marcus Okafor
    mail: m.okafor@havenlettings.example
""",
        """  compliance_contact:
    name: Devika Raman
    mail: d.raman@havenlettings.example
""",
    ),
    Case(
        "eighth: author of a churn notebook reviews it himself",
        "GOV-01",
        bad_says={"roles": {"owner": "J. Moreau", "reviewer": "J. Moreau", "contact": "S. Benali"}},
        good_says={"roles": {"owner": "J. Moreau", "reviewer": "C. Lefort", "contact": "S. Benali"}},
    ),
    project(
        "eighth: policy of a CV screener without tier or law",
        "GOV-02",
        "policy/model_policy.yaml",
        """model: cv-shortlist
purpose: ranks applications for open positions before a recruiter reads them
countries: [DE, AT, NL]
personal_data: true
compliance:
  profile: none
  risk_tier: tbd
  laws: []
  standards: []
  exclusions: []
maintainer: people-analytics
""",
        """  profile: none
  risk_tier: tbd
  laws: []
  standards: []
  exclusions: []
""",
        """  profile: regulated
  risk_tier: high          # Annex III, point 4 (a): recruitment
  laws: [GDPR, EU-AI-Act]
  standards: [ISO/IEC 42001:2023, NIST AI RMF 1.0]
  exclusions:
    - item: TRN-11
      reason: all data come from one controller and stay in its own data centre
      approved_by: L. Brandt
      approved_on: 2026-09-14
""",
    ),
    project(
        "eighth: Polish compliance matrix whose exclusions say nothing",
        "GOV-02",
        "zgodnosc/macierz.csv",
        """wymaganie,dotyczy,uzasadnienie,dowod,odpowiedzialny
RODO art. 6,tak,podstawa: umowa,docs/rodo/podstawa.md,A. Wilk
RODO art. 35 (DPIA),nie,,,
AI Act art. 10,nie,,,
AI Act art. 15,,,,
ISO 27001 A.8.28,tak,kod przegladany,docs/przeglad_kodu.md,P. Zając
""",
        "RODO art. 35 (DPIA),nie,,,",
        "RODO art. 35 (DPIA),tak,profilowanie klientow energii,docs/rodo/dpia_2026.md,A. Wilk",
        "AI Act art. 10,nie,,,",
        "AI Act art. 10,tak,system wysokiego ryzyka (infrastruktura krytyczna),docs/dane/jakosc.md,M. Sikora",
        "AI Act art. 15,,,,",
        "AI Act art. 15,tak,jak wyzej,docs/testy/odpornosc.md,P. Zając",
        files={
            "docs/rodo/podstawa.md": "Umowa o dostawe energii, art. 6 ust. 1 lit. b.\n",
            "docs/rodo/dpia_2026.md": "# DPIA 2026\nPrzyjeta 2026-08-11, inspektor: A. Wilk.\n",
            "docs/dane/jakosc.md": "# Jakosc danych\nBraki ponizej 2 %, sprawdzone 2026-10-02.\n",
            "docs/testy/odpornosc.md": "# Odpornosc\nSzum, braki, atak HSJ: 2026-10-05.\n",
            "docs/przeglad_kodu.md": "Ostatni przeglad: 2026-10-12, P. Zając.\n",
        },
    ),
    project(
        "eighth: threat model of a parking camera that leaves most rows untreated",
        "GOV-03",
        "docs/threat-model.md",
        """# Threat model: plate reader at car park exits

Author: Tomás Herrera. Signed off: 2026-08-03. First training run: 2026-08-20.

**Intended use:** read number plates of leaving cars to open the barrier.
**Out of scope:** identifying drivers, police enquiries, cars that only pass by.

| ID | Threat | Asset | ATLAS | Treatment | Owner |
|----|--------|-------|-------|-----------|-------|
| T1 | sticker on a plate makes the reader return another number | detector | AML.T0015 | TBD | |
| T2 | labelling contractor slips in mislabelled plates | training set | AML.T0020 | ? | |
| T3 | model file swapped on the edge box | weights | AML.T0018 | signed weights, checked at boot | R. Vance |
| T4 | plates recovered from published weights | personal data | AML.T0024 | | |
""",
        "| AML.T0015 | TBD | |",
        "| AML.T0015 | adversarial patches in the test set, second read below 0.9 confidence | T. Herrera |",
        "| AML.T0020 | ? | |",
        "| AML.T0020 | double labelling of 10 %, disagreements above 1 % stop the import | L. Ortiz |",
        "| AML.T0024 | | |",
        "| AML.T0024 | accepted: weights are not published, reviewed 2026-08-03 | R. Vance |",
    ),
    project(
        "eighth: threat table signed a month after the model was trained",
        "GOV-03",
        "threats.yaml",
        """model: sepsis-early-warning
purpose: ""
out_of_scope: []
risk_tier: ""
trained_at: 2026-07-01T08:15:00Z
signed_by: H. Lindqvist
signed_at: 2026-08-04T13:40:00Z
threats:
  - id: poisoning-of-vitals
    owasp: ML02
    treatment: mitigate
    how: rows are screened before each training, see notebooks/02_screening.ipynb
  - id: membership-inference
    owasp: ML04
    treatment: mitigate
    how: membership test in every evaluation, limit 0.55 AUC
""",
        'purpose: ""\nout_of_scope: []\nrisk_tier: ""',
        "purpose: warns the ward nurse six hours before a likely sepsis\n"
        "out_of_scope: [children below 16, intensive care, deciding on antibiotics]\nrisk_tier: high",
        "signed_at: 2026-08-04T13:40:00Z",
        "signed_at: 2026-06-12T13:40:00Z",
    ),
)
