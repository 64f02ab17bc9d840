"""Revoked keys: a list of public keys or fingerprints, or OpenSSH's binary KRL (PROTOCOL.krl)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.ssh_wire import take, take_number

_MAGIC = b"SSHKRL\n\0"
_CERTIFICATES, _KEYS, _SHA1, _SIGNATURE, _SHA256 = 1, 2, 3, 4, 5
_SHA1_LENGTH, _SHA256_LENGTH = 20, 32
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dataclass(frozen=True, slots=True)
class Revocation:
    """Which keys never count: ``fingerprints`` as ssh-keygen prints them, ``sha1`` of keys in wire format."""

    fingerprints: frozenset[str] = frozenset()
    sha1: frozenset[bytes] = frozenset()

    def has(self, blob: bytes) -> bool:
        """Whether a key, in wire format, is revoked."""
        return ssh.blob_fingerprint(blob) in self.fingerprints or (
            bool(self.sha1) and hashlib.sha1(blob, usedforsecurity=False).digest() in self.sha1
        )


def read_revoked(data: bytes) -> Revocation:
    """Read a file of revoked keys; raise SigningError for what cannot be read: it could name the key in question."""
    if data.startswith(_MAGIC):
        return _krl(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SigningError("the revoked keys are neither text nor a KRL") from None
    lines = (line.strip() for line in text.split("\n"))
    return Revocation(frozenset(_fingerprint(line) for line in lines if line and not line.startswith("#")))


def _fingerprint(line: str) -> str:
    """Return the fingerprint that a line names; keys of all types can be revoked."""
    return line if _FINGERPRINT.fullmatch(line) else ssh.blob_fingerprint(ssh.read_blob(line))


def _krl(data: bytes) -> Revocation:
    version, rest = take_number(data[len(_MAGIC) :])
    if version != 1:
        raise SigningError("the KRL is of an unknown version")
    for size in (8, 8, 8):  # its number, when it was made, flags
        _, rest = take_number(rest, size)
    for _text in ("reserved", "comment"):
        _, rest = take(rest)
    fingerprints: set[str] = set()
    sha1: set[bytes] = set()
    while rest:
        section, rest = take_number(rest, 1)
        content, rest = take(rest)
        if section == _SIGNATURE:
            raise SigningError("the KRL is signed, which is not supported", help="make one without -s")
        if section == _KEYS:
            fingerprints |= {ssh.blob_fingerprint(blob) for blob in _strings(content)}
        elif section == _SHA1:
            sha1 |= set(_strings(content, _SHA1_LENGTH))
        elif section == _SHA256:
            fingerprints |= {ssh.digest_fingerprint(digest) for digest in _strings(content, _SHA256_LENGTH)}
        elif section != _CERTIFICATES:  # certificates never count here, so that revoking one changes nothing
            raise SigningError("the KRL has a part of an unknown kind")
    return Revocation(frozenset(fingerprints), frozenset(sha1))


def _strings(content: bytes, length: int | None = None) -> Iterator[bytes]:
    while content:
        part, content = take(content)
        if length is not None and len(part) != length:
            raise SigningError("the KRL is malformed")
        yield part
