"""The environment variable that a secret moves to: named after what the code calls it, else after its vendor."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.secrets.kind import Kind
from jupyter_mlsec.secrets.names import Says, what_it_says

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST = 40
_SYLLABLE = 6  # characters that a name and a value may have in common by chance
# Words that say that something is a secret, and not whose.
_GENERIC = frozenset(
    [
        *("access", "api", "apikey", "arg", "auth", "authorization", "bearer", "client", "cfg", "config", "conf"),
        *("conn", "connection", "cred", "creds", "credential", "credentials", "data", "default", "dsn", "env", "get"),
        *("header", "headers", "id", "key", "keys", "kwargs", "login", "my", "new", "obj", "old", "params", "pass"),
        *("passwd", "password", "payload", "private", "pwd", "raw", "self", "secret", "secrets", "session", "settings"),
        *("setup", "str", "string", "temp", "test", "the", "this", "tmp", "token", "tokens", "uri", "url", "user"),
        *("val", "value", "values", "var", "x", "account", "cls", "options", "opts", "parameters"),
    ]
)
_ADDRESS = frozenset({"url", "uri", "dsn", "conn", "connection", "string", "str", "address", "endpoint"})
# What vendors' libraries read, where it is not what the kind is called.
_CONVENTIONS = {
    "hugging-face-token": "HF_TOKEN",
    "github-fine-grained-token": "GITHUB_TOKEN",
    "kaggle-api-key": "KAGGLE_KEY",
    "google-cloud-api-key": "GOOGLE_API_KEY",
    "authorization-header": "API_TOKEN",
    "hardcoded-password": "PASSWORD",
    "hardcoded-secret": "SECRET",
    "url-credentials": "PASSWORD",
    "connection-string-password": "PASSWORD",
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds a secret. ``names``: what the code calls it, from the nearest outwards; ``scheme`` of its address.

    ``is_variable``: the nearest name is an environment variable's. ``whole``: the secret is all of what is named.
    """

    names: Sequence[str] = ()
    is_variable: bool = False
    whole: bool = True
    scheme: str = ""


@dataclass
class Variables:
    """The variables of one notebook: one value has one name, and two values never share one."""

    _taken: dict[str, bytes] = field(default_factory=dict)
    _named: dict[bytes, str] = field(default_factory=dict)

    def name(self, kind: Kind, value: str, circumstances: Circumstances) -> str:
        """Return the variable for ``value``, which is not kept."""
        digest = hashlib.blake2b(value.encode(errors="surrogatepass"), digest_size=16).digest()
        wanted = _wanted(kind, value, circumstances)
        if circumstances.is_variable and circumstances.whole:
            self._taken.setdefault(wanted, digest)
            self._named.setdefault(digest, wanted)
            return wanted  # the code says where it is read from
        if digest in self._named:
            return self._named[digest]
        name, number = wanted, 1
        while self._taken.setdefault(name, digest) != digest:
            number += 1
            name = f"{wanted}_{number}"
        self._named[digest] = name
        return name


def _wanted(kind: Kind, value: str, circumstances: Circumstances) -> str:
    names = [name for name in circumstances.names if name and _is_harmless(name, value)]
    if circumstances.is_variable and names and circumstances.whole:
        return names[0]
    if not circumstances.whole and kind.name in {"url-credentials", "connection-string-password"}:
        return _of_address(names, circumstances.scheme)
    return (_of_vendors_key if kind.vendor else _of_names)(kind, names)


def _of_vendors_key(kind: Kind, names: Sequence[str]) -> str:
    """Return the name that the code gives it, if that says more than that it is a key."""
    words = _words(names[0]) if names else []
    says_whose = not _GENERIC.issuperset(words) and what_it_says(names[0]) is not Says.NOTHING
    return (_joined(words) if says_whose else "") or _of_kind(kind)


def _of_names(kind: Kind, names: Sequence[str]) -> str:
    """Return the nearest names that say whose it is, and what it is where they do not."""
    words: list[str] = []
    for name in names[:3]:
        words = [*_words(name), *words]
        if not _GENERIC.issuperset(words):
            break
    else:
        words = _words(names[0]) if names else []
    says = what_it_says("_".join(words))
    own = _words(_of_kind(kind))
    if says is Says.NOTHING or (own == ["password"] and says is not Says.PASSWORD):
        words = [*(word for word in words if not _GENERIC.issuperset([word])), *own]
    return _joined(words) or _of_kind(kind)


def _of_kind(kind: Kind) -> str:
    return _CONVENTIONS.get(kind.name, kind.name.upper().replace("-", "_"))


def _of_address(names: Sequence[str], scheme: str) -> str:
    """Return ``DATABASE_PASSWORD`` for ``DATABASE_URL``, else a name made of the address's scheme."""
    for name in names[:3]:
        words = _words(name)
        rest = [word for word in words if word not in _ADDRESS and word != "password"]
        if rest and (rest != words or what_it_says(name) is not Says.NOTHING) and not _GENERIC.issuperset(rest):
            return _joined([*rest, "password"])
    protocol = _words(scheme.partition("+")[0])
    return _joined([*protocol, "password"])


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _joined(words: Sequence[str]) -> str:
    """Return the words as a variable's name; empty where they make none."""
    kept = list(words)
    while kept and kept[0].isdigit():
        kept.pop(0)
    return "_".join(kept)[:_LONGEST].rstrip("_").upper()


def _is_harmless(name: str, value: str) -> bool:
    """Whether a name gives nothing of the value away."""
    is_part = len(name) > _SYLLABLE and name in value
    return len(name) <= 2 * _LONGEST and name.isascii() and value not in name and not is_part
