"""A key behind a URI of securesystemslib: PKCS#11 (``hsm:``), AWS, Google and Azure KMS, Vault, TKey.

It is named by a TOML file with ``uri``, ``public`` (an SSH public key line) and ``identity``; nothing in it is secret.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.key_holders._holder import Holder
from jupyter_mlsec.runs.key_holders._plain import PlainSigner

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PlainKey, PublicKey

_WITH_PIN = frozenset({"hsm"})
_FOREIGN = frozenset({"gnupg"})  # its signatures are in a format of its own
_SCHEMES = {ssh.ED25519: "ed25519", ssh.P256: "ecdsa-sha2-nistp256"}


def write_card(path: Path, uri: str, line: str, identity: str) -> None:
    """Write the file that names a key behind a URI; an existing one is never overwritten.

    Raises SigningError where the URI's kind is unknown or a word cannot be written.
    """
    ssh.check_identity(identity)
    public = ssh.public_line(_plain(ssh.read_public(line)))
    _scheme(uri)
    if path.suffix != ".toml":
        raise SigningError("the file that names a key behind a URI must end in .toml")
    if any(mark in uri for mark in "\"'\\") or not uri.isprintable():
        raise SigningError("the key's URI has characters that no URI has")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(f'uri = "{uri}"\npublic = "{public}"\nidentity = "{identity}"\n')
    except FileExistsError:
        raise SigningError(f"{path.name} exists already", help="choose another name") from None
    except OSError as error:
        raise SigningError(f"{path.name} could not be written: {error.strerror}") from None


def _card(path: Path) -> tuple[str, PlainKey, str]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        uri, line, identity = table["uri"], table["public"], table["identity"]
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, KeyError):
        raise SigningError(f"{path.name} does not name a key", help="it needs uri, public and identity") from None
    if not all(isinstance(value, str) for value in (uri, line, identity)):
        raise SigningError(f"{path.name} does not name a key", help="it needs uri, public and identity")
    return uri, _plain(ssh.read_public(line)), identity


def _plain(key: PublicKey) -> PlainKey:
    if isinstance(key, ssh.HardwareKey):
        raise SigningError("a FIDO key is named by its own file, not by a URI")
    return key


def _scheme(uri: str) -> str:
    from_library = _library()
    scheme = uri.partition(":")[0]
    if scheme in _FOREIGN or scheme not in from_library.SIGNER_FOR_URI_SCHEME:
        raise SigningError(f"keys behind {scheme}: are not supported", help="see docs/signing.md for those that are")
    return scheme


def _library() -> ModuleType:
    try:
        from securesystemslib import signer
    except ImportError:
        raise SigningError(
            "keys behind a URI need securesystemslib, which is not installed",
            help='pip install "jupyter-mlsec[signing]"',
        ) from None
    return signer


def _open(path: Path, secret: str | None) -> PlainSigner:
    uri, public, _ = _card(path)
    _scheme(uri)
    library = _library()

    def answer(_name: str) -> str:
        if not secret:
            raise SigningError("the key asks for a PIN", help="set MLSEC_KEY_PASSPHRASE, or type it when asked")
        return secret

    def sign(message: bytes) -> bytes:
        try:
            named = library.SSlibKey.from_crypto(public, scheme=_SCHEMES[ssh.kind(public)])
            made = library.Signer.from_priv_key_uri(uri, named, answer).sign(message)
            return bytes.fromhex(made.signature)
        except SigningError:
            raise
        except Exception as error:  # noqa: BLE001 - each vendor's library raises its own, and may quote what is secret
            raise SigningError(
                f"the key behind {uri.partition(':')[0]}: did not sign ({type(error).__name__})"
            ) from None

    return PlainSigner(public, sign)


def _asks_for(path: Path) -> str:
    return "PIN" if _card(path)[0].partition(":")[0] in _WITH_PIN else ""


HOLDER = Holder(
    name="uri",
    holds=lambda path, _head: path.suffix == ".toml",
    public=lambda path: _card(path)[1:],
    asks_for=_asks_for,
    open=_open,
)
