"""Authorization headers and command-line logins: Bearer, Basic, token, and ``-u user:password``."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from jupyter_mlsec.secrets.found import BY_PLACE, Found
from jupyter_mlsec.secrets.judge import is_secret
from jupyter_mlsec.secrets.kind import kinds_by_name
from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.surface import Surface

_BEARER = re.compile(r"(?:[ \t]{1,4}|%20|\+)(?:\{?[\"']?)([A-Za-z0-9._~+/=-]{16,2000})")
_BASIC = re.compile(r"[ \t]{1,4}([A-Za-z0-9+/_-]{8,400}={0,2})")
_AUTHORIZATION = re.compile(
    r"""[\\"'`]{0,4}\s{0,3}[:=,]\s{0,3}[\\"'`]{0,4}(?:token|key|apikey|bot|api-key|splunk|genie\w*)[ =]{1,2}["']?([^\s"'`\\<>{}]{12,500})""",
    re.IGNORECASE,
)
_USER_FLAG = re.compile(r"""(?:-u|--user|--proxy-user)[ =]{1,3}["']?([^\s:"'/]{1,100}):([^\s"'@]{4,200})""")
_MYSQL = re.compile(
    r"""\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|redis-cli|mongo(?:sh|dump)?|psql|7z|zip|unzip)\b[^\n|;]{0,200}?\s-(?:p|a|P)[ ]?["']?([^\s"'`;|&-][^\s"'`;|&]{5,100})"""
)


def headers(surface: Surface) -> Iterator[Found]:
    """Yield the credentials of authorization headers and of commands that take a login."""
    kind = kinds_by_name()["authorization-header"]
    for word, pattern, check in ((b"bearer", _BEARER, _is_token), (b"basic", _BASIC, _is_login)):
        for at in surface.occurrences(word):
            match = pattern.match(surface.content, at + len(word))
            if match is not None and check(match[1].rstrip(".")):
                yield Found(match.start(1), match.end(1), kind, BY_PLACE)
    for at in surface.occurrences(b"authorization"):
        match = _AUTHORIZATION.match(surface.content, at + 13)
        if match is not None and is_secret(Says.TOKEN, match[1], sure=True):
            yield Found(match.start(1), match.end(1), kind, BY_PLACE)
    yield from _logins(surface)


def _logins(surface: Surface) -> Iterator[Found]:
    kind = kinds_by_name()["hardcoded-password"]
    for flag in (b"-u ", b"--user", b"--proxy-user"):
        for at in surface.occurrences(flag):
            match = _USER_FLAG.match(surface.content, at)
            if match is not None and is_secret(Says.PASSWORD, match[2], sure=True):
                yield Found(match.start(2), match.end(2), kind, BY_PLACE)
    for command in (b"mysql", b"sshpass", b"redis-cli", b"mariadb"):
        for at in surface.occurrences(command):
            match = _MYSQL.match(surface.content, at)
            if match is not None and is_secret(Says.PASSWORD, match[1], sure=True):
                yield Found(match.start(1), match.end(1), kind, BY_PLACE)


def _is_token(value: str) -> bool:
    return is_secret(Says.TOKEN, value, sure=True)


def _is_login(value: str) -> bool:
    """Whether base64 holds ``user:password`` with a password that counts (RFC 7617)."""
    try:
        login = base64.b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, ValueError):
        return False
    user, colon, password = login.partition(":")
    return bool(colon) and login.isprintable() and password != user and is_secret(Says.PASSWORD, password, sure=True)
