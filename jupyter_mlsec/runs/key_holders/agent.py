"""A key in an ssh-agent, named by its ``.pub`` file; the agent's protocol is draft-ietf-sshm-ssh-agent.

``ssh-keygen -Y sign`` talks to agents as well, but gives SSH signatures only; the agent itself also gives the plain
ones that openssl and Sigstore's libraries read. FIDO keys in an agent are asked in the same way.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh, sshsig
from jupyter_mlsec.runs.key_holders._holder import Holder, SigningKey
from jupyter_mlsec.runs.key_holders._plain import PlainSigner
from jupyter_mlsec.runs.ssh_wire import string, take, take_number

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import HardwareKey, PublicKey

SOCKET = "SSH_AUTH_SOCK"
_SIGN, _SIGNED = 13, 14
_LONGEST = 262_144  # bytes of an answer, as OpenSSH has it
_PATIENCE = 120.0  # seconds, in which somebody touches an authenticator or confirms


@dataclass(frozen=True, slots=True)
class AgentHardwareKey:
    """A FIDO key that an agent asks."""

    public: HardwareKey

    def sign(self, message: bytes) -> bytes:  # noqa: ARG002 - the protocol's
        """Raise SigningError: an authenticator signs no plain message."""
        raise SigningError("a key in an authenticator gives SSH signatures only")

    def sshsig(self, message: bytes, namespace: str = ssh.NAMESPACE) -> str:
        """Return an armoured SSH signature; somebody has to touch the authenticator."""
        signed = sshsig.to_sign(message, namespace)
        signature = sshsig.settled(_ask(self.public, signed))
        if not sshsig.verify(self.public, signature, signed):
            raise SigningError("what the key signed does not fit its public half")
        return sshsig.armoured(self.public, signature, namespace)


def _open(path: Path, _secret: str | None) -> SigningKey:
    public, _ = _public(path)
    if isinstance(public, ssh.HardwareKey):
        return AgentHardwareKey(public)
    plain = public
    return PlainSigner(plain, lambda message: sshsig.to_raw(plain, _ask(plain, message)))


def _public(path: Path) -> tuple[PublicKey, str]:
    try:
        line = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        raise SigningError(f"{path.name} could not be read as a public key") from None
    return ssh.read_public(line), "".join(line.split(maxsplit=2)[2:])


def _ask(key: PublicKey, message: bytes) -> bytes:
    """Let the agent sign; raise SigningError where there is none, or it has not got the key or refuses."""
    request = bytes([_SIGN]) + string(ssh.blob(key)) + string(message) + bytes(4)
    answer = _exchange(string(request))
    if answer[:1] != bytes([_SIGNED]):
        raise SigningError(
            f"the ssh-agent did not sign with the key {ssh.fingerprint(key)}", help="ssh-add -l lists what it holds"
        )
    signature, rest = take(answer[1:])
    if rest:
        raise SigningError("the ssh-agent's answer could not be read")
    return signature


def _exchange(request: bytes) -> bytes:
    address = os.environ.get(SOCKET)
    if not address or not hasattr(socket, "AF_UNIX"):
        raise SigningError(f"no ssh-agent can be reached: {SOCKET} is not set", help="start one: eval $(ssh-agent)")
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE)
            connection.connect(address)
            connection.sendall(request)
            length, _ = take_number(_received(connection, 4))
            if length > _LONGEST:
                raise SigningError("the ssh-agent's answer could not be read")
            return _received(connection, length)
    except TimeoutError:
        raise SigningError(
            "the ssh-agent did not answer in time", help="touch the authenticator when it asks"
        ) from None
    except OSError as error:
        raise SigningError(f"the ssh-agent could not be reached ({type(error).__name__})") from None


def _received(connection: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        part = connection.recv(length - len(data))
        if not part:
            raise SigningError("the ssh-agent ended the connection")
        data += part
    return data


HOLDER = Holder(
    name="agent",
    holds=lambda path, _head: path.suffix == ".pub",
    public=_public,
    asks_for=lambda _path: "",
    open=_open,
)
