"""Signing keys: made on first use, readable by their owner only, kept outside every project."""

from __future__ import annotations

import getpass
import os
import re
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.config.person import config_folder
from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.key_holders._discovery import holder_of
from jupyter_mlsec.runs.passphrases import PASSPHRASE, Prompt, find_secret

if TYPE_CHECKING:
    from jupyter_mlsec.runs.key_holders._holder import SigningKey
    from jupyter_mlsec.runs.ssh import PrivateKey, PublicKey


@dataclass(frozen=True, slots=True)
class KeyPair:
    """What names a key, whose it is and its public half; the private half stays where it is."""

    path: Path
    identity: str
    public: PublicKey = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """``SHA256:…`` as ssh-keygen prints it."""
        return ssh.fingerprint(self.public)

    @property
    def line(self) -> str:
        """The public key as one line of a ``.pub`` file."""
        return f"{ssh.public_line(self.public)} {self.identity}"


def default_key() -> Path:
    """Return where the key lies that is used when nobody names one."""
    return config_folder() / "keys" / "default.pem"


def default_identity() -> str:
    """Return ``user@host``, for a key that was made without a name."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = "user"
    return "@".join(re.sub(r"[^A-Za-z0-9._-]", "-", part) or "unknown" for part in (user, socket.gethostname()))


def new_key(path: Path, identity: str = "", algorithm: str = "ed25519", passphrase: bytes | None = None) -> KeyPair:
    """Make a key; an existing file is never overwritten. ``algorithm`` is ``ed25519`` or ``p256``.

    Raises SigningError where the file exists or cannot be written, or the identity has characters that
    ``allowed_signers`` cannot hold.
    """
    identity = identity or default_identity()
    ssh.check_identity(identity)
    private = _generate(algorithm)
    data = _private_bytes(private, passphrase)
    pair = KeyPair(path, identity, ssh.accepted(private.public_key()))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, data, 0o600)
        _write_new(path.with_suffix(".pub"), f"{pair.line}\n".encode(), 0o644)
    except FileExistsError:
        raise SigningError("a key of this name exists already", help="choose another name, or use the key") from None
    except OSError as error:
        raise SigningError(f"the key could not be written: {error.strerror}") from None
    return pair


def ensure_key(path: Path | None = None, identity: str = "") -> KeyPair:
    """Return the named key, or the person's own, made now if this is the first time, and trusted by its maker."""
    if path is not None:
        return read_pair(path, identity)
    path = default_key()
    if not path.exists():
        from jupyter_mlsec.runs.signers import trust

        with suppress(SigningError):  # another process was faster: its key is the key
            passphrase = os.environ.get(PASSPHRASE)
            pair = new_key(path, identity, passphrase=passphrase.encode() if passphrase else None)
            trust(config_folder(), pair.line, pair.identity)
            return pair
    return read_pair(path, identity)


def read_pair(path: Path, identity: str = "") -> KeyPair:
    """Read the public half of the key that ``path`` names, and whose it is; nothing is asked for."""
    public, named = holder_of(path).public(path)
    own = named.split(maxsplit=1)
    return KeyPair(path, identity or (own[0] if own else default_identity()), public)


def open_key(path: Path, secret: str | None = None, prompt: Prompt | None = None) -> SigningKey:
    """Open the key that ``path`` names for signing; raise SigningError where that fails.

    A passphrase or PIN is ``secret``, else ``$MLSEC_KEY_PASSPHRASE``, else the OS keyring's, else what ``prompt``
    answers.
    """
    holder = holder_of(path)
    return holder.open(path, secret or find_secret(path, prompt))


def _generate(algorithm: str) -> PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if algorithm == "ed25519":
        return Ed25519PrivateKey.generate()
    if algorithm == "p256":
        return generate_private_key(SECP256R1())
    raise SigningError(f"there is no algorithm {algorithm!r}", help="use ed25519 or p256")


def _private_bytes(key: PrivateKey, passphrase: bytes | None) -> bytes:
    from cryptography.hazmat.primitives import serialization

    locked = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
