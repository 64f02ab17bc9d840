"""A repository whose remote is not protected: a password in its address, or a transport without encryption.

The address is read from the repository's configuration; a token in it is in every copy of the folder.
"""

from __future__ import annotations

import configparser
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_PLAIN = frozenset({"http", "git", "ftp"})


def _run(subject: ProjectSubject) -> Observation:
    path = subject.root / ".git" / "config"
    if not path.is_file():
        return not_applicable("the project is in no Git repository of its own")
    addresses = _addresses(path)
    if addresses is None:
        return not_evidence("the repository's configuration cannot be read", next_step="Look at .git/config.")
    carrying = sorted(name for name, address in addresses.items() if _password(address))
    if carrying:
        step = "Withdraw the token where it was issued, and use a credential helper or SSH."
        return failed(f"The address of the remote {listed(carrying)} holds a password or token.", next_step=step)
    plain = sorted(name for name, address in addresses.items() if _scheme(address) in _PLAIN)
    if plain:
        step = "Use https or ssh: git remote set-url NAME https://…"
        return failed(f"The remote {listed(plain)} is reached without encryption.", next_step=step)
    if not addresses:
        return not_applicable("the repository has no remote")
    return passed(f"{count(len(addresses), 'remote')}, encrypted and without a password in the address.")


def _addresses(path: Path) -> dict[str, str] | None:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
    try:
        parser.read_string("\n".join(line.strip() for line in read_text(path).splitlines()))
    except (configparser.Error, UnreadableError):
        return None
    found = {}
    for section in parser.sections():
        kind, _, name = section.partition(" ")
        for key in ("url", "pushurl"):
            if kind == "remote" and parser.has_option(section, key):
                found[name.strip('"') if key == "url" else f"{name.strip(chr(34))} (push)"] = parser.get(section, key)
    return found


def _scheme(address: str) -> str:
    return address.partition("://")[0].lower() if "://" in address else ""


def _password(address: str) -> bool:
    if "://" not in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    user = parts.username or ""
    return bool(parts.password) or (parts.scheme in {"http", "https"} and len(user) >= 20)  # noqa: PLR2004 - no name is that long


PROBE = Probe(name="git-remote", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
