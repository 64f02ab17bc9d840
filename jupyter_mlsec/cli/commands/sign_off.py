"""``mlsec sign-off``: the reviewer's signed decision, beside the author's signature."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.passphrase import ask


@click.command("sign-off")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True))
@click.option("--as", "role", required=True, help="In which role you decide: reviewer, security, compliance …")
@click.option("--decision", required=True, type=click.Choice(["approve", "reject"]))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@click.option("--timestamp", default="", metavar="URL", help="Have the signature stamped by this RFC 3161 authority.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(
    bundle: Path, role: str, decision: str, key: Path | None, *, signers: Path | None, timestamp: str, style: str
) -> int:
    """Add your signed decision to BUNDLE and to the project's trail. One that does not verify is not decided on."""
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.decisions import record_sign_off
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.runs.keys import ensure_key
    from jupyter_mlsec.runs.recorded_sign_offs import OUTCOMES
    from jupyter_mlsec.runs.reviews import refuse_idle, sign_decision
    from jupyter_mlsec.runs.verify import find_signers, verify_bundle

    verification = verify_bundle(bundle, signers)
    pair = ensure_key(key)
    person = pair.identity
    if verification.can_be_reviewed:
        person = refuse_idle(pair, role, verification, find_signers(signers))
    root = load_config(bundle).root or bundle.absolute().parent
    told = {"decision": decision, "role": role, "trail": Trail(root).head_json()}
    signed = sign_decision(bundle, told, verification, pair, ask, timestamp)
    record_sign_off(root, signed, pair, person)
    outcome = OUTCOMES[decision]
    shape = {
        "format": "mlsec-sign-off/1",
        "bundle": bundle.name,
        "decision": decision,
        "role": role,
        "key": pair.fingerprint,
    }
    write_output(json_text(shape) if style == "json" else f"{outcome} as {role} by {person}: {signed}")
    return CLEAN
