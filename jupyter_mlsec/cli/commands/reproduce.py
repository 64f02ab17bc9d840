"""``mlsec reproduce``: run a bundle again in its own environment and compare, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.ending import ends_cleanly
from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.passphrase import ask
from jupyter_mlsec.cli.run_progress import run_progress

if TYPE_CHECKING:
    from jupyter_mlsec.runs.keys import KeyPair
    from jupyter_mlsec.runs.reproduce import Reproduction


@click.command("reproduce")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True))
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="The folder with the files the run read.")
@click.option("--python", metavar="EXE", help="Use this environment instead of one made from the bundle's lock.")
@click.option("--offline", is_flag=True, help="Make the environment from uv's cache alone.")
@click.option("--tolerance", type=click.FloatRange(min=0), default=1e-6, help="Relative difference of equal numbers.")
@click.option("--pixels", type=click.FloatRange(0, 1), default=0.0, help="Share of a picture's pixels that may differ.")
@click.option("--sign", is_flag=True, help="Where the results agree, add your signed word for it (trust level 3).")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--progress", type=click.Choice(["auto", "json", "none"]), default="auto", help="What stderr tells.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(  # noqa: PLR0913 - one for each option
    bundle: Path,
    signers: Path | None,
    data: Path | None,
    python: str | None,
    *,
    offline: bool,
    tolerance: float,
    pixels: float,
    sign: bool,
    key: Path | None,
    progress: str,
    style: str,
) -> int:
    """Verify BUNDLE, re-create its environment from its lock, run it again, and say which cells agree."""
    from jupyter_mlsec.environment.runtime import runtime_facts
    from jupyter_mlsec.runs.differences import Tolerance
    from jupyter_mlsec.runs.reproduce import ReproduceOptions, Verdict, reproduce, to_json
    from jupyter_mlsec.runs.reviews import sign_reproduction

    pair = _signing(bundle, key, signers) if sign else None
    with ends_cleanly(), run_progress(f"running {bundle.name} again", progress) as told:
        options = ReproduceOptions(
            signers=signers,
            data=data,
            python=python,
            offline=offline,
            tolerance=Tolerance(relative=tolerance, pixels=pixels),
            facts=lambda program, variables: runtime_facts(program, variables=variables),
            stage=told.stage,
        )
        done = reproduce(bundle, options, told.cell)
    write_output(json_text(to_json(done)) if style == "json" else _text(bundle.name, done))
    agrees = done.verdict in {Verdict.IDENTICAL, Verdict.EQUIVALENT}
    if pair is not None and agrees:
        signed = sign_reproduction(bundle, done, pair, ask)
        click.echo(f"signed: {signed}", err=True)
    return CLEAN if agrees else FOUND


def _signing(bundle: Path, key: Path | None, signers: Path | None) -> KeyPair:
    """Return the key to sign with; refused before the second run where what it signs would not count."""
    from jupyter_mlsec.runs.keys import ensure_key
    from jupyter_mlsec.runs.reviews import refuse_idle_rerun
    from jupyter_mlsec.runs.verify import find_signers, verify_bundle

    pair = ensure_key(key)
    verification = verify_bundle(bundle, signers)
    if verification.can_be_reviewed:  # one that does not verify is not run again, and says why
        refuse_idle_rerun(pair, verification, find_signers(signers))
    return pair


def _text(name: str, done: Reproduction) -> str:
    lines = [f"{done.verdict.value}: {name}" + (f" ({done.reason})" if done.reason else "")]
    for cell in done.cells:
        said = f": {cell.what}" if cell.what else ""
        why = f" - perhaps because {cell.cause}" if cell.cause else ""
        lines.append(f"  cell {cell.index + 1}  {cell.level.value}{said}{why}")
    lines += [f"around it: {cause}" for cause in done.causes]
    return "\n".join(lines)
