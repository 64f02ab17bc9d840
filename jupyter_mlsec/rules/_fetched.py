"""Fetched: whether a file that is run was downloaded by the notebook before, and checked by nobody since."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.history import History

FETCHERS = frozenset({"curl", "wget", "fetch", "http", "https", "aria2c", "lynx", "lwp-request", "iwr", "httpie"})
_CHECKERS = frozenset({"sha256sum", "sha512sum", "shasum", "sha1sum", "md5sum", "gpg", "cosign", "minisign", "openssl"})
_URL = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)


def fetched(name: str, history: History, time: int, earlier: Iterable[Command]) -> bool:
    """Whether a file of this name was fetched before ``time``: by a call, or by one of the ``earlier`` commands."""
    called = history.fetched(name)
    found = called is not None and called < time
    for command in earlier:
        if command.program in FETCHERS and name in _targets(command):
            found = True
        elif command.program in _CHECKERS and any(name in value for value in command.values):
            found = False
    return found


def _targets(command: Command) -> set[str]:
    values = (*command.values, *command.outputs)
    found = {value.rsplit("/", 1)[-1].split("?")[0] for value in values if _URL.match(value)}
    option = command.option("-o", "-O", "--output", "--output-document")
    named = [option.value] if option is not None else []
    for value in command.values:
        if re.fullmatch(r"-[A-Za-z]*[oO]", value):
            index = command.values.index(value)
            named.extend(command.values[index + 1 : index + 2])
    named.extend(command.outputs)
    plain = {value.rsplit("/", 1)[-1] for value in named if not _URL.match(value) and not value.startswith("-")}
    return plain or found
