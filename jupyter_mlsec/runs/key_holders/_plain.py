"""Keys that give plain signatures: everything else follows from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh, sshsig

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PlainKey, PrivateKey


@dataclass(frozen=True, slots=True)
class PlainSigner:
    """A key behind a function that signs. What it gives is checked before it is used, whoever gave it."""

    public: PlainKey
    _sign: Callable[[bytes], bytes]

    def sign(self, message: bytes) -> bytes:
        """Return a plain signature; raise SigningError where the function gave none of this key."""
        try:
            signature = self._sign(message)
            signature = ssh.settled(signature) if ssh.kind(self.public) == ssh.P256 else signature
        except ValueError:
            signature = b""
        if not ssh.raw_verify(self.public, signature, message):
            raise SigningError("what the key signed does not fit its public half")
        return signature

    def sshsig(self, message: bytes, namespace: str = ssh.NAMESPACE) -> str:
        """Return an armoured SSH signature."""
        raw = self.sign(sshsig.to_sign(message, namespace))
        return sshsig.armoured(self.public, sshsig.from_raw(self.public, raw), namespace)


def plain_signer(private: PrivateKey) -> PlainSigner:
    """Return the signer of a private key in memory."""
    return PlainSigner(ssh.accepted(private.public_key()), lambda message: ssh.raw_sign(private, message))
