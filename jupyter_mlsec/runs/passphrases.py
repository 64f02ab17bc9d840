"""What opens a key: from the environment, the OS keyring (library ``keyring``, an extra), or the person."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.key_holders._discovery import holder_of

PASSPHRASE = "MLSEC_KEY_PASSPHRASE"  # noqa: S105 - the name of the variable that holds one
SERVICE = "jupyter-mlsec"  # under which the OS keyring lists what is kept for us, by the key's fingerprint
Prompt = Callable[[str], str]


def find_secret(path: Path, prompt: Prompt | None = None) -> str | None:
    """Return the passphrase or PIN of the key that ``path`` names; None where it needs none, or none is known."""
    holder = holder_of(path)
    wanted = holder.asks_for(path)
    if not wanted:
        return None
    if given := os.environ.get(PASSPHRASE):
        return given
    if kept := recall(path):
        return kept
    return (
        prompt(f"{wanted.capitalize() if wanted.islower() else wanted} of {path.name}: ") if prompt else None
    ) or None


def recall(path: Path) -> str | None:
    """Return what the OS keyring keeps for a key; None without keyring, without its library or without an entry."""
    try:
        keyring = _library()
        public, _ = holder_of(path).public(path)
    except SigningError:
        return None
    try:
        kept: str | None = keyring.get_password(SERVICE, ssh.fingerprint(public))
    except Exception:  # noqa: BLE001 - a keyring that is locked or broken is as good as none: the person is asked
        return None
    return kept


def remember(path: Path, secret: str) -> str:
    """Keep a passphrase or PIN in the OS keyring, once it has opened the key; return the name of the keyring.

    Raises SigningError where it does not open the key, or no keyring takes it.
    """
    holder = holder_of(path)
    key = holder.open(path, secret)
    keyring = _library()
    try:
        keyring.set_password(SERVICE, ssh.fingerprint(key.public), secret)
        name: str = keyring.get_keyring().name
    except Exception as error:  # noqa: BLE001 - every system's keyring fails in its own way
        raise SigningError(
            f"the OS keyring did not take it ({type(error).__name__})", help="keyring diagnose says which one is used"
        ) from None
    return name


def forget(path: Path) -> None:
    """Remove what the OS keyring keeps for a key; raise SigningError where it keeps nothing or cannot be asked."""
    keyring = _library()
    public, _ = holder_of(path).public(path)
    try:
        keyring.delete_password(SERVICE, ssh.fingerprint(public))
    except Exception:  # noqa: BLE001 - as above
        raise SigningError("the OS keyring keeps nothing for this key") from None


def require_keyring() -> None:
    """Raise SigningError where passphrases cannot be kept: better before a key is made than after."""
    _library()


def new_passphrase() -> str:
    """Return a passphrase that nobody has to type: 192 random bits."""
    return secrets.token_urlsafe(24)


def _library() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise SigningError(
            "the OS keyring needs the library keyring, which is not installed",
            help='pip install "jupyter-mlsec[signing]"',
        ) from None
    return keyring
