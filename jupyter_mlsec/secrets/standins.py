"""Stand-ins: values that only hold a secret's place (placeholders, masks, references, documented examples)."""

from __future__ import annotations

import re

from jupyter_mlsec.secrets.rarity import is_periodic, orderliness
from jupyter_mlsec.secrets.vocabulary import words

# A value that is fetched, filled in or looked up: templates, environments, vaults, secret managers, calls.
_REFERENCE = re.compile(
    r"""^\$[A-Za-z_]\w*$|\$\{|\$\(|\{\{|\}\}"""
    r"""|<[A-Za-z][\w .:-]{0,60}>|\{[A-Za-z_][\w.\[\]"']{0,60}(?::[^}]{0,10})?\}|%\([a-z_]+\)s"""
    r"""|^%[A-Za-z_]+%$|^\[[A-Za-z _-]+\]$"""
    r"""|\b(?:os\.)?environ\b|\bgetenv\b|\bgetpass\b|\binput\(|\bkeyring\b|\buserdata\.get|\bdbutils\."""
    r"""|^(?:op|vault|ssm|sm|akv|secret|env|file|keyring|aws-sm|gcp-sm|ref\+[a-z]+|awssecret|secretref|kv)://?"""
    r"""|^(?:env|vault|secret|file|ssm)[:=]|^ENC\[|^arn:|^projects/[^/]+/secrets/"""
    r"""|^!(?:vault|secret|Ref|Sub)\b|^@Microsoft\.KeyVault|secretsmanager|^%[sdr]$""",
    re.IGNORECASE,
)
_HASHED = re.compile(
    r"^(?:\$(?:2[abxy]|5|6|argon2\w*|pbkdf2\w*|1|y|scrypt)\$"
    r"|(?:sha(?:1|224|256|384|512)|md5|pbkdf2|argon2|scrypt|bcrypt)[:$-]|\{SSHA\})",
    re.IGNORECASE,
)
_MASKED = re.compile(
    r"([xX*•●#.\-_=?0])\1{4,}|\*{3,}|•{2,}|…|\.{3}"
    r"|\[(?:redacted|masked|hidden|filtered)|<(?:redacted|hidden)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"example|sample|placeholder|changeme|change[-_ ]?(?:it|this)|redacted|(?<![A-Za-z])your"
    r"|replace[-_ ]?(?:me|with|this)|insert[-_ ]?"
    r"|dummy|(?<![A-Za-z])xxxx|foobar|notreal|not[-_ ]?a[-_ ]?(?:real|secret)"
    r"|(?:goes|key|token|secret|password|put|paste|enter)[-_ ]?(?:goes[-_ ]?)?here"
    r"|(?<![A-Za-z])todo(?![A-Za-z])|fixme|lorem"
    r"|s3cr3t|p[a@]ssw[o0]rd|keep[-_ ]?secret|top[-_ ]?secret|super[-_ ]?secret",
    re.IGNORECASE,
)
# A page of digits or letters in order inside something long: documentation counts, chance does not.
_COUNTED = re.compile(r"12345678|23456789|01234567|98765432|87654321|abcdefgh|bcdefghi", re.IGNORECASE)
_LONG = 20
# How pictures, fonts, sounds and archives begin once they are base64 (their magic numbers).
_MEDIA = re.compile(
    r"^(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR|AAAA[A-Za-z0-9+/]{2}Z0eX|JVBERi0|PHN2Zy|d09G[RM]|AAEAAAA|T1RUTw|T2dnUw|SUQz|UEsDB|H4sI|Qk[0-9A-Za-z+/]{4}AAAA|gASV|k05VTVBZ)"
)
# Keys that are made to be shown: publishable, site, public and project keys, and the storage emulator's well-known one.
_PUBLIC = re.compile(
    r"^(?:pk[._-](?:eyJ|live_|test_|lf-)|sb_publishable_|phc_|age1[a-z0-9]{20}|ssh-(?:rsa|ed25519)|AAAA[BCE]3NzaC1|Eby8vdM02xNO)"
)
_WORDS = re.compile(r"[a-z]+")
_CHECKED = re.compile(r"[A-Za-z0-9]+")


def is_reference(value: str) -> bool:
    """Whether ``value`` says where the secret is to be had, instead of being it."""
    return _REFERENCE.search(value) is not None


def is_hash(value: str) -> bool:
    """Whether ``value`` is what a password hashing scheme stores."""
    return _HASHED.match(value) is not None


def is_masked(value: str) -> bool:
    """Whether somebody already took the secret out and left marks in its place."""
    return _MASKED.search(value) is not None


def is_public(value: str) -> bool:
    """Whether ``value`` is a key that its owner publishes, or no key but a picture, a font or an archive."""
    return _PUBLIC.match(value) is not None or _MEDIA.match(value) is not None


def is_made_up(value: str) -> bool:
    """Whether ``value`` is visibly drawn by hand: told so, in order, repeated, or of hardly any characters."""
    if _TOLD.search(value) or is_periodic(value) or (len(value) >= _LONG and _COUNTED.search(value)):
        return True
    body = "".join(_CHECKED.findall(value))
    return orderliness(body) > 0.4 or len(set(body)) <= max(3, len(body) // 12)  # noqa: PLR2004 - chance gives 0.02


def is_vocabulary(value: str) -> bool:
    """Whether ``value`` is nothing but words that people use as stand-ins, with digits or marks between them."""
    found = _WORDS.findall(value.lower())
    letters = sum(map(len, found))
    digits = sum(map(str.isdigit, value))
    if letters == 0:
        return digits == 0
    known = sum(len(word) for word in found if word in words("stand_in"))
    return known >= 0.7 * letters and digits <= 4  # noqa: PLR2004 - "admin2024" is one, half a key is none


def is_stand_in(value: str) -> bool:
    """Whether ``value`` is any of these."""
    return (
        is_reference(value)
        or is_masked(value)
        or is_hash(value)
        or is_made_up(value)
        or is_vocabulary(value)
        or is_public(value)
    )
