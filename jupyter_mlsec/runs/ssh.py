"""OpenSSH's public keys: their lines, fingerprints and kinds, keys in FIDO authenticators among them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs.ssh_wire import string, take

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey
    PlainKey = Ed25519PublicKey | EllipticCurvePublicKey

NAMESPACE = "notebook-run@jupyter-mlsec"
ED25519 = "ssh-ed25519"
P256 = "ecdsa-sha2-nistp256"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
SK_P256 = "sk-ecdsa-sha2-nistp256@openssh.com"
KINDS = (ED25519, P256, SK_ED25519, SK_P256)
_PLAIN = {SK_ED25519: ED25519, SK_P256: P256}
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-4, D.1.2.3
_IDENTITY = re.compile(r"[^\s,*?!\"#]+")


@dataclass(frozen=True, slots=True)
class HardwareKey:
    """A key inside a FIDO authenticator (PROTOCOL.u2f): it signs a statement about a message, never the message.

    ``openssl`` and Sigstore's libraries cannot read such signatures; ``ssh-keygen`` can.
    """

    inner: PlainKey = field(repr=False)
    application: str = "ssh:"


if TYPE_CHECKING:
    PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | HardwareKey


def check_identity(identity: str) -> None:
    """Raise SigningError for a name that ``allowed_signers`` would read as something else."""
    if not _IDENTITY.fullmatch(identity) or not identity.isprintable():
        raise SigningError("an identity must be one word, such as an e-mail address")


def kind(key: PublicKey) -> str:
    """Return OpenSSH's name for the kind of a key."""
    return public_line(key).partition(" ")[0]


def public_line(key: PublicKey) -> str:
    """Return ``type base64`` as it stands in a ``.pub`` file, without a comment."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if not isinstance(key, HardwareKey):
        return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
    plain, _, encoded = public_line(key.inner).partition(" ")
    name = next(hardware for hardware, below in _PLAIN.items() if below == plain)
    _, numbers = take(base64.b64decode(encoded))
    data = string(name.encode()) + numbers + string(key.application.encode())
    return f"{name} {base64.b64encode(data).decode('ascii')}"


def blob(key: PublicKey) -> bytes:
    """Return the key in SSH's wire format."""
    return base64.b64decode(public_line(key).split()[1])


def fingerprint(key: PublicKey) -> str:
    """Return ``SHA256:…`` as ``ssh-keygen -l`` prints it."""
    return blob_fingerprint(blob(key))


def blob_fingerprint(data: bytes) -> str:
    """Return the fingerprint of a key in wire format, of whatever kind it is."""
    return digest_fingerprint(hashlib.sha256(data).digest())


def digest_fingerprint(digest: bytes) -> str:
    """Return the fingerprint of a key whose SHA-256, in wire format, is this."""
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def read_blob(line: str) -> bytes:
    """Return the wire format of ``type base64 [comment]`` for any kind of key; SigningError where it is none."""
    parts = line.split()
    try:
        data = base64.b64decode(parts[1], validate=True)
        named, _ = take(data)
    except (IndexError, binascii.Error, ValueError, SigningError):
        raise SigningError("a public key could not be read") from None
    if named.decode("ascii", "replace") != parts[0]:
        raise SigningError("a public key is of another type than its line says")
    return data


def read_public(line: str) -> PublicKey:
    """Read ``type base64 [comment]``; raise SigningError for anything but Ed25519 and P-256, plain or in hardware."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    parts = line.split()
    if len(parts) < 2 or parts[0] not in KINDS:  # noqa: PLR2004 - a type and a key
        raise SigningError(
            "a public key must be of type ssh-ed25519 or ecdsa-sha2-nistp256", help="FIDO keys (sk-…) are read as well"
        )
    named, application, plain = parts[0], b"", f"{parts[0]} {parts[1]}"
    if named in _PLAIN:
        numbers, application = _apart(read_blob(line), named)
        plain = f"{_PLAIN[named]} {base64.b64encode(string(_PLAIN[named].encode()) + numbers).decode('ascii')}"
    try:
        key = accepted(load_ssh_public_key(plain.encode("ascii")))
        return HardwareKey(key, application.decode("ascii")) if named in _PLAIN else key
    except (ValueError, UnicodeError, UnsupportedAlgorithm):
        raise SigningError("a public key could not be read") from None


def read_pem_or_line(data: bytes) -> str:
    """Return ``type base64`` of a public key in PEM or in OpenSSH's form; raise SigningError where it is neither."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        text = data.decode("ascii")
        if "-----BEGIN PUBLIC KEY-----" not in text:
            return public_line(read_public(text))
        return public_line(accepted(load_pem_public_key(data)))
    except (ValueError, UnsupportedAlgorithm):
        raise SigningError("a public key could not be read") from None


def _apart(data: bytes, named: str) -> tuple[bytes, bytes]:
    """Return the numbers of a hardware key, still in wire format, and its application."""
    _, rest = take(data)
    numbers = b""
    for _part in range(2 if named == SK_P256 else 1):
        number, rest = take(rest)
        numbers += string(number)
    application, rest = take(rest)
    if rest or not application.startswith(b"ssh:"):
        raise SigningError("a hardware key must be one that was made for SSH")
    return numbers, application


def accepted(key: object) -> PlainKey:
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
    return settled(key.sign(message, ECDSA(SHA256())))


def settled(signature: bytes) -> bytes:
    """Return the one of the two equal DER-encoded ECDSA signatures that counts here: that with the smaller number.

    Anybody can make the other one without the key, which would be two files that both verify.
    """
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    first, second = decode_dss_signature(signature)
    return encode_dss_signature(first, min(second, _P256_ORDER - second))


def raw_verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Return whether ``raw_sign`` of the matching private key gave this signature; a hardware key gives none."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.hashes import SHA256

    if isinstance(key, HardwareKey):
        return False
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
            return True
        key.verify(signature, message, ECDSA(SHA256()))
        return settled(signature) == signature
    except (InvalidSignature, ValueError):
        return False
