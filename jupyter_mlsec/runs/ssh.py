"""OpenSSH's formats: public key lines, fingerprints and SSHSIG signatures (PROTOCOL.sshsig), as ssh-keygen has them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
    PublicKey = Ed25519PublicKey | EllipticCurvePublicKey

NAMESPACE = "notebook-run@jupyter-mlsec"
ED25519 = "ssh-ed25519"
P256 = "ecdsa-sha2-nistp256"
_MAGIC = b"SSHSIG"
_HEAD = "-----BEGIN SSH SIGNATURE-----"
_FOOT = "-----END SSH SIGNATURE-----"
_COORDINATE = 32  # bytes of a P-256 number
_IDENTITY = re.compile(r"[^\s,*?!\"#]+")


def check_identity(identity: str) -> None:
    """Raise SigningError for a name that ``allowed_signers`` would read as something else."""
    if not _IDENTITY.fullmatch(identity) or not identity.isprintable():
        raise SigningError("an identity must be one word, such as an e-mail address")


def public_line(key: PublicKey) -> str:
    """Return ``type base64`` as it stands in a ``.pub`` file, without a comment."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def blob(key: PublicKey) -> bytes:
    """Return the key in SSH's wire format."""
    return base64.b64decode(public_line(key).split()[1])


def fingerprint(key: PublicKey) -> str:
    """Return ``SHA256:…`` as ``ssh-keygen -l`` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob(key)).digest()).decode("ascii").rstrip("=")


def read_public(line: str) -> PublicKey:
    """Read ``type base64 [comment]``; raise SigningError for anything but Ed25519 and P-256."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    parts = line.split()
    if len(parts) < 2 or parts[0] not in {ED25519, P256}:  # noqa: PLR2004 - a type and a key
        raise SigningError("a public key must be of type ssh-ed25519 or ecdsa-sha2-nistp256")
    try:
        key = load_ssh_public_key(f"{parts[0]} {parts[1]}".encode("ascii"))
    except (ValueError, UnicodeError, UnsupportedAlgorithm):
        raise SigningError("a public key could not be read") from None
    return accepted(key)


def accepted(key: object) -> PublicKey:
    """Return the key if its algorithm is one we speak; raise SigningError otherwise."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise SigningError("a key must be Ed25519 or ECDSA P-256")


def raw_sign(key: PrivateKey, message: bytes) -> bytes:
    """Sign as openssl does: plain Ed25519, or a DER-encoded ECDSA signature over SHA-256."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, Ed25519PrivateKey):
        return key.sign(message)
    return key.sign(message, ECDSA(SHA256()))


def raw_verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Return whether ``raw_sign`` of the matching private key gave this signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            key.verify(signature, message, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def sshsig(key: PrivateKey, message: bytes, namespace: str = NAMESPACE) -> str:
    """Return an armoured signature that ``ssh-keygen -Y verify -n NAMESPACE`` accepts."""
    public = accepted(key.public_key())
    kind = public_line(public).split()[0]
    signature = raw_sign(key, _signed(message, namespace, "sha512"))
    if kind == P256:
        signature = _to_mpints(signature)
    body = (
        struct.pack(">I", 1) + _string(blob(public)) + _string(namespace.encode()) + _string(b"") + _string(b"sha512")
    )
    return _armoured(_MAGIC + body + _string(_string(kind.encode()) + _string(signature)))


def _armoured(data: bytes) -> str:
    encoded = base64.b64encode(data).decode("ascii")
    lines = [encoded[start : start + 70] for start in range(0, len(encoded), 70)]
    return "\n".join([_HEAD, *lines, _FOOT, ""])


def check_sshsig(armoured: str, message: bytes, namespace: str = NAMESPACE) -> PublicKey | None:
    """Return the key that made a signature over ``message``; None where it does not fit or has another namespace.

    Raises SigningError where the signature is malformed.
    """
    fields = _parse(armoured)
    if fields["namespace"] != namespace.encode() or fields["reserved"] or fields["hash"] not in {b"sha256", b"sha512"}:
        return None
    kind, rest = _take(fields["signature"])
    signature, rest = _take(rest)
    encoded = base64.b64encode(fields["key"]).decode("ascii")
    key = read_public(f"{kind.decode('ascii', 'replace')} {encoded}")
    if rest or blob(key) != fields["key"]:
        raise SigningError("the SSH signature is malformed")
    if kind == P256.encode():
        signature = _from_mpints(signature)
    return key if raw_verify(key, signature, _signed(message, namespace, fields["hash"].decode())) else None


def _signed(message: bytes, namespace: str, algorithm: str) -> bytes:
    digest = hashlib.new(algorithm, message).digest()
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(algorithm.encode()) + _string(digest)


def _parse(armoured: str) -> dict[str, bytes]:
    """Take an armoured signature apart; only the form that ``sshsig`` and ssh-keygen write is accepted."""
    lines = armoured.split("\n")
    if len(lines) < 4 or lines[0] != _HEAD or lines[-2] != _FOOT or lines[-1]:  # noqa: PLR2004 - head, body, foot, end
        raise SigningError("the SSH signature is malformed")
    try:
        data = base64.b64decode("".join(lines[1:-2]), validate=True)
    except (binascii.Error, ValueError):
        raise SigningError("the SSH signature is malformed") from None
    if _armoured(data) != armoured:
        raise SigningError("the SSH signature is not written as ssh-keygen writes it")
    if data[:10] != _MAGIC + struct.pack(">I", 1):
        raise SigningError("the SSH signature is of an unknown version")
    rest = data[10:]
    fields: dict[str, bytes] = {}
    for name in ("key", "namespace", "reserved", "hash", "signature"):
        fields[name], rest = _take(rest)
    if rest:
        raise SigningError("the SSH signature has data behind it")
    return fields


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _take(data: bytes) -> tuple[bytes, bytes]:
    if len(data) < 4 or (end := 4 + struct.unpack(">I", data[:4])[0]) > len(data):  # noqa: PLR2004 - a length's bytes
        raise SigningError("the SSH signature is cut short")
    return data[4:end], data[end:]


def _to_mpints(signature: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    numbers = decode_dss_signature(signature)
    return b"".join(_string(number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers)


def _from_mpints(data: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    first, rest = _take(data)
    second, rest = _take(rest)
    if rest or max(len(first), len(second)) > _COORDINATE + 1:
        raise SigningError("the SSH signature is malformed")
    return encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))
