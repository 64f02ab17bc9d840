"""Who is responsible, which rules hold, what was thought of, as strangers write it down."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "sixth: one person is everything",
        "GOV-01",
        "governance/roles.yaml",
        """project: readmission-risk
roles:
  owner: j.costa@hospital.example
  approver: j.costa@hospital.example
  security_reviewer: j.costa@hospital.example
  compliance_contact: j.costa@hospital.example
""",
        "  approver: j.costa@hospital.example",
        "  approver: m.alves@hospital.example",
        "  security_reviewer: j.costa@hospital.example",
        "  security_reviewer: r.pinto@hospital.example",
        "  compliance_contact: j.costa@hospital.example",
        "  compliance_contact: dpo@hospital.example",
    ),
    project(
        "sixth: code owners are nobody",
        "GOV-01",
        "GOVERNANCE.md",
        """# Zustaendigkeiten

| Rolle | Person |
|---|---|
| Verantwortlich | noch offen |
| Freigabe | noch offen |
| Sicherheit | noch offen |
| Datenschutz | noch offen |
""",
        """| Verantwortlich | noch offen |
| Freigabe | noch offen |
| Sicherheit | noch offen |
| Datenschutz | noch offen |
""",
        """| Verantwortlich | Dr. Ines Brandt |
| Freigabe | Tom Rieger |
| Sicherheit | Aylin Kaya |
| Datenschutz | Jens Vogt |
""",
    ),
    project(
        "sixth: no law applies to scoring people",
        "GOV-02",
        "governance/compliance.yaml",
        """system: credit scoring of consumers in the EU
processes_personal_data: true
risk_tier: ""
applicable_laws: []
standards: []
exclusions_justified: false
reviewed: null
""",
        """risk_tier: ""
applicable_laws: []
standards: []
exclusions_justified: false
reviewed: null
""",
        """risk_tier: high (EU AI Act Annex III 5(b))
applicable_laws: [GDPR, EU AI Act, Consumer Credit Directive]
standards: [ISO/IEC 42001, ISO/IEC 27001]
exclusions_justified: true
reviewed: 2026-09-30
""",
    ),
    project(
        "sixth: threats without an answer",
        "GOV-03",
        "docs/threat_model.md",
        """# Threat model: invoice reader

Intended use: TBD. Out of scope: TBD. Risk tier: TBD.

| threat | likelihood | treatment | owner |
|---|---|---|---|
| poisoned invoices | ? | none | |
| model theft | ? | none | |
| prompt injection in scanned text | ? | none | |
""",
        "Intended use: TBD. Out of scope: TBD. Risk tier: TBD.",
        "Intended use: pre-filling of bookings that a clerk confirms. Out of scope: payments. Risk tier: limited. Signed 2026-08-14.",
        """| poisoned invoices | ? | none | |
| model theft | ? | none | |
| prompt injection in scanned text | ? | none | |
""",
        """| poisoned invoices | medium | reduce: label screening, quarantine of new suppliers | A. Petit |
| model theft | low | accept until 2027-02, 50 calls a day per client | L. Roux |
| prompt injection in scanned text | high | reduce: no tools, output schema, clerk confirms | A. Petit |
""",
    ),
    project(
        "sixth: modelo de amenazas por hacer",
        "GOV-03",
        "amenazas.yaml",
        """sistema: seleccion de becas
uso_previsto: ""
fuera_de_alcance: ""
nivel_de_riesgo: ""
firmado: null
amenazas:
  - {nombre: envenenamiento de datos, tratamiento: ""}
  - {nombre: evasion, tratamiento: ""}
  - {nombre: fuga de datos personales, tratamiento: ""}
""",
        """uso_previsto: ""
fuera_de_alcance: ""
nivel_de_riesgo: ""
firmado: null
""",
        """uso_previsto: ordenar solicitudes para una comision de tres personas
fuera_de_alcance: denegar sin revision humana
nivel_de_riesgo: alto
firmado: 2026-07-21
""",
        'envenenamiento de datos, tratamiento: ""',
        "envenenamiento de datos, tratamiento: cribado de etiquetas y doble revision",
        'evasion, tratamiento: ""',
        "evasion, tratamiento: limites por campo y muestreo manual",
        'fuga de datos personales, tratamiento: ""',
        "fuga de datos personales, tratamiento: solo se devuelve el orden",
    ),
    project(
        "sixth: training of the team ran out",
        "GOV-04",
        "governance/training_records.csv",
        """person,role,topic,date,link
e.novak,owner,Secure ML basics,2019-04-02,
h.lang,reviewer,,,
s.ito,data engineer,,,
""",
        """e.novak,owner,Secure ML basics,2019-04-02,
h.lang,reviewer,,,
s.ito,data engineer,,,
""",
        """e.novak,owner,Secure ML basics,2026-04-02,https://learn.example.org/r/81
h.lang,reviewer,Adversarial ML and review,2026-06-18,https://learn.example.org/r/97
s.ito,data engineer,Secure ML basics,2026-04-02,https://learn.example.org/r/82
""",
    ),
    project(
        "sixth: advisories were last read in 2023",
        "GOV-05",
        "governance/threat_intel.yaml",
        """sources:
  - {name: MITRE ATLAS, version: "4.5.1", fetched: 2023-10-03}
  - {name: PyPA advisories, fetched: 2023-10-03}
max_age_days: 30
last_review: 2023-10-03
new_entries_acknowledged: false
""",
        """  - {name: MITRE ATLAS, version: "4.5.1", fetched: 2023-10-03}
  - {name: PyPA advisories, fetched: 2023-10-03}
""",
        """  - {name: MITRE ATLAS, version: "2026.10", fetched: 2026-11-09}
  - {name: PyPA advisories, fetched: 2026-11-18}
""",
        """last_review: 2023-10-03
new_entries_acknowledged: false
""",
        """last_review: 2026-11-18
new_entries_acknowledged: true
""",
    ),
    project(
        "sixth: security policy without an address",
        "GOV-06",
        "SECURITY.md",
        """# Security Policy

## Reporting a Vulnerability

TODO: tell people where to report.
""",
        "TODO: tell people where to report.",
        "Write to security@ml-lab.example (key on our site) or use private vulnerability reporting. We answer within 3 working\n"
        "days and are members of the regional AI-security forum; last exchange 2026-10-14.",
    ),
    project(
        "sixth: security.txt ran out and has no contact",
        "GOV-06",
        ".well-known/security.txt",
        """Contact:
Expires: 2022-12-31T23:00:00.000Z
Preferred-Languages: fr, en
""",
        "Contact:\nExpires: 2022-12-31T23:00:00.000Z",
        "Contact: mailto:securite@laboratoire.example\nExpires: 2027-06-30T23:00:00.000Z",
    ),
    project(
        "sixth: the author reviewed herself, three years ago",
        "GOV-07",
        "governance/reviews.yaml",
        """notebook: train.ipynb
author: c.rossi
review_interval_days: 90
reviews:
  - date: 2023-06-05
    reviewer: c.rossi
    decision: ok
next_review: 2023-09-03
""",
        """  - date: 2023-06-05
    reviewer: c.rossi
    decision: ok
next_review: 2023-09-03
""",
        """  - date: 2026-10-19
    reviewer: d.ferrari
    decision: approved after two changes, see minutes 2026-10-19
next_review: 2027-01-17
""",
    ),
    project(
        "sixth: waiver for ever, without a reason",
        "GOV-08",
        "waivers.yaml",
        """waivers:
  - item: EVA-06
    reason_category: accepted-risk
    reason: later
    requested_by: b.jansen
    approver: b.jansen
    granted: 2024-01-10
    expires: never
""",
        """    reason: later
    requested_by: b.jansen
    approver: b.jansen
    granted: 2024-01-10
    expires: never
""",
        """    reason: the groups of the pilot are too small to measure; repeated after 2,000 cases in February
    requested_by: b.jansen
    approver: s.bakker
    granted: 2026-10-20
    expires: 2027-03-01
""",
    ),
    cells(
        "sixth: sha1 signs what goes to the archive",
        "GOV-09",
        """import pathlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

key = serialization.load_pem_private_key(pathlib.Path("archive_key.pem").read_bytes(), password=None)
bundle = pathlib.Path("run_bundle.zip").read_bytes()
how = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.MAX_LENGTH)
signature = key.sign(bundle, how, hashes.SHA1())
pathlib.Path("run_bundle.sig").write_bytes(signature)
""",
        "key.sign(bundle, how, hashes.SHA1())",
        "key.sign(bundle, how, hashes.SHA512())",
    ),
    cells(
        "sixth: 用 ECB 加密病历",
        "GOV-09",
        """import os

from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

# 加密导出的病历
key = bytes.fromhex(os.environ["EXPORT_KEY"])
with open("records.parquet", "rb") as src:
    plain = src.read()
cipher = AES.new(key, AES.MODE_ECB)
blob = cipher.encrypt(pad(plain, 16))
with open("records.enc", "wb") as out:
    out.write(blob)
""",
        """cipher = AES.new(key, AES.MODE_ECB)
blob = cipher.encrypt(pad(plain, 16))
""",
        """cipher = AES.new(key, AES.MODE_GCM)
sealed, tag = cipher.encrypt_and_digest(plain)
blob = cipher.nonce + tag + sealed
""",
    ),
    cells(
        "sixth: a key of 1024 bits for ten years of data",
        "GOV-09",
        """from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

# sleutel voor de handtekeningen onder de rapporten, geldig tot 2036
sleutel = rsa.generate_private_key(public_exponent=65537, key_size=1024)
publiek = sleutel.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
with open("handtekening.pub", "wb") as uit:
    uit.write(publiek)
""",
        "key_size=1024",
        "key_size=4096",
    ),
)
