"""``mlsec verify``: whether a bundle is what a trusted signer made."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, wants_color, write_output


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="OpenSSH allowed_signers file.  [default: the hub's, or your own]",
)
@click.option(
    "--timestamp-roots", type=click.Path(path_type=Path), help="Certificates (PEM) of time stamp authorities."
)
@click.option("--notebook", type=click.Path(path_type=Path), help="The bundle must be a run of this file.")
@click.option("--data", type=click.Path(path_type=Path), help="Files the run read must be unchanged below this folder.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(
    bundle: Path,
    signers: Path | None,
    timestamp_roots: Path | None,
    notebook: Path | None,
    data: Path | None,
    style: str,
) -> int:
    """Check signatures, every file, the signers' policy, and that the parts tell one story; print the trust level."""
    from jupyter_mlsec.reports.verify_text import verify_text
    from jupyter_mlsec.runs.json import verification_to_json
    from jupyter_mlsec.runs.verify import verify_bundle

    verification = verify_bundle(bundle, signers, notebook=notebook, data=data, timestamp_roots=timestamp_roots)
    if style == "json":
        write_output(json_text(verification_to_json(verification)))
    else:
        write_output(verify_text(verification, color=wants_color()))
    return CLEAN if verification.verified else FOUND
