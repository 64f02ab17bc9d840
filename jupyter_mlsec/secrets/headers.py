"""Authorization headers and command-line logins: Bearer, Basic, token, and ``-u user:password``."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from jupyter_mlsec.secrets.found import BY_PLACE, Found
from jupyter_mlsec.secrets.judge import is_secret
from jupyter_mlsec.secrets.kind import kinds_by_name
from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.rarity import looks_random
from jupyter_mlsec.secrets.surface import Surface

_BEARER = re.compile(r"""bearer(?:[ \t]{1,4}|%20|\+)\{?["']?(?P<value>[A-Za-z0-9._~+/=-]{16,2000})""", re.IGNORECASE)
_BASIC = re.compile(r"basic[ \t]{1,4}(?P<value>[A-Za-z0-9+/_-]{8,400}={0,2})", re.IGNORECASE)
_AUTHORIZATION = re.compile(
    r"""authorization[\\"'`]{0,4}\s{0,3}[:=,]\s{0,3}[fFrR]?[\\"'`]{0,4}"""
    r"""(?:token|key|apikey|bot|api-key|splunk|genie\w*)[ =]{1,2}["']?"""
    r"""(?P<value>[^\s"'`\\<>{}]{12,500})""",
    re.IGNORECASE,
)
_USER_FLAG = re.compile(r"""(?:-u|--user|--proxy-user)[ =]{1,3}["']?[^\s:"'/]{1,100}:(?P<value>[^\s"'@]{4,200})""")
# A flag's value in quotes may hold anything, without quotes it ends where the shell's words end.
_FLAG_VALUE = (
    r"""(?:"(?P<double>[^"\n]{6,100})"|'(?P<single>[^'\n]{6,100})'|(?P<value>[^\s"'`;|&$-][^\s"'`;|&]{5,100}))"""
)
_PASSWORD_FLAG = re.compile(r"""[\w-]{2,12}\b[^\n|;]{0,200}?\s(?:-[paP][ ]?|--password[ =])""" + _FLAG_VALUE)
_CIPHER_FLAG = re.compile(r"openssl\b[^\n|;]{0,200}?\s(?:-k[ ]|-pass(?:in|out)?[ ]pass:)" + _FLAG_VALUE)
_IDENTIFIED = re.compile(r"identified\s{1,4}by\s{1,4}(?:password\s{1,4})?" + _FLAG_VALUE, re.IGNORECASE)
_ORACLE = re.compile(r"(?:thin:|sqlplus[^\n/]{1,60}?|connect\([\"'])[\w$#]{1,60}/(?P<value>[^\s\"'@/]{6,100})@")
_PIPED = re.compile(
    r"echo[ ](?:-n[ ])?" + _FLAG_VALUE + r"[ ]{0,3}\|[ ]{0,3}(?:sudo[ ]-S|[^\n|]{0,80}--password-stdin)", re.IGNORECASE
)
_SIGNATURE = re.compile(r"sig=(?P<value>[A-Za-z0-9%+/_-]{40,120}={0,2})")


def headers(surface: Surface) -> Iterator[Found]:
    """Yield the credentials of authorization headers and of commands that take a login."""
    for word in surface.present(_FORMS) if surface.has_commands else ():
        pattern, rule, check = _FORMS[word]
        for at in surface.occurrences(word):
            match = pattern.match(surface.content, at)
            if match is None:
                continue
            group = match.lastgroup or "value"
            if check(match[group].rstrip(".")):
                yield Found(*match.span(group), kinds_by_name()[rule], BY_PLACE)


def _is_token(value: str) -> bool:
    return is_secret(Says.KEY, value, sure=True)


def _is_login(value: str) -> bool:
    """Whether base64 holds ``user:password`` with a password that counts (RFC 7617)."""
    try:
        login = base64.b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, ValueError):
        return False
    user, colon, password = login.partition(":")
    return bool(colon) and login.isprintable() and password != user and is_secret(Says.PASSWORD, password, sure=True)


def _is_password(value: str) -> bool:
    return is_secret(Says.PASSWORD, value, sure=True)


def _is_signature(value: str) -> bool:
    """Whether a shared access signature's ``sig`` is a SHA-256 in base64."""
    plain = unquote(value).rstrip("=")
    return len(plain) == 43 and looks_random(plain)  # noqa: PLR2004 - 32 bytes


# What to look for, in lower case: the form that begins there, the kind it is, and the judge of its value.
_FORMS: dict[bytes, tuple[re.Pattern[str], str, Callable[[str], bool]]] = {
    b"bearer": (_BEARER, "authorization-header", _is_token),
    b"basic": (_BASIC, "authorization-header", _is_login),
    b"authorization": (_AUTHORIZATION, "authorization-header", _is_token),
    b"-u ": (_USER_FLAG, "hardcoded-password", _is_password),
    b"--user": (_USER_FLAG, "hardcoded-password", _is_password),
    b"--proxy-user": (_USER_FLAG, "hardcoded-password", _is_password),
    b"mysql": (_PASSWORD_FLAG, "hardcoded-password", _is_password),
    b"mariadb": (_PASSWORD_FLAG, "hardcoded-password", _is_password),
    b"sshpass": (_PASSWORD_FLAG, "hardcoded-password", _is_password),
    b"sig=": (_SIGNATURE, "azure-sas-token", _is_signature),
    b"az login": (_PASSWORD_FLAG, "hardcoded-password", _is_password),
    b"openssl": (_CIPHER_FLAG, "hardcoded-password", _is_password),
    b"identified by": (_IDENTIFIED, "hardcoded-password", _is_password),
    b"thin:": (_ORACLE, "connection-string-password", _is_password),
    b"sqlplus": (_ORACLE, "connection-string-password", _is_password),
    b"connect(": (_ORACLE, "connection-string-password", _is_password),
    b"echo ": (_PIPED, "hardcoded-password", _is_password),
    b"redis-cli": (_PASSWORD_FLAG, "hardcoded-password", _is_password),
}
