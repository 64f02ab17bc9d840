"""Signing keys: made on first use, readable by their owner only, kept outside every project."""

from __future__ import annotations

import getpass
import os
import re
import socket
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PrivateKey, PublicKey

PASSPHRASE = "MLSEC_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable that holds one
Prompt = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Where a key is, whose it is and its public half; the private half stays in the file."""

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


def config_folder() -> Path:
    """Return the person's own folder: ``$MLSEC_CONFIG_DIR``, else what the system sets aside for configuration."""
    if chosen := os.environ.get("MLSEC_CONFIG_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming") / "jupyter-mlsec"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/jupyter-mlsec"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "jupyter-mlsec"


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
    """Read the public half beside a private key, or work it out where only an unencrypted private half is there."""
    public = path.with_suffix(".pub") if path.suffix == ".pem" else path.with_name(path.name + ".pub")
    with suppress(OSError, UnicodeError):
        line = public.read_text(encoding="utf-8").strip()
        comment = line.split(maxsplit=2)[2:]
        return KeyPair(path, identity or (comment[0] if comment else default_identity()), ssh.read_public(line))
    return KeyPair(path, identity or default_identity(), ssh.accepted(load_private(path).public_key()))


def load_private(path: Path, passphrase: str | None = None, prompt: Prompt | None = None) -> PrivateKey:
    """Load a private key (PKCS#8 PEM or OpenSSH's own format); raise SigningError where that fails.

    An encrypted key takes ``passphrase``, else ``$MLSEC_KEY_PASSPHRASE``, else what ``prompt`` answers.
    """
    data = _read_private(path)
    passphrase = passphrase or os.environ.get(PASSPHRASE) or None
    try:
        return _decode(data, None)
    except TypeError:  # it is encrypted
        pass
    if passphrase is None and prompt is not None:
        passphrase = prompt(f"Passphrase of {path.name}: ")
    if not passphrase:
        raise SigningError("the key is encrypted", help=f"set {PASSPHRASE}, or type the passphrase when asked")
    return _decode(data, passphrase.encode())


def is_encrypted(path: Path) -> bool:
    """Return whether a private key needs a passphrase."""
    try:
        _decode(_read_private(path), None)
    except TypeError:
        return True
    return False


def _read_private(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise SigningError(f"the key {path.name} can be read by others", help=f"chmod 600 {path.name}")
            return file.read(65_536)
    except OSError as error:
        raise SigningError(f"the key {path.name} could not be read: {error.strerror}", help="mlsec key new") from None


def _decode(data: bytes, passphrase: bytes | None) -> PrivateKey:
    """Decode a private key; TypeError says that a passphrase is missing, SigningError everything else."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    is_openssh = data.lstrip().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----")
    try:
        key = (load_ssh_private_key if is_openssh else load_pem_private_key)(data, passphrase)
    except (ValueError, UnsupportedAlgorithm) as error:
        if passphrase is None and "password" in str(error).lower():
            raise TypeError from None
        raise SigningError("the key could not be read: a wrong passphrase or not a private key") from None
    if isinstance(key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        ssh.accepted(key.public_key())
        return key
    raise SigningError("a key must be Ed25519 or ECDSA P-256")


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
