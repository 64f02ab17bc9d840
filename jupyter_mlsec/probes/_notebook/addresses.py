"""Addresses in texts: their host, how they are shown without what is secret in them, and whether they are encrypted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.folded import GAP
from jupyter_mlsec.probes._notebook.options import OFF, plain_name

_ADDRESS = re.compile(r"(?:jdbc:)?(?P<scheme>[a-z][a-z0-9+.\-]*)://", re.IGNORECASE)
_ODBC = re.compile(r"(?:^|;)\s*(?:server|address|data source)\s*=\s*(?P<host>[^;]*)", re.IGNORECASE)
_PAIRS = re.compile(r"(?P<name>\w[\w .]*?)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|\{[^}]*\}|[^;&?\s,]*)")
_LOCAL = re.compile(
    r"localhost|[\w.-]+\.localhost|127(?:\.\d+){0,3}|0\.0\.0\.0|::1|ip6-localhost|host\.docker\.internal|",
    re.IGNORECASE,
)
_SECURE = re.compile(r"(?:https|s|ssl|tls|ssc|srv)")


def scheme_of(text: str) -> str:
    """Return an address's scheme in small letters; empty where a text is no address as a whole."""
    match = _ADDRESS.match(text.strip())
    return "" if match is None or re.search(r"\s", text.strip()) else match["scheme"].lower()


def is_local(host: str) -> bool:
    """Tell whether a host is this machine."""
    return _LOCAL.fullmatch(host.strip().strip("[]")) is not None


def host_of(text: str) -> str:
    """Return the host that an address or a connection string names; empty where none is named."""
    text = text.strip()
    if scheme_of(text):
        try:
            found = urlsplit(text.removeprefix("jdbc:"))
            return (found.hostname or "").lower()
        except ValueError:
            return GAP
    if (match := _ODBC.search(text)) is not None:
        return re.sub(r"^(?:tcp|np|lpc):", "", match["host"].strip().strip("{}'\"").lower()).partition(",")[0]
    pairs = pairs_of(text)
    for name in ("host", "hostname", "hostaddr"):
        if name in pairs:
            return pairs[name].lower()
    return "" if pairs else re.sub(r"(?:/|:\d+$|,.*$).*", "", text).lower()


def shown(text: str) -> str:
    """Return an address without user, password, query and fragment."""
    try:
        found = urlsplit(text.strip())
    except ValueError:
        return "an address"
    return f"{found.scheme}://{(found.hostname or '').lower()}{found.path}" if found.scheme else "an address"


def told(text: str) -> str:
    """Return how a place is said to people: an address as it is shown, a path as it is."""
    return shown(text) if "://" in text or "@" in text else text


def user_of(text: str) -> str | None:
    """Return as whom an address or a connection string connects; None where it does not say."""
    if scheme_of(text):
        try:
            found = unquote(urlsplit(text.strip().removeprefix("jdbc:")).username or "")
        except ValueError:
            return None
        if found:
            return found
    pairs = pairs_of(text)
    return next((pairs[name] for name in ("user", "uid", "userid", "username", "id") if pairs.get(name)), None)


def pairs_of(text: str) -> dict[str, str]:
    """Return the ``name=value`` pairs of a query or a connection string, names as options have them."""
    query = text.partition("?")[2] if scheme_of(text) and "?" in text else text
    if scheme_of(text) and "?" not in text and ";" not in text:
        return {}
    return {plain_name(match["name"].split()[-1]): match["value"].strip("'\"{}") for match in _PAIRS.finditer(query)}


def is_protected(text: str, more: Mapping[str, str]) -> bool:
    """Tell whether an address or connection string asks for encryption; ``more`` are options given beside it."""
    scheme = scheme_of(text)
    if scheme and _SECURE.fullmatch(scheme.rpartition("+")[2]) and "+" in scheme:
        return True
    protecting = words("transport", "protecting")
    pairs = {**pairs_of(text), **more}
    weak = words("transport", "exposed_values")
    if "ODBC Driver 18" in unquote(text.replace("+", " ")) and pairs.get("encrypt", "yes").lower() not in OFF:
        return True
    return any(
        name in protecting and value.lower() not in OFF and f"{name}={plain_name(value)}" not in weak
        for name, value in pairs.items()
    )


def is_plain_address(text: str, more: Mapping[str, str]) -> bool:
    """Tell whether data that travel to an address could be read on the way."""
    scheme = scheme_of(text)
    if not scheme:
        return False
    host = host_of(text)
    if is_local(host) or host in words("transport", "naming_hosts"):
        return False
    base = scheme.partition("+")[0]
    if base in words("transport", "always_plain") and scheme != "git+https":
        return not scheme.endswith(("+https", "+ssh", "+tls", "+ssl"))
    return base in words("transport", "plain_unless") and not is_protected(text, more)
