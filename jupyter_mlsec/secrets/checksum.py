"""Checksums that vendors build into their tokens, so that made-up ones can be told from real ones."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable, Mapping

_CRC_DIGITS = 6
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PUBLIC_ROLES = frozenset({"anon"})  # Supabase's publishable key is a JSON Web Token with this role


def holds(checksum: str, token: str) -> bool:
    """Whether ``token`` passes the check that its kind names; kinds without one always pass."""
    return _CHECKS[checksum](token) if checksum else True


def _crc32_base62(token: str) -> bool:
    """GitHub and npm: the last six characters are the CRC-32 of the others after the prefix, in base 62.

    Source: "Behind GitHub's new authentication token formats", GitHub's blog, 2021-04-05.
    """
    body = token.partition("_")[2]
    return crc32_base62(body[:-_CRC_DIGITS]) == body[-_CRC_DIGITS:]


def crc32_base62(body: str) -> str:
    """Return the six characters that GitHub and npm put at the end of a token with this body."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(_CRC_DIGITS, "0")


def _json_web_token(token: str) -> bool:
    """RFC 7519: header and payload are JSON objects and the header names an algorithm; a public role is no secret."""
    header, payload = (_json_object(part) for part in token.split(".")[:2])
    if header is None or payload is None or "alg" not in header:
        return False
    return payload.get("role") not in _PUBLIC_ROLES and payload.get("name") != "John Doe"  # jwt.io's own example


def _json_object(part: str) -> Mapping[str, object] | None:
    try:
        decoded = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


_CHECKS: Mapping[str, Callable[[str], bool]] = {"crc32-base62": _crc32_base62, "jwt": _json_web_token}
