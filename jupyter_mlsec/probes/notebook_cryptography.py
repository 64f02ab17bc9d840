"""Broken or soon-to-be-broken cryptography in cells: MD5, SHA-1, DES, RC4, ECB, short RSA keys, old TLS.

Ciphers of one's own count as well, keys, salts and initial vectors that are written down, secrets drawn by a generator
for simulations, and passwords that are hashed with too little work.

Every algorithm that the notebook calls is listed, so that it is known what must be replaced when large quantum
computers exist: RSA and elliptic curves fall, symmetric keys of 256 bits and SHA-2 stand.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed, trees_of
from jupyter_mlsec.probes._notebook.ciphers import is_cryptography, weaknesses
from jupyter_mlsec.probes._notebook.key_material import key_material
from jupyter_mlsec.probes._notebook.own_ciphers import own_ciphers
from jupyter_mlsec.probes._notebook.program import read_program

_QUANTUM = (
    "cryptography.hazmat.primitives.asymmetric.",
    "Crypto.PublicKey.",
    "Cryptodome.PublicKey.",
    "rsa.",
    "ecdsa.",
    "nacl.",
)


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    read = analysed(subject.notebook)
    calls = [call for call in read.calls if is_cryptography(call) and not call.name.endswith("__")]
    inventory = sorted({call.name.removesuffix("()") for call in calls})
    trees = list(trees_of(subject.notebook))
    written = (what for tree in trees for what in own_ciphers(tree))
    broken = sorted({*weaknesses(read), *key_material(read, trees), *written})
    if broken:
        step = "Use SHA-256, AES-GCM, RSA of 3072 bits or Ed25519, and TLS 1.2 or newer."
        return failed(f"Broken cryptography: {listed(broken)}.", *inventory, next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not calls:
        return not_applicable("the notebook calls no cryptography")
    mortal = [name for name in inventory if name.startswith(_QUANTUM)]
    if mortal and not _planned(subject):
        return warned(
            f"{listed(mortal)} does not withstand a quantum computer, and no migration is declared.",
            *inventory,
            next_step="Declare the plan: %mlsec declare cryptography migration=… retention=…",
        )
    return passed(
        f"{count(len(inventory), 'algorithm or function', 'algorithms and functions')}, none broken.", *inventory
    )


def _planned(subject: NotebookSubject) -> bool:
    return any(each.topic == "cryptography" and each.fields.get("migration") for each in subject.declarations)


PROBE = Probe(name="cryptography", items=("GOV-09",), run=_run, docs=__doc__)
