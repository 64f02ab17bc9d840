"""What a place that holds private keys can do, and what a key that is open for signing can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PublicKey


class SigningKey(Protocol):
    """A key that signs, wherever its private half is. All its methods raise SigningError where it does not."""

    @property
    def public(self) -> PublicKey:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return a plain signature: Ed25519, or ECDSA over SHA-256 in DER. A hardware key has none to give."""
        ...

    def sshsig(self, message: bytes, namespace: str) -> str:
        """Return an armoured signature that ``ssh-keygen -Y verify`` accepts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One kind of place. A key is always named by a file: the key itself, or what says where it is.

    ``holds`` looks at the file's name and first bytes; exactly one holder may say yes. ``public`` reads the public half
    and whose it is ("" where the file does not say). ``asks_for`` is what must be typed before it signs ("" for
    nothing), and ``open`` takes that.
    """

    name: str
    holds: Callable[[Path, bytes], bool]
    public: Callable[[Path], tuple[PublicKey, str]]
    asks_for: Callable[[Path], str]
    open: Callable[[Path, str | None], SigningKey]
