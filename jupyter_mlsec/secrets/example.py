"""Examples: random credentials made from a kind's recipe, so that none is ever written down."""

from __future__ import annotations

import base64
import json
import re
import string
import uuid
from collections.abc import Callable, Mapping
from random import Random

from jupyter_mlsec.secrets.checksum import crc32_base62

_ALPHABETS: Mapping[str, str] = {
    "base62": string.digits + string.ascii_uppercase + string.ascii_lowercase,
    "base62url": string.digits + string.ascii_uppercase + string.ascii_lowercase + "_-",
    "base64": string.digits + string.ascii_uppercase + string.ascii_lowercase + "+/",
    "base32": string.ascii_uppercase + "234567",
    "base32lower": string.ascii_lowercase + "234567",
    "bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "digit": string.digits,
    "digit1": "123456789",
    "digitb64": "ADEIMQTUYgjkw012345",
    "residue": "ACDEFGHIKLMNPQRSTVWY",
    "letter": string.ascii_letters,
    "lowerdigit": string.ascii_lowercase + string.digits,
    "upperdigit": string.ascii_uppercase + string.digits,
}


# Braces that name none of these are literals: recipes may hold code.
_PIECE = re.compile(r"\{(" + "|".join((*_ALPHABETS, "crc32", "uuid", "jwt")) + r")(?::(\d+))?\}")


def seeded(seed: str | int) -> Random:
    """Return the source of an example's characters; the same seed makes the same examples."""
    return Random(seed)  # noqa: S311 - examples must be reproducible, and open nothing


def make_example(recipe: str, random: Random) -> str:
    """Return one value made from ``recipe``: literals and ``{alphabet:count}``, ``{crc32}``, ``{uuid}``, ``{jwt}``.

    ``{crc32}`` is the checksum of what follows the last literal. Values whose ends or joints would merge with their
    surroundings (a hyphen at the end) are drawn again.
    """
    while True:
        value = fill(recipe, random)
        if value[-1] not in "-_." and "--" not in value and "__" not in value[4:]:
            return value


def fill(recipe: str, random: Random) -> str:
    """Return ``recipe`` with its braces filled in once, whatever comes out."""
    parts: list[str] = []
    at = 0
    for match in _PIECE.finditer(recipe):
        parts.append(recipe[at : match.start()])
        at = match.end()
        special = _SPECIAL.get(match[1])
        if match[1] == "crc32":
            parts.append(crc32_base62(parts[-2]))
        elif special is not None:
            parts.append(special(random))
        else:
            parts.append("".join(random.choice(_ALPHABETS[match[1]]) for _ in range(int(match[2] or 1))))
    return "".join((*parts, recipe[at:]))


def _uuid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _jwt(random: Random) -> str:
    def part(claims: Mapping[str, object]) -> str:
        encoded = json.dumps(claims, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(encoded).decode().rstrip("=")

    signature = "".join(random.choice(_ALPHABETS["base62"]) for _ in range(43))
    subject = str(random.randint(10**9, 10**10))
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': subject, 'iat': 1790000000})}.{signature}"


_SPECIAL: Mapping[str, Callable[[Random], str]] = {"uuid": _uuid, "jwt": _jwt}
