"""Seventh lot: news, reviews, waivers and cryptography (GOV-05 to GOV-09)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

CASES: tuple[Case, ...] = (
    project(
        "seventh: advisories consulted in a copy that is almost two years old",
        "GOV-05",
        "security/intel.yaml",
        """policy: {max_age_days: 30}
signed_off: {date: 2026-11-10, by: Yusuf Demir}
sources:
  - name: package advisories (OSV export)
    snapshot: 2025-01-08
    covers: [torch, onnxruntime, pillow, fastapi]
  - name: MITRE ATLAS
    version: "4.7.0"
    snapshot: 2025-01-08
  - name: vendor bulletin, camera firmware
    snapshot: 2026-11-03
new_since_last_sign_off: []
""",
        "(OSV export)\n    snapshot: 2025-01-08",
        "(OSV export)\n    snapshot: 2026-11-09",
        'version: "4.7.0"\n    snapshot: 2025-01-08',
        'version: "2026.10"\n    snapshot: 2026-11-09',
    ),
    project(
        "seventh: three fresh advisories for the notebook that nobody answered",
        "GOV-05",
        "reports/new_advisories.json",
        """{
  "generated": "2026-11-17", "previous_sign_off": "2026-10-20", "atlas": "2026.10",
  "entries": [
    {"id": "PYSEC-2026-311", "package": "keras", "published": "2026-10-28", "relevant": true,
     "acknowledged_by": null, "task": null},
    {"id": "PYSEC-2026-317", "package": "lightgbm", "published": "2026-11-02", "relevant": true,
     "acknowledged_by": null, "task": null},
    {"id": "AML.T0110", "technique": "poisoned tool description", "published": "2026-10-30", "relevant": false,
     "acknowledged_by": "C. Haas", "task": null}
  ]
}
""",
        """"package": "keras", "published": "2026-10-28", "relevant": true,
     "acknowledged_by": null, "task": null}""",
        """"package": "keras", "published": "2026-10-28", "relevant": true,
     "acknowledged_by": "C. Haas", "task": "SEC-771, upgrade done 2026-11-18"}""",
        """"package": "lightgbm", "published": "2026-11-02", "relevant": true,
     "acknowledged_by": null, "task": null}""",
        """"package": "lightgbm", "published": "2026-11-02", "relevant": true,
     "acknowledged_by": "C. Haas", "task": "SEC-772, due 2026-11-30"}""",
    ),
    project(
        "seventh: security page of a speech toolkit straight from the template",
        "GOV-06",
        "SECURITY.md",
        """# Security Policy

## Supported versions
| Version | Supported |
| ------- | --------- |
| 2.x     | yes       |
| < 2.0   | no        |

## Reporting a vulnerability
Use this section to tell people how to report a vulnerability.

Tell them where to go, how often they can expect to get an update on a
reported vulnerability, what to expect if the vulnerability is accepted or
declined, etc.
""",
        """Use this section to tell people how to report a vulnerability.

Tell them where to go, how often they can expect to get an update on a
reported vulnerability, what to expect if the vulnerability is accepted or
declined, etc.
""",
        """Write to security@sprachlabor.example or use the private report form of this repository. This includes
prompts or recordings that make the models misbehave. You hear from us within three working days.

We exchange findings with the speech group of the TU and the national CERT (last exchange: 2026-09-30).
""",
    ),
    project(
        "seventh: security.txt of a mapping agency without address and long expired",
        "GOV-06",
        "static/.well-known/security.txt",
        """# Vulnerabilities and misbehaviour of the land cover models
Contact:
Expires: 2023-12-31T23:00:00Z
Preferred-Languages: en, nl
Canonical: https://kaart.example/.well-known/security.txt
Policy: https://kaart.example/disclosure
Acknowledgments: https://kaart.example/thanks
# Academia: yearly meeting with the remote sensing chair, next in spring
""",
        "Contact:\nExpires: 2023-12-31T23:00:00Z",
        "Contact: mailto:cert@kaart.example\nExpires: 2027-06-30T22:00:00Z",
    ),
    project(
        "seventh: reviews of a subsidy model held by the person who writes it",
        "GOV-07",
        "reviews/log.yaml",
        """notebook: subsidy_priority.ipynb
authors: [Lars Fink, Deniz Aydin]
risk_tier: high
interval_days: 90
reviews:
  - date: 2026-05-28
    reviewer: Ute Sommer
    seen: [cells, data, model, environment]
    decision: accepted
  - date: 2026-08-20
    reviewer: Lars Fink
    seen: [cells, data, model, environment]
    decision: accepted
  - date: 2026-11-12
    reviewer: Lars Fink
    seen: [cells, data, model, environment]
    decision: accepted
""",
        "  - date: 2026-08-20\n    reviewer: Lars Fink",
        "  - date: 2026-08-20\n    reviewer: Ute Sommer",
        "  - date: 2026-11-12\n    reviewer: Lars Fink",
        "  - date: 2026-11-12\n    reviewer: Hugo Brenner",
    ),
    project(
        "seventh: quarterly review of a trading signal last held the year before last",
        "GOV-07",
        "governance/model_inventory.json",
        """{
  "inventory_date": "2026-11-15",
  "models": [
    {
      "name": "vol-surface", "notebook": "vol_surface.ipynb", "tier": "high", "review_interval_days": 90,
      "author": "B. Okonkwo",
      "last_review": {"date": "2024-12-03", "reviewer": "I. Sandberg", "decision": "accepted"},
      "changed_since": {"cells": 14, "data": true, "model": true, "environment": true}
    }
  ]
}
""",
        '"last_review": {"date": "2024-12-03"',
        '"last_review": {"date": "2026-11-05"',
        '"changed_since": {"cells": 14, "data": true, "model": true, "environment": true}',
        '"changed_since": {"cells": 0, "data": false, "model": false, "environment": false}',
    ),
    project(
        "seventh: waiver of a robotics lab granted by the one who asked for it",
        "GOV-08",
        "waivers.yaml",
        """waivers:
  - item: EVA-03
    category: compensating-control
    reason: >-
      The gripper only sees parts under our own cameras in a closed cell; an attacker would have to stand
      inside the fence, where the light curtain stops the line.
    author: Tomasz Wilk
    approver: Tomasz Wilk
    granted: 2026-10-01
    expires: 2027-02-28
    bound_to: {notebook: 5b1fe0a2, model: 99c34d17}
""",
        "approver: Tomasz Wilk",
        "approver: Carmen Ortiz",
    ),
    project(
        "seventh: exemption of a bank's chatbot that never ends",
        "GOV-08",
        "governance/exceptions.json",
        """{
  "exceptions": [
    {
      "control": "EVA-08", "category": "accepted-risk",
      "reason": "Trigger search takes nine GPU days; the base model is bought with a signed supplier statement.",
      "requested_by": "Ji-woo Han", "approved_by": "Claire Dubois",
      "granted": "2026-08-03", "expires": "never",
      "fingerprint": {"notebook": "0c77ab31", "model": "d2f09e55"}
    }
  ]
}
""",
        '"expires": "never"',
        '"expires": "2027-01-15"',
    ),
    project(
        "seventh: deviation of a payroll forecast excused in two letters",
        "GOV-08",
        "ABWEICHUNGEN.md",
        """# Abweichungen vom Prüfkatalog, Lohnprognose

| Punkt | Art | Begründung | Beantragt | Genehmigt | Erteilt | Gültig bis | Fingerabdruck |
|---|---|---|---|---|---|---|---|
| EVA-05 | hingenommenes Risiko | ok | M. Ertl | Dr. Kern | 2026-09-01 | 2027-02-15 | |

Alle anderen Punkte: Nachweis vorhanden, Stand 2026-11-02 (`berichte/katalog.html`).
""",
        "| hingenommenes Risiko | ok | M. Ertl | Dr. Kern | 2026-09-01 | 2027-02-15 | |",
        "| hingenommenes Risiko | Modell wird nur intern von vier Personen genutzt, keine Schnittstelle nach außen "
        "| M. Ertl | Dr. Kern | 2026-09-01 | 2027-02-15 | nb 71c0e4d8, Modell 0af92b63 |",
    ),
    cells(
        "seventh: report of a wind park signed with a short key and an old digest",
        "GOV-09",
        """from pathlib import Path
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

report = Path("berichte/ertrag_2026.html").read_bytes()
key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
signature = key.sign(report, padding.PKCS1v15(), hashes.SHA1())
Path("berichte/ertrag_2026.sig").write_bytes(signature)
Path("berichte/pruefer.pub").write_bytes(
    key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
)
print(len(signature), "bytes")
""",
        "key_size=1024",
        "key_size=3072",
        "padding.PKCS1v15(), hashes.SHA1()",
        "padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH), hashes.SHA256()",
    ),
    cells(
        "seventh: export of a sleep study whose blocks repeat under the cipher",
        "GOV-09",
        """# Export der Schlaflabordaten für die Partnerklinik
import os
from pathlib import Path
import pandas as pd
from Crypto.Cipher import AES
from Crypto.Util.Padding import pad

schluessel = bytes.fromhex(os.environ["EXPORT_KEY"])
naechte = pd.read_parquet("daten/polysomnographie.parquet")
klartext = naechte.drop(columns=["name", "geburtsdatum"]).to_csv(index=False).encode()

chiffre = AES.new(schluessel, AES.MODE_ECB)
Path("export/naechte.bin").write_bytes(chiffre.encrypt(pad(klartext, AES.block_size)))
print(len(naechte), "Nächte verschlüsselt")
""",
        """chiffre = AES.new(schluessel, AES.MODE_ECB)
Path("export/naechte.bin").write_bytes(chiffre.encrypt(pad(klartext, AES.block_size)))
""",
        """chiffre = AES.new(schluessel, AES.MODE_GCM)
geheim, siegel = chiffre.encrypt_and_digest(klartext)
Path("export/naechte.bin").write_bytes(chiffre.nonce + siegel + geheim)
""",
        "from Crypto.Util.Padding import pad\n",
        "",
    ),
    project(
        "seventh: inventory of ciphers for thirty year records with no road ahead",
        "GOV-09",
        "security/cbom.json",
        """{
  "system": "tumour-registry-models", "inventoried": "2026-06-18", "by": "L. Marchetti",
  "retention_years": 30,
  "crypto": [
    {"use": "report signature", "algorithm": "RSA", "bits": 3072, "quantum_resistant": false, "plan": null},
    {"use": "model signature", "algorithm": "Ed25519", "bits": 256, "quantum_resistant": false, "plan": null},
    {"use": "data at rest", "algorithm": "AES-GCM", "bits": 256, "quantum_resistant": true, "plan": "stays"},
    {"use": "transport", "algorithm": "X25519", "bits": 256, "quantum_resistant": false, "plan": null}
  ]
}
""",
        '"algorithm": "RSA", "bits": 3072, "quantum_resistant": false, "plan": null',
        '"algorithm": "RSA", "bits": 3072, "quantum_resistant": false, "plan": "ML-DSA-65 by 2028-03-31"',
        '"algorithm": "Ed25519", "bits": 256, "quantum_resistant": false, "plan": null',
        '"algorithm": "Ed25519", "bits": 256, "quantum_resistant": false, "plan": "ML-DSA-65 by 2027-09-30"',
        '"algorithm": "X25519", "bits": 256, "quantum_resistant": false, "plan": null',
        '"algorithm": "X25519", "bits": 256, "quantum_resistant": false, "plan": "X25519MLKEM768 by 2027-01-31"',
    ),
)
