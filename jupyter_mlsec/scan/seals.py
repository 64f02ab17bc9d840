"""Seals: what ties an ignored finding to one value, without holding the value or helping to guess it.

A seal that everybody can check is one against which everybody can try guesses. So only a value that nobody can guess
(or that is no secret) gets one; any other is sealed with a key of the person, which lies in no project and no notebook.
"""

from __future__ import annotations

import hashlib
import math
import os
import secrets
from contextlib import suppress

from jupyter_mlsec.config.person import config_folder
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.notebook.witness import ask_about
from jupyter_mlsec.secrets.chance import spans_of_chance

_BYTES = 16
_ENOUGH_BITS = 64  # of chance in a value: nobody tries 2 ** 64 values
_PREFIX = 4  # characters at the start of a token that say whose it is, and are the same in all
_HEX = frozenset("0123456789abcdefABCDEF")
_OWNER_ONLY = 0o600


def new_salt() -> str:
    """Return a salt in hex."""
    return secrets.token_hex(_BYTES)


def seal(value: str, about: tuple[str, Place, str], salt: str, key: bytes = b"") -> str:
    """Return the seal of a value for what it is about: a rule, a place and a fingerprint."""
    rule, place, fingerprint = about
    digest = hashlib.blake2b(digest_size=_BYTES, key=key, salt=bytes.fromhex(salt), person=b"mlsec-ignored")
    digest.update(f"{rule}\0{place}\0{fingerprint}\0".encode())
    digest.update(value.encode(errors="surrogatepass"))
    return digest.hexdigest()


def is_guessable(value: str) -> bool:
    """Whether somebody who tries values could come upon this one."""
    return sum(_bits(value[span.start : span.end]) for span in spans_of_chance(value)) < _ENOUGH_BITS


def _bits(run: str) -> float:
    letters = 16 if _HEX.issuperset(run) else 36 if run.upper() == run or run.lower() == run else 62
    return max(0, len(run) - _PREFIX) * math.log2(letters)


def personal_key(*, make: bool = False) -> bytes | None:
    """Return the person's key for seals; None where there is none, or where it cannot be read. ``make`` makes it.

    Raises ``OSError`` where one is to be made and cannot be written.
    """
    path = config_folder() / "seals.key"
    ask_about(path)
    with suppress(OSError, ValueError):
        key = bytes.fromhex(path.read_text(encoding="ascii"))
        return key if len(key) == 2 * _BYTES else None
    if not make:
        return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):  # another process was faster: its key is the key
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(2 * _BYTES))
    return personal_key()
