"""Sign a folder that holds a whole run: the list of its files, and a statement for each thing that it claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import dsse, layout, ssh
from jupyter_mlsec.runs.key_holders._plain import PlainSigner, plain_signer
from jupyter_mlsec.runs.statements import hex_digest, statements
from jupyter_mlsec.runs.sums import write_sums
from jupyter_mlsec.runs.timestamps import fetch_stamp

if TYPE_CHECKING:
    from jupyter_mlsec.runs.key_holders._holder import SigningKey
    from jupyter_mlsec.runs.keys import KeyPair


def key_members(key: KeyPair) -> dict[str, bytes]:
    """Return the files of a bundle that hold the signer's public key; a hardware key leaves one to ``sign_folder``."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    members = {layout.PUBLIC_SSH: f"{key.line}\n".encode()}
    if isinstance(key.public, ssh.HardwareKey):
        return members
    return members | {layout.PUBLIC_PEM: key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)}


def sign_folder(folder: Path, key: SigningKey) -> None:
    """Write SHA256SUMS, its two plain signatures and the attestations into ``folder``.

    A hardware key signs the list, with a key in it that was made for this run alone and signs the rest. Raises
    SigningError where the folder says that it was made for another key, BundleError where a file that a statement is
    made of is malformed.
    """
    promised = ssh.read_public((folder / layout.PUBLIC_SSH).read_text(encoding="utf-8"))
    if ssh.blob(promised) != ssh.blob(key.public):
        raise SigningError("the private key does not belong to the public key of the bundle")
    plain = _deputy(folder) if isinstance(key.public, ssh.HardwareKey) else key
    digests = {name: _digest(folder / name) for name in _members(folder)}
    sums = write_sums(digests)
    signature = key.sshsig(sums, ssh.NAMESPACE)
    (folder / layout.SUMS).write_bytes(sums)
    (folder / layout.SSH_SIGNATURE).write_text(signature, encoding="ascii", newline="\n")
    (folder / layout.RAW_SIGNATURE).write_bytes(plain.sign(sums))
    (folder / layout.ATTESTATIONS).mkdir()
    digests[layout.SUMS] = hex_digest(sums)
    for name, statement in statements(digests, lambda name: (folder / name).read_bytes()).items():
        path = folder / f"{layout.ATTESTATIONS}{name}{layout.ATTESTATION_SUFFIX}"
        path.write_bytes(dsse.seal(plain, statement))


def stamp_folder(folder: Path, url: str) -> None:
    """Have the SSH signature of a signed folder stamped by the authority at ``url``; raise SigningError otherwise."""
    (folder / layout.TIMESTAMP).write_bytes(fetch_stamp(url, (folder / layout.SSH_SIGNATURE).read_bytes()))


def _deputy(folder: Path) -> PlainSigner:
    """Make the key of one run; its public half is in the list that the hardware key signs, its private half nowhere."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    private = generate_private_key(SECP256R1())
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / layout.PUBLIC_PEM).write_bytes(pem)
    return plain_signer(private)


def _members(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
