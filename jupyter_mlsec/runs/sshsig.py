"""SSHSIG signatures (OpenSSH's PROTOCOL.sshsig), as ``ssh-keygen -Y`` writes and reads them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.ssh_wire import mpint, string, take, take_number

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PlainKey, PublicKey

_MAGIC = b"SSHSIG"
_HEAD = "-----BEGIN SSH SIGNATURE-----"
_FOOT = "-----END SSH SIGNATURE-----"
_HASH = "sha512"
_COORDINATE = 32  # bytes of a P-256 number
_USER_PRESENT = 0x1  # somebody touched the authenticator


@dataclass(frozen=True, slots=True)
class _Parts:
    """The fields of a signature, not yet checked."""

    key: bytes
    namespace: bytes
    reserved: bytes
    algorithm: bytes
    signature: bytes


def to_sign(message: bytes, namespace: str = ssh.NAMESPACE, algorithm: str = _HASH) -> bytes:
    """Return the bytes that a key signs in place of a message: they name the purpose, so that it cannot be changed."""
    digest = hashlib.new(algorithm, message).digest()
    return _MAGIC + string(namespace.encode()) + string(b"") + string(algorithm.encode()) + string(digest)


def armoured(public: PublicKey, signature: bytes, namespace: str = ssh.NAMESPACE) -> str:
    """Return the file that ``ssh-keygen -Y verify`` reads. ``signature`` is SSH's own form, its kind in front."""
    body = string(ssh.blob(public)) + string(namespace.encode()) + string(b"") + string(_HASH.encode())
    return _armour(_MAGIC + struct.pack(">I", 1) + body + string(signature))


def from_raw(public: PlainKey, signature: bytes) -> bytes:
    """Return a plain signature (Ed25519, or ECDSA in DER) in SSH's form."""
    named = ssh.kind(public)
    return string(named.encode()) + string(_to_mpints(signature) if named == ssh.P256 else signature)


def to_raw(public: PlainKey, signature: bytes) -> bytes:
    """Return the plain signature in SSH's form of one; raise SigningError where it is of another kind."""
    named, rest = take(signature)
    numbers, rest = take(rest)
    if rest or named.decode("ascii", "replace") != ssh.kind(public):
        raise SigningError("a signature is of another kind than its key")
    return _from_mpints(numbers) if named.decode() == ssh.P256 else numbers


def settled(signature: bytes) -> bytes:
    """Return a signature in SSH's form with the smaller of the two equal ECDSA numbers, see ``ssh.settled``."""
    named, rest = take(signature)
    inner, rest = take(rest)
    if named.decode("ascii", "replace") not in {ssh.P256, ssh.SK_P256}:
        return signature
    return string(named) + string(_to_mpints(ssh.settled(_from_mpints(inner)))) + rest


def check(text: str, message: bytes, namespace: str = ssh.NAMESPACE) -> PublicKey | None:
    """Return the key that made a signature over ``message``; None where it does not fit or has another namespace.

    Raises SigningError where the signature is malformed.
    """
    parts = _parse(text)
    if parts.namespace != namespace.encode() or parts.reserved or parts.algorithm not in {b"sha256", b"sha512"}:
        return None
    named, _ = take(parts.signature)
    encoded = base64.b64encode(parts.key).decode("ascii")
    key = ssh.read_public(f"{named.decode('ascii', 'replace')} {encoded}")
    if ssh.blob(key) != parts.key:
        raise SigningError("the SSH signature is malformed")
    signed = to_sign(message, namespace, parts.algorithm.decode())
    return key if verify(key, parts.signature, signed) else None


def verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Return whether a signature in SSH's form is this key's over ``message``; SigningError where it is malformed."""
    if not isinstance(key, ssh.HardwareKey):
        return ssh.raw_verify(key, to_raw(key, signature), message)
    named, rest = take(signature)
    inner, rest = take(rest)
    flags, rest = take_number(rest, 1)
    counter, rest = take_number(rest)
    if rest or named.decode("ascii", "replace") != ssh.kind(key):
        raise SigningError("a signature is of another kind than its key")
    if not flags & _USER_PRESENT:
        return False
    application, digest = (hashlib.sha256(part).digest() for part in (key.application.encode(), message))
    told = application + bytes([flags]) + counter.to_bytes(4, "big") + digest
    return ssh.raw_verify(key.inner, _from_mpints(inner) if named.decode() == ssh.SK_P256 else inner, told)


def signature_of(text: str) -> bytes:
    """Return the signature inside an armoured file, in SSH's form."""
    return _parse(text).signature


def bare(text: str) -> bytes:
    """Return an armoured signature as bytes; ``dressed`` is the way back."""
    return base64.b64decode("".join(text.split("\n")[1:-2]))


def dressed(data: bytes) -> str:
    """Return the armoured file of some bytes."""
    return _armour(data)


def _armour(data: bytes) -> str:
    encoded = base64.b64encode(data).decode("ascii")
    lines = [encoded[start : start + 70] for start in range(0, len(encoded), 70)]
    return "\n".join([_HEAD, *lines, _FOOT, ""])


def _parse(text: str) -> _Parts:
    """Take an armoured signature apart; only the form that ``armoured`` and ssh-keygen write is accepted."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[0] != _HEAD or lines[-2] != _FOOT or lines[-1]:  # noqa: PLR2004 - head, body, foot, end
        raise SigningError("the SSH signature is malformed")
    try:
        data = base64.b64decode("".join(lines[1:-2]), validate=True)
    except (binascii.Error, ValueError):
        raise SigningError("the SSH signature is malformed") from None
    if _armour(data) != text:
        raise SigningError("the SSH signature is not written as ssh-keygen writes it")
    if data[:10] != _MAGIC + struct.pack(">I", 1):
        raise SigningError("the SSH signature is of an unknown version")
    rest = data[10:]
    fields: list[bytes] = []
    for _field in range(5):
        part, rest = take(rest)
        fields.append(part)
    if rest:
        raise SigningError("the SSH signature has data behind it")
    return _Parts(*fields)


def _to_mpints(signature: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return b"".join(mpint(number) for number in decode_dss_signature(signature))


def _from_mpints(data: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    first, rest = take(data)
    second, rest = take(rest)
    numbers = [int.from_bytes(part, "big") for part in (first, second)]
    if rest or max(len(first), len(second)) > _COORDINATE + 1 or b"".join(map(mpint, numbers)) != data:
        raise SigningError("the SSH signature is malformed")
    return encode_dss_signature(*numbers)
