"""``mlsec key``: signing keys, and whose keys count."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import SigningError, UsageError

_KEY = click.option("--key", type=click.Path(path_type=Path), help="Another key than your own.")
_PROJECT = click.option(
    "--project", type=click.Path(path_type=Path, file_okay=False), help="For a project instead of for you."
)
_PUBLIC = click.argument("public_key", type=click.Path(path_type=Path, exists=True, dir_okay=False))


@click.group("key")
def command() -> None:
    """Make and show signing keys; trust and revoke keys of others."""


@command.command("new")
@click.option("--output", type=click.Path(path_type=Path), help="Where the key goes.  [default: your configuration]")
@click.option("--identity", default="", help="Whose key it is, such as an e-mail address.")
@click.option("--algorithm", type=click.Choice(["ed25519", "p256"]), default="ed25519")
@click.option("--keyring", is_flag=True, help="Make up a passphrase and let the OS keyring keep it.")
@click.option("--no-passphrase", is_flag=True, help="Do not ask; the file alone is the key.")
def new(output: Path | None, identity: str, algorithm: str, *, keyring: bool, no_passphrase: bool) -> int:
    """Make a key. An existing one is never overwritten."""
    from jupyter_mlsec.config.person import config_folder
    from jupyter_mlsec.runs.keys import default_key, new_key
    from jupyter_mlsec.runs.passphrases import PASSPHRASE, new_passphrase, remember, require_keyring
    from jupyter_mlsec.runs.signers import trust

    passphrase = os.environ.get(PASSPHRASE, "")
    if keyring:
        require_keyring()
        passphrase = passphrase or new_passphrase()
    elif not passphrase and not no_passphrase:
        passphrase = click.prompt(
            "Passphrase (empty for none)", hide_input=True, confirmation_prompt=True, default="", err=True
        )
    pair = new_key(output or default_key(), identity, algorithm, passphrase.encode() or None)
    if keyring:
        try:
            remember(pair.path, passphrase)
        except SigningError:  # a key that nobody can open is of no use
            pair.path.unlink()
            pair.path.with_suffix(".pub").unlink()
            raise
    if output is None:
        trust(config_folder(), pair.line, pair.identity)
    write_output(f"{pair.line}\n{pair.fingerprint}")
    return CLEAN


@command.command("show")
@_KEY
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def show(key: Path | None, style: str) -> int:
    """Show the public half, which others need to verify what you sign."""
    from jupyter_mlsec.runs.keys import read_pair

    pair = read_pair(_existing(key))
    shape = {
        "format": "mlsec-key/1",
        "identity": pair.identity,
        "key": pair.fingerprint,
        "public": " ".join(pair.line.split()[:2]),
    }
    write_output(json_text(shape) if style == "json" else f"{pair.line}\n{pair.fingerprint}")
    return CLEAN


@command.command("link")
@click.argument("uri")
@click.option("--public", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--as", "identity", required=True, help="Whose key it is, such as an e-mail address.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file: NAME.toml.")
def link(uri: str, public: Path, identity: str, output: Path) -> int:
    """Name a key behind URI (PKCS#11, a cloud's key service) by a file; PUBLIC is its public half, PEM or SSH."""
    from jupyter_mlsec.runs.key_holders.uri import write_card
    from jupyter_mlsec.runs.ssh import read_pem_or_line

    write_card(output, uri, read_pem_or_line(public.read_bytes()), identity)
    write_output(f"sign with it: --key {output}")
    return CLEAN


@command.command("remember")
@_KEY
def remember_key(key: Path | None) -> int:
    """Let the OS keyring keep the passphrase or PIN of a key."""
    from jupyter_mlsec.runs.passphrases import PASSPHRASE, remember, require_keyring

    path = _existing(key)
    require_keyring()
    secret = os.environ.get(PASSPHRASE) or click.prompt("Passphrase or PIN", hide_input=True, err=True)
    write_output(f"kept by {remember(path, secret)}")
    return CLEAN


@command.command("forget")
@_KEY
def forget_key(key: Path | None) -> int:
    """Remove what the OS keyring keeps for a key."""
    from jupyter_mlsec.runs.passphrases import forget

    forget(_existing(key))
    write_output("forgotten")
    return CLEAN


def _day(_context: click.Context, _option: click.Parameter, value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


@command.command("trust")
@_PUBLIC
@click.option("--as", "identity", required=True, help="Whose key it is, such as an e-mail address.")
@click.option("--valid-after", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="Not before this day (UTC).")
@click.option("--valid-before", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="Until this day begins (UTC).")
@_PROJECT
def trust_key(
    public_key: Path,
    identity: str,
    valid_after: datetime | None,
    valid_before: datetime | None,
    project: Path | None,
) -> int:
    """Accept signatures of PUBLIC_KEY (a .pub file) from now on."""
    from jupyter_mlsec.runs.signers import trust

    signer = trust(_signers_folder(project), _line(public_key), identity, valid_before, valid_after)
    write_output(f"trusted: {signer.principal} {signer.fingerprint}")
    return CLEAN


@command.command("revoke")
@_PUBLIC
@_PROJECT
def revoke_key(public_key: Path, project: Path | None) -> int:
    """Refuse every signature of PUBLIC_KEY (a .pub file), older ones included."""
    from jupyter_mlsec.runs.signers import revoke

    write_output(f"revoked: {revoke(_signers_folder(project), _line(public_key))}")
    return CLEAN


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path.name} could not be read as a public key", help="give the .pub file") from None


def _existing(key: Path | None) -> Path:
    from jupyter_mlsec.runs.keys import default_key

    path = key or default_key()
    if not path.exists():
        raise UsageError("there is no key yet", help="mlsec key new makes one; so does the first mlsec run")
    return path


def _signers_folder(project: Path | None) -> Path:
    from jupyter_mlsec.config.person import config_folder

    return config_folder() if project is None else project / ".mlsec"
