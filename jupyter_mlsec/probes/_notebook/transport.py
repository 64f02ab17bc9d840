"""Whether data travel encrypted from where they are read."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from jupyter_mlsec.probes._notebook.sources import Source, host

_PLAIN = frozenset({"http", "ftp", "telnet", "ws", "tftp"})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", ""})
_NETWORKED = re.compile(r"(postgresql|postgres|mysql|mariadb|mssql|oracle|mongodb|redis|clickhouse)(\+\w+)?", re.ASCII)
_TLS_OPTIONS = {
    "sslmode": {"require", "verify-ca", "verify-full"},
    "ssl": {"true", "1", "require"},
    "tls": {"true", "1"},
    "ssl_ca": None,
    "sslrootcert": None,
    "encrypt": {"yes", "true", "strict", "mandatory"},
}


def is_plain(source: Source) -> bool:
    """Tell whether a remote source is read without encryption; a connection on the same machine is not remote."""
    if source.kind == "hub" or host(source.where) in _LOCAL:
        return False
    try:
        parts = urlsplit(source.where)
    except ValueError:
        return True
    if parts.scheme.lower() in _PLAIN:
        return True
    match = _NETWORKED.fullmatch(parts.scheme.lower())
    if match is None:
        return False
    options = {key.lower(): values[-1].lower() for key, values in parse_qs(parts.query).items()}
    return not any(
        key in options and (allowed is None or options[key] in allowed) for key, allowed in _TLS_OPTIONS.items()
    )
