"""Who may sign: OpenSSH's ``allowed_signers`` and revoked keys, and the project's roles and numbers."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PublicKey

ALLOWED = "allowed_signers"
REVOKED = "revoked_keys"
POLICY = "signers.toml"
AUTHOR, RUNNER, REVIEWER = "author", "runner", "reviewer"
ROLES = (AUTHOR, RUNNER, REVIEWER)
_OPTION = re.compile(r'([A-Za-z-]+)(?:=(?:"([^"]*)"|([^",\s]*)))?')


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
        return not self.namespaces or any(fnmatchcase(namespace, pattern) for pattern in self.namespaces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The keys that count, those that never do, who has which role, and what a bundle needs at least."""

    allowed: tuple[AllowedSigner, ...] = ()
    revoked: frozenset[str] = frozenset()
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)  # identity -> roles; unlisted = author
    required_roles: frozenset[str] = frozenset({AUTHOR})
    min_signers: int = 1

    def find(self, fingerprint: str) -> tuple[AllowedSigner, ...]:
        """Return all lines for a key."""
        return tuple(signer for signer in self.allowed if signer.fingerprint == fingerprint)

    def roles_of(self, identity: str) -> frozenset[str]:
        """Return what an identity may sign as."""
        return self.roles.get(identity, frozenset({AUTHOR}))


def load_signers(path: Path) -> Signers:
    """Read a file of allowed signers, and ``revoked_keys`` and ``signers.toml`` beside it where they exist.

    Raises SigningError for anything malformed: a line that cannot be read must not silently drop out.
    """
    allowed = tuple(_signer(line) for line in _lines(_text(path)))
    revoked_path, policy_path = path.with_name(REVOKED), path.with_name(POLICY)
    revoked = (
        frozenset(_revoked(line) for line in _lines(_text(revoked_path))) if revoked_path.exists() else frozenset()
    )
    policy = _policy(_text(policy_path)) if policy_path.exists() else Signers()
    return replace(policy, allowed=allowed, revoked=revoked)


def trust(folder: Path, line: str, identity: str, valid_before: datetime | None = None) -> AllowedSigner:
    """Add a public key to the allowed signers in ``folder`` (``.mlsec`` of a project, or the person's own folder)."""
    ssh.check_identity(identity)
    key = ssh.read_public(line)
    options = [f'namespaces="{ssh.NAMESPACE}"']
    if valid_before is not None:
        options.append(f'valid-before="{valid_before.astimezone(UTC):%Y%m%d%H%M%SZ}"')
    text = f"{identity} {','.join(options)} {ssh.public_line(key)}"
    signer = _signer(text)
    _append(folder / ALLOWED, text)
    return signer


def revoke(folder: Path, line: str) -> str:
    """Add a public key to the revoked ones in ``folder``; return its fingerprint."""
    key = ssh.read_public(line)
    _append(folder / REVOKED, ssh.public_line(key))
    return ssh.fingerprint(key)


def _append(path: Path, line: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if line in before.splitlines():
            return
        prefix = "" if not before or before.endswith("\n") else "\n"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{prefix}{line}\n")
    except (OSError, UnicodeError) as error:
        raise SigningError(f"{path.name} could not be written ({type(error).__name__})") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        raise SigningError(f"{path.name} could not be read as text", help="a binary KRL is not supported") from None


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]


def _signer(line: str) -> AllowedSigner:
    """Read ``principals [options] type key``; certificate authorities are not supported and are refused."""
    principal, _, rest = line.partition(" ")
    options: dict[str, str] = {}
    rest = rest.lstrip()
    while rest and not rest.startswith((ssh.ED25519, ssh.P256)):
        match = _OPTION.match(rest)
        if match is None or match[1] not in {"namespaces", "valid-after", "valid-before"}:
            raise SigningError("a line of the allowed signers has an option or a key that is not supported")
        options[match[1]] = match[2] if match[2] is not None else (match[3] or "")
        rest = rest[match.end() :].lstrip(", \t")
    if "," in principal or any(mark in principal for mark in '*?!"'):
        raise SigningError("an allowed signer must be one identity, not a pattern")
    namespaces = tuple(filter(None, options.get("namespaces", "").split(",")))
    return AllowedSigner(
        principal=principal,
        key=ssh.read_public(rest),
        namespaces=namespaces,
        valid_after=_time(options.get("valid-after")),
        valid_before=_time(options.get("valid-before")),
    )


def _time(text: str | None) -> datetime | None:
    """Read OpenSSH's ``YYYYMMDD[HHMM[SS]][Z]``; a time without Z is the machine's local time."""
    if text is None:
        return None
    digits = text.removesuffix("Z")
    form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(digits))
    if form is None or not (digits.isascii() and digits.isdigit()):
        raise SigningError("a time among the allowed signers could not be read")
    try:
        moment = datetime.strptime(digits, form)  # noqa: DTZ007 - the zone follows in the next line
    except ValueError:
        raise SigningError("a time among the allowed signers could not be read") from None
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment.astimezone() + timedelta(0)


def _revoked(line: str) -> str:
    return line if re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", line) else ssh.fingerprint(ssh.read_public(line))


def _policy(text: str) -> Signers:
    """Read ``signers.toml``: ``min-signers = 2``, ``required-roles = […]`` and ``[roles]`` with a list a role."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise SigningError(f"{POLICY} is not TOML") from None
    if unknown := set(table) - {"roles", "required-roles", "min-signers"}:
        raise SigningError(f"{POLICY} has unknown keys: {', '.join(sorted(unknown))}")
    roles: dict[str, frozenset[str]] = {}
    listed = table.get("roles", {})
    for role, names in listed.items() if isinstance(listed, dict) else [("", None)]:
        if role not in ROLES or not isinstance(names, list):
            raise SigningError(f"{POLICY} must list identities under {', '.join(ROLES)}")
        for name in names:
            roles[str(name)] = roles.get(str(name), frozenset()) | {role}
    required, minimum = table.get("required-roles", [AUTHOR]), table.get("min-signers", 1)
    if not isinstance(minimum, int) or isinstance(minimum, bool) or minimum < 1:
        raise SigningError(f"min-signers in {POLICY} must be 1 or more")
    if not isinstance(required, list) or not set(required) <= set(ROLES):
        raise SigningError(f"required-roles in {POLICY} must be among {', '.join(ROLES)}")
    return Signers(roles=roles, required_roles=frozenset(required), min_signers=minimum)
