"""Addresses: passwords between // and @, and addresses that are secrets themselves (webhooks)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from jupyter_mlsec.model.rule import Confidence
from jupyter_mlsec.secrets.found import BY_FORMAT, BY_PLACE, Found
from jupyter_mlsec.secrets.judge import is_secret
from jupyter_mlsec.secrets.kind import Kind, kinds, kinds_by_name
from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.rarity import looks_random
from jupyter_mlsec.secrets.standins import is_masked
from jupyter_mlsec.secrets.surface import Surface

_HOST = re.compile(r"[A-Za-z0-9.-]{4,80}")
# RFC 3986's userinfo, and the characters that people forget to escape in a password.
_USER_INFO = re.compile(
    r"([^\s/:@\"'`<>{}|\\]{0,100}):([^\s/@\"'`<>|\\]{1,200}(?:@[^\s/@\"'`<>.|\\]{1,60})?)@([A-Za-z0-9_.\[\]:{}$<>-]{1,200})"
)
_USER_ONLY = re.compile(r"([^\s/:@\"'`<>{}|\\]{20,200})@([A-Za-z0-9.-]{4,100})")
_LOCAL = re.compile(
    r"(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|[a-z0-9_-]+\.local(?:host)?)(?::|$)",
    re.IGNORECASE,
)
_PLAIN_WEAK = re.compile(r"[a-z]{1,12}[0-9]{0,3}")


@lru_cache(maxsize=1)
def _by_host() -> dict[str, tuple[Kind, ...]]:
    hosts = {host for kind in kinds() for host in kind.hosts}
    return {host: tuple(kind for kind in kinds() if host in kind.hosts) for host in hosts}


def addresses(surface: Surface) -> Iterator[Found]:
    """Yield the secrets in and of addresses."""
    content, find, at = surface.content, surface.raw.find, 0
    while (at := find(b"://", at)) >= 0:
        at += 3
        host = _HOST.match(content, at)
        if host is not None:
            yield from _secret_address(surface, at, host[0].lower())
        if find(b"@", at, at + 400) >= 0:
            yield from _credentials(surface, at)


def _secret_address(surface: Surface, at: int, host: str) -> Iterator[Found]:
    table = _by_host()
    for kind in (*table.get(host, ()), *table.get(host[host.find(".") :], ())):
        start = surface.content.rfind("http", max(0, at - 8), at)
        match = kind.regex.match(surface.content, start, start + 400) if start >= 0 else None
        if match is not None:
            last = match[0].rpartition("/")[2]
            if not is_masked(last) and "XXXX" not in match[0].upper():
                yield Found(match.start(), match.end(), kind, BY_FORMAT)


def _credentials(surface: Surface, at: int) -> Iterator[Found]:
    kind = kinds_by_name()["url-credentials"]
    match = _USER_INFO.match(surface.content, at)
    if match is not None:
        user, host = match[1], match[3]
        if _is_real(user, unquote(match[2]), host):
            local = _LOCAL.match(host) is not None
            yield Found(*match.span(2), kind, BY_PLACE, Confidence.LOW if local else Confidence.HIGH)
        return
    match = _USER_ONLY.match(surface.content, at)
    if match is not None and "sentry" not in match[2] and looks_random(match[1], 20):
        yield Found(*match.span(1), kind, BY_PLACE, Confidence.MEDIUM)


def _is_real(user: str, password: str, host: str) -> bool:
    """Whether a login is more than a local test's: its password is neither a stand-in nor a child of its user name."""
    if "{" in host or "$" in host or "<" in host or password.lower() == user.lower():
        return False
    if _LOCAL.match(host) and not looks_random(password, 12):
        return False
    if not _PLAIN_WEAK.fullmatch(password) or looks_random(password, 8):
        return is_secret(Says.PASSWORD, password, sure=True)
    return False
