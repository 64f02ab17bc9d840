"""``mlsec key``: signing keys, and whose keys count."""

from __future__ import annotations

import os
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import UsageError


@click.group("key")
def command() -> None:
    """Make and show signing keys; trust and revoke keys of others."""


@command.command("new")
@click.option("--output", type=click.Path(path_type=Path), help="Where the key goes.  [default: your configuration]")
@click.option("--identity", default="", help="Whose key it is, such as an e-mail address.")
@click.option("--algorithm", type=click.Choice(["ed25519", "p256"]), default="ed25519")
@click.option("--no-passphrase", is_flag=True, help="Do not ask; the file alone is the key.")
def new(output: Path | None, identity: str, algorithm: str, *, no_passphrase: bool) -> int:
    """Make a key. An existing one is never overwritten."""
    from jupyter_mlsec.runs.keys import PASSPHRASE, config_folder, default_key, new_key
    from jupyter_mlsec.runs.signers import trust

    passphrase = os.environ.get(PASSPHRASE, "")
    if not passphrase and not no_passphrase:
        passphrase = click.prompt(
            "Passphrase (empty for none)", hide_input=True, confirmation_prompt=True, default="", err=True
        )
    pair = new_key(output or default_key(), identity, algorithm, passphrase.encode() or None)
    if output is None:
        trust(config_folder(), pair.line, pair.identity)
    write_output(f"{pair.line}\n{pair.fingerprint}")
    return CLEAN


@command.command("show")
@click.option("--key", type=click.Path(path_type=Path), help="Another key than your own.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def show(key: Path | None, style: str) -> int:
    """Show the public half, which others need to verify what you sign."""
    from jupyter_mlsec.runs.keys import default_key, read_pair

    path = key or default_key()
    if not path.exists():
        raise UsageError("there is no key yet", help="mlsec key new makes one; so does the first mlsec run")
    pair = read_pair(path)
    shape = {
        "format": "mlsec-key/1",
        "identity": pair.identity,
        "key": pair.fingerprint,
        "public": " ".join(pair.line.split()[:2]),
    }
    write_output(json_text(shape) if style == "json" else f"{pair.line}\n{pair.fingerprint}")
    return CLEAN


@command.command("trust")
@click.argument("public_key", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "identity", required=True, help="Whose key it is, such as an e-mail address.")
@click.option("--project", type=click.Path(path_type=Path, file_okay=False), help="For a project instead of for you.")
def trust_key(public_key: Path, identity: str, project: Path | None) -> int:
    """Accept signatures of PUBLIC_KEY (a .pub file) from now on."""
    from jupyter_mlsec.runs.signers import trust

    signer = trust(_signers_folder(project), public_key.read_text(encoding="utf-8"), identity)
    write_output(f"trusted: {signer.principal} {signer.fingerprint}")
    return CLEAN


@command.command("revoke")
@click.argument("public_key", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--project", type=click.Path(path_type=Path, file_okay=False), help="For a project instead of for you.")
def revoke_key(public_key: Path, project: Path | None) -> int:
    """Refuse every signature of PUBLIC_KEY (a .pub file), older ones included."""
    from jupyter_mlsec.runs.signers import revoke

    write_output(f"revoked: {revoke(_signers_folder(project), public_key.read_text(encoding='utf-8'))}")
    return CLEAN


def _signers_folder(project: Path | None) -> Path:
    from jupyter_mlsec.runs.keys import config_folder

    return config_folder() if project is None else project / ".mlsec"
