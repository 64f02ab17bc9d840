"""One line of OpenSSH's ``allowed_signers`` (ssh-keygen(1), ALLOWED SIGNERS): who, for what, from when to when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import translate
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PublicKey

_OPTION = re.compile(r'([A-Za-z-]+)="([^"]*)"(?=[,\s])')
_KNOWN = frozenset({"namespaces", "valid-after", "valid-before"})
_PLAIN_PATTERN = re.compile(r"[^\[\]\s]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedSigner:
    """One line of ``allowed_signers``. Times are None where the line sets no limit."""

    principal: str
    key: PublicKey = field(repr=False)
    namespaces: tuple[str, ...] = ()
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen prints it."""
        return ssh.fingerprint(self.key)

    def allows(self, namespace: str) -> bool:
        """Whether signatures of this kind are what the key is trusted for."""
        return not self.namespaces or _matches(namespace, self.namespaces)

    def is_valid(self, time: datetime) -> bool:
        """Whether the key counts at a time; the last moment does not."""
        starts, ends = self.valid_after, self.valid_before
        return (starts is None or time >= starts) and (ends is None or time < ends)


def read_lines(text: str) -> tuple[AllowedSigner, ...]:
    """Read a whole file; raise SigningError, with the number of the line, for the first that is not supported."""
    found: list[AllowedSigner] = []
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        try:
            found.append(read_line(line))
        except SigningError as error:
            raise SigningError(f"line {number} of the allowed signers: {error.message}", help=error.help) from None
    return tuple(found)


def read_line(line: str) -> AllowedSigner:
    """Read ``principal [options] type key``; raise SigningError for what is not supported, rather than skip it."""
    principal, rest = _principal(line)
    options: dict[str, str] = {}
    while rest and not rest.startswith(tuple(f"{kind} " for kind in ssh.KINDS)):
        match = _OPTION.match(rest)
        name = match[1].lower() if match else ""
        if match is None or name not in _KNOWN:
            raise SigningError(_refusal(name or rest.partition(" ")[0]))
        if name in options:
            raise SigningError(f"the option {name} is there twice")
        options[name] = match[2]
        rest = rest[match.end() :]
        rest = rest[1:] if rest.startswith(",") else rest.lstrip(" \t")
    starts, ends = _time(options.get("valid-after")), _time(options.get("valid-before"))
    if starts is not None and ends is not None and ends <= starts:
        raise SigningError("the key is never valid: it ends before it begins")
    return AllowedSigner(
        principal=principal,
        key=ssh.read_public(rest),
        namespaces=_patterns(options.get("namespaces")),
        valid_after=starts,
        valid_before=ends,
    )


def _principal(line: str) -> tuple[str, str]:
    """Return the one identity of a line and the rest. Roles are given to identities, so a pattern has no place here."""
    if line.startswith('"'):
        principal, _, rest = line[1:].partition('"')
    else:
        principal, rest = [*line.split(maxsplit=1), ""][:2]
    if any(mark in principal for mark in "*?!"):
        raise SigningError("a pattern lets one key sign as many people", help="write one line for each person")
    if "," in principal:
        raise SigningError("a list lets one key sign as several people", help="write one line for each person")
    ssh.check_identity(principal)
    return principal, rest.lstrip(" \t")


def _refusal(word: str) -> str:
    if word == "cert-authority":
        return "certificate authorities are not supported: list the keys themselves"
    if word in ssh.KINDS:
        return "its key is missing"
    if word.startswith(("ssh-", "ecdsa-", "sk-", "webauthn-")):
        return f"keys of the type {word} are not supported, only Ed25519 and P-256"
    return "it has an option that is not supported"


def _patterns(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    patterns = tuple(text.split(","))
    if not all(pattern and _PLAIN_PATTERN.fullmatch(pattern) for pattern in patterns):
        raise SigningError("its namespaces could not be read")
    return patterns


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    """Match as OpenSSH's ``match_pattern_list`` does: ``*`` and ``?``, and a ``!`` in front that wins."""
    found = False
    for pattern in patterns:
        if re.fullmatch(translate(pattern.removeprefix("!")), text):
            if pattern.startswith("!"):
                return False
            found = True
    return found


def _time(text: str | None) -> datetime | None:
    """Read OpenSSH's ``YYYYMMDD[HHMM[SS]][Z]``; a time without Z is the machine's local time."""
    if text is None:
        return None
    digits = text.removesuffix("Z")
    form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(digits))
    if form is None or not (digits.isascii() and digits.isdigit()):
        raise SigningError("a time in it could not be read")
    try:
        moment = datetime.strptime(digits, form)  # noqa: DTZ007 - the zone follows in the next line
    except ValueError:
        raise SigningError("a time in it could not be read") from None
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment.astimezone()
