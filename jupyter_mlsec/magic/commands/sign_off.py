"""The reviewer's signed decision about this notebook's bundle, given from the notebook itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from jupyter_mlsec.errors import SigningError, UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown

_LONGEST = 120  # seconds: a key in hardware may want to be touched


@click.command("sign-off")
@click.argument("bundle", required=False, type=click.Path(path_type=Path))
@click.option("--as", "role", required=True, help="In which role you decide: reviewer, security, compliance …")
@click.option("--decision", required=True, type=click.Choice(["approve", "reject"]))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.pass_obj
def command(session: Session, bundle: Path | None, role: str, decision: str, key: Path | None) -> Shown:
    """Add your signed decision to this notebook's bundle. It binds what was seen: the digest of the whole bundle."""
    if session.is_running:
        return Shown("skipped: this notebook is being exported right now, and nobody has seen the result yet")
    notebook = session.notebook_path()
    target = bundle or (notebook.with_suffix(".mlrun") if notebook else None)
    if target is None or not target.exists():
        raise UsageError("there is no bundle to decide on", help="%mlsec run makes it")
    words = [str(target), "--as", role, "--decision", decision, *(["--key", str(key)] if key else [])]
    try:
        # A process of its own: a key is never in the memory that the notebook's code shares.
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "jupyter_mlsec", "sign-off", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST,
        )
    except subprocess.TimeoutExpired:
        raise SigningError("the key did not answer", help=f"mlsec sign-off {target} in a terminal") from None
    if done.returncode:
        message, *advice = done.stderr.strip().splitlines() or ["it could not be signed"]
        raise SigningError(
            message.removeprefix("error: "), help=tuple(line.strip().removeprefix("help: ") for line in advice)
        )
    return Shown(done.stdout.strip(), value=target)
