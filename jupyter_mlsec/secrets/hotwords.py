"""Hot words: the few words of a text that a secret could stand beside, or be.

Most texts of a notebook hold none. A text is cut into its words by C code, and the words that are known to say nothing
are taken away at once, so that what is left to judge in Python are the words that were never seen before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jupyter_mlsec.secrets.encoded_look import could_be_encoded
from jupyter_mlsec.secrets.kind import kinds
from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.rarity import is_odd

# Parts of names that promise something, in lower case; what_it_says decides about the whole name.
_NAME_PARTS = (
    *("pass", "secret", "token", "key", "cred", "auth", "pw", "_pat", "sas", "login", "client", "connect", "kennwort"),
    *("senha", "contrase", "psk", "session", "cookie", "jwt", "wachtwoord", "appid", "subscription"),
)
# How the words end that commands and headers with a login begin with, and functions that take a secret.
_COMMANDS = (
    *(b"bearer", b"basic", b"authorization", b"-u", b"--user", b"--proxy-user", b"mysql", b"mysqldump", b"mysqladmin"),
    *(b"mariadb", b"sshpass", b"sig", b"redis-cli", b"az", b"openssl", b"identified", b"thin", b"sqlplus", b"connect"),
    *(b"fernet", b"hmac", b"jwt", b"secretstr", b"secretbox", b"login", b"basicauth", b"digestauth", b"set_password"),
    *(b"configure", b"authtoken", b"ftp", b"ftp_tls", b"echo"),
)
# Words that are looked for as they are: the head of a private key, and functions that decode.
_EXACT = frozenset({b"PRIVATE", b"fromhex", b"unhexlify", b"rot13", b"rot_13", b"decodebytes", b"chr"})
_NEEDS_MORE = {b"key", b"token", b"keys", b"pat", b"auth"}  # the word before it may make it a name: "API key"
_CALLED = (b"login", b"client", b"connect")  # functions whose names say something only where they are called
_PART = re.compile("|".join(_NAME_PARTS).encode())
_OTHER_PART = re.compile("|".join(part for part in _NAME_PARTS if part.encode() not in _CALLED).encode())
_DECODER = re.compile(rb"a2b_|[0-9]{2}decode")
# What follows the plus inside of Azure's keys.
_PLUS_STARTS = frozenset({b"ASt", b"ASb", b"AEh", b"ARm", b"ABa", b"ACR"})
_LONG, _PIECE = 16, 8  # what a token is at least; what a piece of one is
_LONGEST = 80
_BLOCK = 1 << 16
_MOST = 200_000
_DIGIT = re.compile(rb"[0-9]")
_RULES = frozenset({b"-", b"_"})
_cold: set[bytes] = set()


@dataclass(frozen=True, slots=True)
class HotWords:
    """The words of a text that are names, commands or tokens (``hot``), and those that may be pieces (``odd``)."""

    hot: frozenset[bytes]
    odd: tuple[bytes, ...]


_NONE = HotWords(frozenset(), ())


def hot_words(spaced: bytes) -> HotWords:
    """Return the words that say something. ``spaced`` is a text in Latin-1 with blanks for all but word characters."""
    if len(spaced) <= _BLOCK:
        found = set(spaced.split())
        found -= _cold
    else:
        found = set()
        for block in _blocks(spaced):
            found |= set(block.split()) - _cold
    if not found:
        return _NONE
    marks, hot, odd, cold = _marks(), [], [], []
    for word in found:
        if is_hot(word, marks):
            hot.append(word)
        elif len(word) >= _PIECE and (_DIGIT.search(word) is not None or is_odd(word[:_LONGEST].decode("ascii"))):
            odd.append(word)
        else:
            cold.append(word)
    if len(_cold) > _MOST:
        _cold.clear()
    _cold.update(cold)
    return HotWords(frozenset(hot), tuple(odd)) if hot or odd else _NONE


def _blocks(spaced: bytes) -> Iterator[bytes]:
    """Yield a long text in blocks that end between words."""
    at = 0
    while at < len(spaced):
        end = spaced.find(b" ", at + _BLOCK)
        end = end if end >= 0 else len(spaced)
        yield spaced[at:end]
        at = end


def is_hot(word: bytes, marks: Marks) -> bool:
    """Whether a secret could stand beside a word, or be the word."""
    size = len(word)
    if size < _LONGEST:
        low = word.lower()
        if _PART.search(low) is not None and _is_name(word):
            return True
        if (
            low.endswith(_COMMANDS)
            or word in marks.words
            or word[1:] in marks.words
            or _DECODER.search(low) is not None
        ):
            return True
    if size < _LONG:
        is_end = size >= _PIECE and not word.islower()  # of a key with a slash or a plus in it
        return word[:3] in _PLUS_STARTS or (is_end and marks.inside.search(word) is not None)
    if word.isdigit():
        return False
    return _begins_a_token(word, marks) or marks.inside.search(word) is not None or could_be_encoded(word)


def _begins_a_token(word: bytes, marks: Marks) -> bool:
    """Whether a token begins where the word does, or after a hyphen or what an escape left before it."""
    for at in (0, 1, 2):
        if word[at : at + 2] in marks.first_two and any(
            word[at : at + length] in marks.starts for length in marks.lengths
        ):
            return True
    return word[:1] in _RULES and _begins_a_token(word.lstrip(b"-_"), marks)


def is_piece(word: bytes) -> bool:
    """Whether a word could be a piece of something that a machine drew."""
    if word.isdigit():
        return False
    return (len(word) >= _LONG and b"_" not in word) or is_odd(word[:_LONGEST].decode("ascii"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What the formats of all kinds leave in words: whole words, beginnings, and literals inside."""

    words: frozenset[bytes]
    first_two: frozenset[bytes]
    starts: frozenset[bytes]
    lengths: tuple[int, ...]
    inside: re.Pattern[bytes]


@lru_cache(maxsize=1)
def _marks() -> Marks:
    before = {re.split(r"[^A-Za-z0-9_-]", text)[-2] for kind in kinds() for text in kind.after}
    hosts = {host.removeprefix(".").split(".")[-2] for kind in kinds() for host in kind.hosts}
    starts = frozenset(text.encode() for kind in kinds() for text in kind.starts)
    return Marks(
        frozenset({*_EXACT, *(word.encode() for word in before | hosts if len(word) > 1)}),
        frozenset(text[:2] for text in starts),
        starts,
        tuple(sorted(set(map(len, starts)))),
        re.compile("|".join(text for kind in kinds() for text in kind.inside if text.isalnum()).encode()),
    )


def _is_name(word: bytes) -> bool:
    return word.lower().strip(b"-_") in _NEEDS_MORE or what_it_says(word.decode("ascii")) is not Says.NOTHING


def is_command(word: bytes) -> bool:
    """Whether a word is one that a command or a header with a login begins with."""
    return word.lower().endswith(_COMMANDS)


def is_name(word: bytes, following: bytes) -> bool:
    """Whether a word, before the character ``following``, is a name whose value may be a secret."""
    if len(word) >= _LONGEST:
        return False
    low = word.lower()
    if low.endswith(_CALLED) and following != b"(":
        return _OTHER_PART.search(low) is not None
    return _PART.search(low) is not None
