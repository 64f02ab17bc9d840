"""A private key in a file: PKCS#8 PEM or OpenSSH's own format, encrypted or not, readable by its owner only."""

from __future__ import annotations

import base64
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.key_holders._holder import Holder
from jupyter_mlsec.runs.key_holders._plain import PlainSigner, plain_signer
from jupyter_mlsec.runs.ssh_wire import take, take_number

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PrivateKey, PublicKey

OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"


def is_hardware(head: bytes) -> bool:
    """Return whether a file is the handle of a FIDO key: OpenSSH's format with such a public half in it."""
    if not head.lstrip().startswith(OPENSSH):
        return False
    try:
        data = base64.b64decode(b"".join(head.strip().split(b"\n")[1:-1]))
        rest = data.removeprefix(b"openssh-key-v1\0")
        for _field in ("cipher", "kdf", "its options"):
            _, rest = take(rest)
        _, rest = take_number(rest)
        named, _ = take(take(rest)[0])
    except (ValueError, SigningError):
        return False
    return named.startswith(b"sk-")


def load_private(path: Path, passphrase: str | None = None) -> PrivateKey:
    """Load a private key; raise SigningError where that fails or a passphrase is missing."""
    data = _read_private(path)
    try:
        return _decode(data, None)
    except TypeError:  # it is encrypted
        pass
    if not passphrase:
        raise SigningError("the key is encrypted", help="set MLSEC_KEY_PASSPHRASE, or type the passphrase when asked")
    return _decode(data, passphrase.encode())


def is_encrypted(path: Path) -> bool:
    """Return whether a private key needs a passphrase."""
    try:
        _decode(_read_private(path), None)
    except TypeError:
        return True
    return False


def public_beside(path: Path) -> tuple[PublicKey, str] | None:
    """Return the public half, and the comment, of the ``.pub`` file beside a private key; None without one."""
    beside = path.with_suffix(".pub") if path.suffix == ".pem" else path.with_name(path.name + ".pub")
    with suppress(OSError, UnicodeError):
        line = beside.read_text(encoding="utf-8").strip()
        return ssh.read_public(line), "".join(line.split(maxsplit=2)[2:])
    return None


def _public(path: Path) -> tuple[PublicKey, str]:
    return public_beside(path) or (ssh.accepted(load_private(path).public_key()), "")


def _open(path: Path, passphrase: str | None) -> PlainSigner:
    return plain_signer(load_private(path, passphrase))


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

    is_openssh = data.lstrip().startswith(OPENSSH)
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


HOLDER = Holder(
    name="file",
    holds=lambda path, head: path.suffix not in {".pub", ".toml"} and not is_hardware(head),
    public=_public,
    asks_for=lambda path: "passphrase" if is_encrypted(path) else "",
    open=_open,
)
