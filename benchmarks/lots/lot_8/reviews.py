"""Eighth lot: reviews, waivers and the cryptography that signatures stand on (GOV-07 to GOV-09)."""

from __future__ import annotations

from benchmarks.lots.case import Case
from benchmarks.lots.writing import cells, project

_INVENTORY = """# cryptography of this project (reviewed 2026-10-01)
- use: signatures of model files
  protects_until: 2029
  migration: {to: ML-DSA-65, by: 2028-06-30, owner: S. Petrov}
- use: TLS to the feature store
  protects_until: 2027
  migration: {to: X25519MLKEM768, by: 2027-03-31, owner: S. Petrov}
"""

CASES: tuple[Case, ...] = (
    project(
        "eighth: quarterly review that has been missing since spring",
        "GOV-07",
        "governance/reviews.csv",
        """date,version,reviewer,author,outcome,interval_days
2025-11-28,1.4,Ruth Adeyemi,Paolo Greco,approved,90
2026-02-25,1.5,Ruth Adeyemi,Paolo Greco,approved with remarks,90
2026-03-02,1.5,Ruth Adeyemi,Paolo Greco,remarks closed,90
""",
        "2026-03-02,1.5,Ruth Adeyemi,Paolo Greco,remarks closed,90\n",
        """2026-05-20,1.6,Ruth Adeyemi,Paolo Greco,approved,90
2026-08-13,1.7,Ruth Adeyemi,Paolo Greco,approved,90
2026-11-05,1.7,Ruth Adeyemi,Paolo Greco,approved,90
""",
    ),
    project(
        "eighth: review of a water-quality notebook by its own author",
        "GOV-07",
        "revisiones/2026-T4.yaml",
        """cuaderno: calidad_agua.ipynb
autora: Lucía Fernández Prado
nivel_de_riesgo: alto
intervalo_dias: 90
revision:
  fecha: 2026-11-03
  revisora: Lucía Fernández Prado
  decision: aprobado
  cambios_vistos: [celdas 4-9, datos de octubre, scikit-learn 1.9.1]
  firma: firmas/2026-T4.sig
""",
        "  revisora: Lucía Fernández Prado",
        "  revisora: Andrés Quiroga",
    ),
    project(
        "eighth: waivers without an end, given by whoever asked",
        "GOV-08",
        "waivers.yaml",
        """waivers:
  - item: EVA-03
    reason: not needed
    category: ""
    requested_by: d.kowalczyk
    approved_by: d.kowalczyk
    granted: 2026-02-10
    until: 2029-12-31
    bound_to: {}
  - item: TRN-03
    reason: known
    category: ""
    requested_by: d.kowalczyk
    approved_by: d.kowalczyk
    granted: 2026-02-10
    until: null
    bound_to: {}
""",
        """    reason: not needed
    category: ""
    requested_by: d.kowalczyk
    approved_by: d.kowalczyk
    granted: 2026-02-10
    until: 2029-12-31
    bound_to: {}
""",
        """    reason: the model only ranks internal tickets, and no outsider can send it anything
    category: not-applicable
    requested_by: d.kowalczyk
    approved_by: m.abebe
    granted: 2026-10-10
    until: 2027-03-01
    bound_to: {notebook: "sha256:%s"}
"""
        % ("3e" * 32),
        """    reason: known
    category: ""
    requested_by: d.kowalczyk
    approved_by: d.kowalczyk
    granted: 2026-02-10
    until: null
    bound_to: {}
""",
        """    reason: the advisory concerns the Windows installer, and all our runs are on Linux
    category: not-affected
    requested_by: d.kowalczyk
    approved_by: m.abebe
    granted: 2026-11-02
    until: 2027-01-31
    bound_to: {environment: "sha256:%s"}
"""
        % ("b1" * 32),
    ),
    project(
        "eighth: coverage table with two stages left blank",
        "GOV-08",
        "docs/lifecycle_coverage.md",
        """# Evidence over the lifecycle: returns forecast

State of 2026-11-12. A stage is covered by evidence or by an approved waiver.

| Stage | Evidence | Waiver | Approved by |
|---|---|---|---|
| Collection | datasheet, quality report 2026-10 | | |
| Preparation | lineage graph, bias table | | |
| Training | lock file, signed run 118 | | |
| Evaluation | none | none | |
| Deployment | gateway review 2026-09-30 | | |
| Maintenance | - | - | |
| Retirement | | W-7: no version of this model has been retired yet, so nothing can be shown; until 2027-02-28 | C. Bianchi |
""",
        "| Evaluation | none | none | |",
        "| Evaluation | report 118: metrics, noise, fairness, membership | | |",
        "| Maintenance | - | - | |",
        "| Maintenance | incident plan, restore test 2026-10-21 | | |",
    ),
    cells(
        "eighth: weights signed with RSA of 1024 bits over SHA-1",
        "GOV-09",
        """from pathlib import Path
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

weights = Path("out/turbine_rul.onnx").read_bytes()
key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
signature = key.sign(
    weights,
    padding.PSS(mgf=padding.MGF1(hashes.SHA1()), salt_length=20),
    hashes.SHA1(),
)
Path("out/turbine_rul.sig").write_bytes(signature)
public = key.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
Path("out/turbine_rul.pub").write_bytes(public)
""",
        "key_size=1024",
        "key_size=3072",
        "hashes.SHA1()), salt_length=20",
        "hashes.SHA256()), salt_length=32",
        "    hashes.SHA1(),\n",
        "    hashes.SHA256(),\n",
        files={"security/cryptography.yaml": _INVENTORY},
    ),
    project(
        "eighth: inventory of cryptography full of what is broken, with no plan",
        "GOV-09",
        "security/cbom.json",
        """{
  "project": "genome-risk",
  "reviewed": "2026-09-22",
  "assets": [
    {"use": "archive of variant calls", "algorithm": "AES-128-ECB", "protects_until": 2055, "migration": null},
    {"use": "signature of reports", "algorithm": "RSA-1024", "hash": "SHA-1", "protects_until": 2040, "migration": null},
    {"use": "file integrity", "algorithm": "MD5", "protects_until": 2040, "migration": null},
    {"use": "upload of sequences", "algorithm": "TLS 1.0", "protects_until": 2055, "migration": null}
  ]
}
""",
        '"AES-128-ECB", "protects_until": 2055, "migration": null',
        '"AES-256-GCM", "protects_until": 2055, "quantum_ready": true, "migration": "none needed"',
        '"RSA-1024", "hash": "SHA-1", "protects_until": 2040, "migration": null',
        '"RSA-4096", "hash": "SHA-384", "protects_until": 2040, "quantum_ready": false, "migration": {"to": "ML-DSA-87", "by": "2027-12-31", "owner": "F. Haddad"}',
        '"MD5", "protects_until": 2040, "migration": null',
        '"SHA-384", "protects_until": 2040, "quantum_ready": true, "migration": "none needed"',
        '"TLS 1.0", "protects_until": 2055, "migration": null',
        '"TLS 1.3 with X25519MLKEM768", "protects_until": 2055, "quantum_ready": true, "migration": "none needed"',
    ),
)
