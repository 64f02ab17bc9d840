"""DSSE envelopes with in-toto Statements, wrapped as Sigstore bundles v0.3 that name a public key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import BundleError, SigningError
from jupyter_mlsec.runs import ssh, sshsig, strict_json

if TYPE_CHECKING:
    from jupyter_mlsec.runs.key_holders._holder import SigningKey
    from jupyter_mlsec.runs.ssh import PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a Sigstore bundle holds: who is said to have signed (``hint``), and what."""

    hint: str
    payload_type: str
    payload: bytes
    signatures: tuple[bytes, ...]
    stamps: tuple[bytes, ...] = ()  # RFC 3161, about the signature

    def statement(self) -> dict[str, Any]:
        """Return the payload as strict JSON; raise BundleError where it is not."""
        return strict_json.table(self.payload)

    def signed_by(self, key: PublicKey) -> bool:
        """Return whether the one signature is this key's, named as such, over exactly this type and payload."""
        message = pre_authentication(self.payload_type, self.payload)
        if self.hint != key_hint(key) or len(self.signatures) != 1:
            return False
        if not isinstance(key, ssh.HardwareKey):
            return ssh.raw_verify(key, self.signatures[0], message)
        try:
            made = sshsig.check(sshsig.dressed(self.signatures[0]), message)
        except SigningError:
            return False
        return made is not None and ssh.blob(made) == ssh.blob(key)


def key_hint(key: PublicKey) -> str:
    """Return the name of a key in an envelope: the SHA-256 of its PEM, as model_signing demands it.

    A hardware key has no PEM; there it is the SHA-256 of its OpenSSH line.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if isinstance(key, ssh.HardwareKey):
        return hashlib.sha256(ssh.public_line(key).encode()).hexdigest()

    return hashlib.sha256(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's PAE: lengths before contents, so that type and payload cannot be shifted into each other."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(key: SigningKey, statement: dict[str, Any]) -> bytes:
    """Sign a statement; return the Sigstore bundle's bytes. A hardware key's signature in it is an SSH signature."""
    payload = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    message = pre_authentication(PAYLOAD_TYPE, payload)
    is_hardware = isinstance(key.public, ssh.HardwareKey)
    signature = sshsig.bare(key.sshsig(message, ssh.NAMESPACE)) if is_hardware else key.sign(message)
    hint = key_hint(key.public)
    return _written(
        {
            "mediaType": MEDIA_TYPE,
            "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
            "dsseEnvelope": {
                "payload": base64.b64encode(payload).decode("ascii"),
                "payloadType": PAYLOAD_TYPE,
                "signatures": [{"sig": base64.b64encode(signature).decode("ascii"), "keyid": hint}],
            },
        }
    )


def stamped(sealed: bytes, stamp: Callable[[bytes], bytes]) -> bytes:
    """Return a Sigstore bundle with a time stamp, which ``stamp`` gets for the signature's bytes."""
    bundle = strict_json.table(sealed)
    (signature,) = read(sealed).signatures
    entry = {"signedTimestamp": base64.b64encode(stamp(signature)).decode("ascii")}
    bundle["verificationMaterial"]["timestampVerificationData"] = {"rfc3161Timestamps": [entry]}
    return _written(bundle)


def _written(bundle: dict[str, Any]) -> bytes:
    return json.dumps(bundle, indent=1, sort_keys=True).encode("ascii") + b"\n"


def read(data: bytes) -> Envelope:
    """Take a Sigstore bundle apart; raise BundleError for anything but the exact form that ``seal`` writes.

    What lies outside the signed payload could be changed unseen otherwise.
    """
    bundle = strict_json.table(data)
    material, envelope = bundle.get("verificationMaterial"), bundle.get("dsseEnvelope")
    if bundle.get("mediaType") != MEDIA_TYPE or set(bundle) != {"mediaType", "verificationMaterial", "dsseEnvelope"}:
        raise BundleError("it is not a Sigstore bundle v0.3 with a DSSE envelope")
    if not isinstance(material, dict) or not isinstance(envelope, dict):
        raise BundleError("it is not a Sigstore bundle v0.3 with a DSSE envelope")
    stamps = _stamps(material)
    if set(material) - {"timestampVerificationData"} != {"publicKey", "tlogEntries"} or material["tlogEntries"] != []:
        raise BundleError("its verification material is not a public key's hint")
    hint = material["publicKey"].get("hint") if isinstance(material["publicKey"], dict) else None
    if not isinstance(hint, str) or set(material["publicKey"]) != {"hint"}:
        raise BundleError("its verification material is not a public key's hint")
    if set(envelope) != {"payload", "payloadType", "signatures"} or not isinstance(envelope["signatures"], list):
        raise BundleError("its DSSE envelope is malformed")
    if not isinstance(envelope["payloadType"], str):
        raise BundleError("its DSSE envelope is malformed")
    signatures = tuple(_signature(entry, hint) for entry in envelope["signatures"])
    if _written(bundle) != data:
        raise BundleError("it is written in another way than the one that is signed")
    return Envelope(hint, envelope["payloadType"], _decoded(envelope["payload"]), signatures, stamps)


def _stamps(material: dict[str, Any]) -> tuple[bytes, ...]:
    if "timestampVerificationData" not in material:
        return ()
    match material["timestampVerificationData"]:
        case {"rfc3161Timestamps": [{"signedTimestamp": text, **more}], **other} if not more and not other:
            return (_decoded(text),)
    raise BundleError("its time stamp is malformed")


def _signature(entry: object, hint: str) -> bytes:
    if not isinstance(entry, dict) or set(entry) != {"sig", "keyid"} or entry["keyid"] != hint:
        raise BundleError("a signature of its DSSE envelope is malformed")
    return _decoded(entry["sig"])


def _decoded(text: object) -> bytes:
    """Decode canonical base64: two spellings of one signature would be two files that both verify."""
    if isinstance(text, str):
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            data = None
        if data is not None and base64.b64encode(data).decode("ascii") == text:
            return data
    raise BundleError("its DSSE envelope is not canonical base64")
