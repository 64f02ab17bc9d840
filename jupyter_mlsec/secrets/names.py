"""What a name says about its value: a password, a secret, a token, a key, or nothing."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from jupyter_mlsec.secrets.vocabulary import words


class Says(IntEnum):
    """How much a name promises, from nothing to a password (whose value may be short and human)."""

    NOTHING = 0
    MAYBE = 1  # "key", "client": only a value that is random beyond doubt counts
    TOKEN = 2
    KEY = 3
    SECRET = 4
    PASSWORD = 5


_SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zà-ÿ]+|[0-9]+")
_JOINED_KEYS = ("apikey", "secretkey", "accesskey", "authkey", "accountkey")


@lru_cache(maxsize=8192)
def what_it_says(name: str) -> Says:
    """Judge a name as it is written (``DB_PASSWORD``, ``dbPassword``, ``db-password``, ``api key``)."""
    parts = [part.lower() for part in _SPLIT.findall(name)]
    while parts and (parts[-1] in words("tail") or parts[-1].isdigit()):
        parts.pop()
    if not parts or parts[-1] in words("about") or not words("public").isdisjoint(parts):
        return Says.NOTHING
    last, before = parts[-1], parts[-2] if len(parts) > 1 else ""
    for judge in (_password, _secret, _token, _key):
        says = judge(parts, last, before)
        if says is not None:
            return says
    return Says.MAYBE if last in words("maybe") else Says.NOTHING


def _password(parts: list[str], last: str, before: str) -> Says | None:
    if last in words("password") or last.endswith(("password", "passwd", "passphrase")):
        return Says.NOTHING if before in words("not_password") else Says.PASSWORD
    if last == "passe" and "mot" in parts:  # mot_de_passe
        return Says.PASSWORD
    if last in {"pass", "dbpass", "mypass", "smtppass", "rootpass"}:
        return Says.NOTHING if words("not_pass") & {before, *parts[:1]} - {""} else Says.PASSWORD
    return None


def _secret(_parts: list[str], last: str, before: str) -> Says | None:
    if last in words("secret") or last.endswith("secret") or (last == "id" and before == "secret"):
        return Says.SECRET
    return None


def _token(_parts: list[str], last: str, before: str) -> Says | None:
    if last not in words("token") and not last.endswith("token"):
        return None
    if not before:
        return {"pat": Says.NOTHING, "auth": Says.MAYBE, "cookie": Says.MAYBE}.get(last, Says.TOKEN)
    if before in words("not_token") or before[-1:].isdigit():
        return Says.NOTHING
    return Says.KEY if before in words("key") else Says.TOKEN


def _key(parts: list[str], last: str, before: str) -> Says | None:
    if last.endswith(_JOINED_KEYS):
        return Says.KEY
    if last not in {"key", "keys"}:
        return None
    if "secret" in parts or "private" in parts or before in words("key"):
        return Says.KEY
    return Says.NOTHING if before in words("not_key") else Says.MAYBE
