"""A FIDO key by its handle (``id_ed25519_sk``): ssh-keygen talks to the authenticator, as it does for git."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh, sshsig
from jupyter_mlsec.runs.key_holders._holder import Holder
from jupyter_mlsec.runs.key_holders.file import is_hardware, public_beside

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PublicKey

_PATIENCE = 120  # seconds to touch it


@dataclass(frozen=True, slots=True)
class SecurityKey:
    """The handle of a key in an authenticator, and its public half."""

    public: PublicKey
    path: Path

    def sign(self, message: bytes) -> bytes:  # noqa: ARG002 - the protocol's
        """Raise SigningError: an authenticator signs no plain message."""
        raise SigningError("a key in an authenticator gives SSH signatures only")

    def sshsig(self, message: bytes, namespace: str = ssh.NAMESPACE) -> str:
        """Return an armoured SSH signature; ssh-keygen says on stderr when the authenticator waits for a touch."""
        program = shutil.which("ssh-keygen")
        if program is None:
            raise SigningError("a FIDO key needs ssh-keygen, which is not installed", help="install OpenSSH's client")
        command = [program, "-Y", "sign", "-q", "-f", str(self.path), "-n", namespace]
        try:
            done = subprocess.run(command, input=message, stdout=subprocess.PIPE, timeout=_PATIENCE, check=True)  # noqa: S603 - ssh-keygen, with a path of the person's own
            text = done.stdout.decode("ascii")
            key, signature = self.public, sshsig.settled(sshsig.signature_of(text))
            fits = sshsig.verify(key, signature, sshsig.to_sign(message, namespace))
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError, SigningError):
            fits = False
        if not fits:
            raise SigningError("ssh-keygen did not sign with the FIDO key", help="is the authenticator plugged in?")
        return sshsig.armoured(key, signature, namespace)


def _public(path: Path) -> tuple[PublicKey, str]:
    found = public_beside(path)
    if found is None:
        raise SigningError(f"there is no {path.name}.pub beside the FIDO key", help="ssh-keygen -y writes it")
    return found


HOLDER = Holder(
    name="security-key",
    holds=lambda path, head: path.suffix not in {".pub", ".toml"} and is_hardware(head),
    public=_public,
    asks_for=lambda _path: "",  # ssh-keygen asks for a PIN by itself, on the terminal
    open=lambda path, _secret: SecurityKey(_public(path)[0], path),
)
