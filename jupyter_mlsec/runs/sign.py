"""Sign a folder that holds a whole run: the list of its files, and a statement for each thing that it claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import dsse, layout, ssh
from jupyter_mlsec.runs.statements import hex_digest, statements
from jupyter_mlsec.runs.sums import write_sums

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PrivateKey


def sign_folder(folder: Path, key: PrivateKey) -> None:
    """Write SHA256SUMS, its two plain signatures and the attestations into ``folder``.

    Raises SigningError where the folder says that it was made for another key, BundleError where a file that a
    statement is made of is malformed.
    """
    public = ssh.accepted(key.public_key())
    promised = ssh.read_public((folder / layout.PUBLIC_SSH).read_text(encoding="utf-8"))
    if ssh.blob(promised) != ssh.blob(public):
        raise SigningError("the private key does not belong to the public key of the bundle")
    digests = {name: _digest(folder / name) for name in _members(folder)}
    sums = write_sums(digests)
    (folder / layout.SUMS).write_bytes(sums)
    (folder / layout.SSH_SIGNATURE).write_text(ssh.sshsig(key, sums), encoding="ascii", newline="\n")
    (folder / layout.RAW_SIGNATURE).write_bytes(ssh.raw_sign(key, sums))
    (folder / layout.ATTESTATIONS).mkdir()
    digests[layout.SUMS] = hex_digest(sums)
    for name, statement in statements(digests, lambda name: (folder / name).read_bytes()).items():
        path = folder / f"{layout.ATTESTATIONS}{name}{layout.ATTESTATION_SUFFIX}"
        path.write_bytes(dsse.seal(key, statement))


def _members(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
