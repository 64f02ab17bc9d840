"""``mlsec trail``: the project's audit trail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.trail import Trail

_PROJECT = click.option(
    "--project", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path(), help="Its folder.  [.]"
)
_STYLE = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")


@click.group("trail")
def command() -> None:
    """Look at the record of runs, sign-offs, waivers, overrides and deletions in .mlsec/."""


@command.command("verify")
@click.argument("bundles", type=click.Path(path_type=Path, exists=True), nargs=-1)
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@_PROJECT
@_STYLE
def verify(bundles: tuple[Path, ...], signers: Path | None, project: Path, style: str) -> int:
    """Check that the trail is complete and unbroken; what BUNDLES were signed after must still be in it."""
    from jupyter_mlsec.decisions import trail_sign_offs
    from jupyter_mlsec.lifecycle.trail_report import trail_json
    from jupyter_mlsec.runs.trail_heads import trail_heads

    anchors = [head for bundle in bundles for head in trail_heads(bundle, signers)]
    trail = _trail(project)
    report = trail.verify(anchors)
    sign_offs = trail_sign_offs(trail, signers, bundles)
    report = replace(report, failures=(*report.failures, *sign_offs.failures))
    if style == "json":
        write_output(trail_json(report, sign_offs))
    else:
        state = "intact" if report.intact else "NOT intact"
        lines = [f"the audit trail is {state}: {report.entries} entries"]
        lines += [f"  {told}"] if (told := sign_offs.told()) else []
        lines += [f"  {failure.code}: {failure.message}" for failure in report.failures]
        write_output("\n".join(lines))
    return CLEAN if report.intact else FOUND


@command.command("record")
@click.argument("what", type=click.Choice(["deletion"]))
@click.argument("subject")
@click.option("--person", default="", help="Who did it.  [default: whose key you have]")
@_PROJECT
@_STYLE
def record(what: str, subject: str, person: str, project: Path, style: str) -> int:
    """Record that SUBJECT (a model, a data set, a copy) was deleted; a file that is still there is not deleted."""
    from jupyter_mlsec.errors import UsageError
    from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
    from jupyter_mlsec.runs.keys import default_identity, default_key, read_pair

    trail = _trail(project)
    if (trail.path.parents[1] / subject).exists() or Path(subject).exists():
        raise UsageError(f"{subject} is still there", help="delete it first")
    own = default_key()
    person = person or (read_pair(own).identity if own.exists() else default_identity())
    entry = trail.append(TrailEvent(kind=TrailKind(what), subject=subject, outcome="deleted", person=person))
    shape = {"format": "mlsec-trail-entry/1", "sequence": entry.sequence, "digest": entry.digest}
    write_output(json_text(shape) if style == "json" else f"recorded: {what} of {subject} by {person}")
    return CLEAN


def _trail(project: Path) -> Trail:
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.lifecycle.trail import Trail

    return Trail(load_config(project).root or project)
