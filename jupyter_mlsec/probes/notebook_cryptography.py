"""Broken or soon-to-be-broken cryptography in cells: MD5, SHA-1, DES, RC4, ECB, short RSA keys, old TLS.

Every algorithm that the notebook calls is listed, so that it is known what must be replaced when large quantum
computers exist: RSA and elliptic curves fall, symmetric keys of 256 bits and SHA-2 stand.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program

_BROKEN = {
    "md4": "MD4", "md5": "MD5", "sha1": "SHA-1", "sha": "SHA-1", "des": "DES", "des3": "3DES", "tripledes": "3DES",
    "arc4": "RC4", "arc2": "RC2", "rc4": "RC4", "blowfish": "Blowfish", "ecb": "ECB mode", "idea": "IDEA",
}  # fmt: skip
_QUANTUM = (
    "cryptography.hazmat.primitives.asymmetric.",
    "Crypto.PublicKey.",
    "Cryptodome.PublicKey.",
    "rsa.",
    "ecdsa.",
    "nacl.",
)
_MODULES = ("hashlib.", "cryptography.", "Crypto.", "Cryptodome.", "rsa.", "ecdsa.", "nacl.", "hmac.", "ssl.")
_OLD_TLS = frozenset({"PROTOCOL_SSLv2", "PROTOCOL_SSLv3", "PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1"})
_RSA_BITS = 2048


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    calls = [call for call in program.calls if call.name.startswith(_MODULES)]
    inventory = sorted({call.name.removesuffix("()") for call in calls})
    broken = sorted({weak for call in calls if (weak := _weakness(call))})
    if broken:
        step = "Use SHA-256, AES-GCM, RSA of 3072 bits or Ed25519, and TLS 1.2 or newer."
        return failed(f"Broken cryptography: {listed(broken)}.", *inventory, next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not calls:
        return not_applicable("the notebook calls no cryptography")
    mortal = [name for name in inventory if name.startswith(_QUANTUM)]
    if mortal and not _planned(subject, program):
        return warned(
            f"{listed(mortal)} does not withstand a quantum computer, and no migration is declared.",
            *inventory,
            next_step="Declare the plan: %mlsec declare cryptography migration=… retention=…",
        )
    return passed(
        f"{count(len(inventory), 'algorithm or function', 'algorithms and functions')}, none broken.", *inventory
    )


def _planned(subject: NotebookSubject, _program: Program) -> bool:
    return any(each.topic == "cryptography" and each.fields.get("migration") for each in subject.declarations)


def _weakness(call: Call) -> str:
    if call.constant("usedforsecurity") is False:
        return ""
    words = {part.lower() for part in call.name.replace("()", "").split(".")}
    if call.name == "hashlib.new":
        words |= {(call.text(0, "name") or "").lower().replace("-", "")}
    if call.name == "hmac.new":
        words |= {(call.text(2, "digestmod") or "").lower()}
    bits = (
        call.argument(1, "key_size", "bits") if call.method in {"generate_private_key", "generate", "newkeys"} else None
    )
    size = getattr(bits, "value", None)
    if isinstance(size, int) and size < _RSA_BITS and ("rsa" in words or "dsa" in words):
        return f"RSA of {size} bits"
    named = {getattr(node, "attr", "") for node in call.node.args}
    if named & _OLD_TLS:
        return "TLS before 1.2"
    return next((_BROKEN[word] for word in sorted(words) if word in _BROKEN), "")


PROBE = Probe(name="cryptography", items=("GOV-09",), run=_run, docs=__doc__)
