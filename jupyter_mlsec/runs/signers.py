"""Who may sign: OpenSSH's allowed signers and revoked keys, the project's policy, and trusted time stamps."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.allowed_signers import AllowedSigner, read_line, read_lines
from jupyter_mlsec.runs.revocation import Revocation, read_revoked
from jupyter_mlsec.runs.signer_policy import FILE, SignerPolicy, read_policy

ALLOWED = "allowed_signers"
REVOKED = "revoked_keys"
TIMESTAMP_ROOTS = "timestamp_roots.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The keys that count, those that never do, what a bundle needs at least, and whose time stamps are believed."""

    allowed: tuple[AllowedSigner, ...] = ()
    revoked: Revocation = field(default_factory=Revocation)
    policy: SignerPolicy = field(default_factory=SignerPolicy)
    timestamp_roots: bytes = b""  # PEM certificates

    def find(self, fingerprint: str) -> tuple[AllowedSigner, ...]:
        """Return all lines for a key."""
        return tuple(signer for signer in self.allowed if signer.fingerprint == fingerprint)


def load_signers(path: Path) -> Signers:
    """Read a file of allowed signers, and what lies beside it: revoked keys, ``signers.toml``, time stamp roots.

    Raises SigningError for anything malformed: a line that cannot be read must not silently drop out.
    """
    revoked, policy, roots = (path.with_name(name) for name in (REVOKED, FILE, TIMESTAMP_ROOTS))
    return Signers(
        allowed=read_lines(_text(path)),
        revoked=read_revoked(_bytes(revoked)) if os.path.lexists(revoked) else Revocation(),
        policy=read_policy(_text(policy)) if os.path.lexists(policy) else SignerPolicy(),
        timestamp_roots=_bytes(roots) if os.path.lexists(roots) else b"",
    )


def trust(
    folder: Path,
    line: str,
    identity: str,
    valid_before: datetime | None = None,
    valid_after: datetime | None = None,
) -> AllowedSigner:
    """Add a public key to the allowed signers in ``folder`` (``.mlsec`` of a project, or the person's own folder)."""
    ssh.check_identity(identity)
    key = ssh.read_public(line)
    options = [f'namespaces="{ssh.NAMESPACE}"']
    for name, time in (("valid-after", valid_after), ("valid-before", valid_before)):
        if time is not None:
            options.append(f'{name}="{time.astimezone(UTC):%Y%m%d%H%M%SZ}"')
    text = f"{identity} {','.join(options)} {ssh.public_line(key)}"
    signer = read_line(text)
    _append(folder / ALLOWED, text)
    return signer


def revoke(folder: Path, line: str) -> str:
    """Add a public key of any type to the revoked ones in ``folder``; return its fingerprint."""
    blob = ssh.read_blob(line)
    if (folder / REVOKED).exists() and _bytes(folder / REVOKED).startswith(b"SSHKRL\n"):
        raise SigningError(f"{REVOKED} is a KRL", help=f"ssh-keygen -k -u -f {REVOKED} KEY.pub")
    _append(folder / REVOKED, " ".join(line.split()[:2]))
    return ssh.blob_fingerprint(blob)


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


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningError(f"{path.name} could not be read ({type(error).__name__})") from None


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeError:
        raise SigningError(f"{path.name} could not be read as text") from None
