"""Eighth lot: what people have learnt, what they watch, and whom outsiders can reach (GOV-04 to GOV-06)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import project

CASES: tuple[Case, ...] = (
    project(
        "eighth: training register in which every course is long past",
        "GOV-04",
        "people/security_training.csv",
        """person,role,course,completed,certificate
Amara Diallo,owner,Securing ML pipelines (SANS SEC595),2024-02-19,https://lms.granary.example/c/8121
Piotr Nowicki,data scientist,Adversarial ML basics,2023-11-07,https://lms.granary.example/c/7604
Yuki Tanaka,security reviewer,OWASP ML Top Ten workshop,2024-05-30,https://lms.granary.example/c/8377
Selin Kaya,compliance contact,AI Act literacy (Art. 4),2024-09-12,https://lms.granary.example/c/8510
""",
        "2024-02-19",
        "2026-02-19",
        "2023-11-07",
        "2026-06-02",
        "2024-05-30",
        "2026-05-28",
        "2024-09-12",
        "2026-09-10",
    ),
    project(
        "eighth: team file in Dutch where two of three never had the course",
        "GOV-04",
        "team/leden.yaml",
        """project: vraagvoorspelling-ov
opleiding_geldig_dagen: 365
leden:
  - naam: Femke de Wit
    rol: eigenaar
    opleiding:
      - onderwerp: veilig ontwikkelen van ML
        datum: 2026-04-21
        bewijs: https://leren.stadsvervoer.example/certificaat/2291
  - naam: Joris Hendriks
    rol: data scientist
    opleiding: []
  - naam: Noor el Amrani
    rol: beveiligingsreviewer
    opleiding: null
""",
        "    opleiding: []\n",
        """    opleiding:
      - onderwerp: veilig ontwikkelen van ML
        datum: 2026-04-21
        bewijs: https://leren.stadsvervoer.example/certificaat/2292
""",
        "    opleiding: null\n",
        """    opleiding:
      - onderwerp: aanvallen op modellen (red teaming)
        datum: 2026-09-03
        bewijs: https://leren.stadsvervoer.example/certificaat/2460
""",
    ),
    project(
        "eighth: advisory snapshot that nobody has fetched since winter",
        "GOV-05",
        "security/intel/state.json",
        """{
  "policy": {"max_age_days": 30, "reviewer": "appsec-ml"},
  "sources": [
    {"name": "OSV PyPI export", "fetched": "2026-01-09", "records": 17420},
    {"name": "GitHub advisories", "fetched": "2026-01-09", "records": 6120},
    {"name": "MITRE ATLAS", "version": "4.9.0", "fetched": "2025-05-02"}
  ],
  "last_review": {"date": "2026-01-12", "by": "K. Osei", "new_entries": 4, "acknowledged": 4}
}
""",
        '"OSV PyPI export", "fetched": "2026-01-09"',
        '"OSV PyPI export", "fetched": "2026-11-16"',
        '"GitHub advisories", "fetched": "2026-01-09"',
        '"GitHub advisories", "fetched": "2026-11-16"',
        '"version": "4.9.0", "fetched": "2025-05-02"',
        '"version": "2026.10", "fetched": "2026-11-16"',
        '{"date": "2026-01-12"',
        '{"date": "2026-11-17"',
    ),
    project(
        "eighth: watch log with open advisories on packages in use",
        "GOV-05",
        "docs/threat_watch.md",
        """# Threat watch: document classifier (transformers, torch, pillow)

Snapshot of advisories: 2026-11-10. Reviewed every four weeks.

| Published | Advisory | Package | Used here | Acknowledged by | Task |
|---|---|---|---|---|---|
| 2026-10-29 | GHSA for torch: heap overflow in a JIT operator | torch 2.9.0 | yes | | |
| 2026-10-22 | PYSEC for pillow: crafted TIFF | pillow 12.0.0 | yes | | |
| 2026-10-08 | ATLAS: poisoned AI artefacts on a hub | hub downloads | yes | | |
| 2026-09-30 | GHSA for aiohttp | - | no | B. Castellanos, 2026-10-02 | none needed |
""",
        "| torch 2.9.0 | yes | | |",
        "| torch 2.9.0 | yes | B. Castellanos, 2026-11-10 | SEC-412, upgraded on 2026-11-12 |",
        "| pillow 12.0.0 | yes | | |",
        "| pillow 12.0.0 | yes | B. Castellanos, 2026-11-10 | SEC-413, TIFF refused at upload |",
        "| hub downloads | yes | | |",
        "| hub downloads | yes | B. Castellanos, 2026-10-12 | SEC-398, revisions pinned |",
    ),
    project(
        "eighth: SECURITY.md left as the template came",
        "GOV-06",
        "SECURITY.md",
        """# Security policy

## Supported versions
| Version | Supported |
|---|---|
| 2.x | yes |
| 1.x | no |

## Reporting a vulnerability
Use this section to tell people how to report a vulnerability.

Tell them where to go, how often they can expect to get an update on a reported vulnerability, what to expect if the
vulnerability is accepted or declined, etc.
""",
        """Use this section to tell people how to report a vulnerability.

Tell them where to go, how often they can expect to get an update on a reported vulnerability, what to expect if the
vulnerability is accepted or declined, etc.
""",
        """Write to security@riverflow-forecast.example (PGP key: https://riverflow-forecast.example/pgp.asc), or open a private
advisory on the repository. Wrong or manipulated forecasts count as vulnerabilities too. You get an answer within three
working days. We exchange findings with the ML working group of the national CERT; last meeting: 2026-10-08.
""",
    ),
    project(
        "eighth: security.txt that ran out and names nobody",
        "GOV-06",
        ".well-known/security.txt",
        """Contact: mailto:
Expires: 2025-03-31T23:59:00.000Z
Preferred-Languages: pt, en
Policy:
""",
        "Contact: mailto:\n",
        "Contact: mailto:seguranca@creditojusto.example\nContact: https://creditojusto.example/denuncia\n",
        "Expires: 2025-03-31T23:59:00.000Z",
        "Expires: 2027-06-30T23:59:00.000Z",
        "Policy:\n",
        "Policy: https://creditojusto.example/politica-de-divulgacao\n",
    ),
)
