"""``%mlsec guard``: stop pickles before what they would run, and cells before they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.guard import GuardMode

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.magic.shown import Shown

_HONEST = "It guards loads; it is not a sandbox: code that already runs in this kernel can switch it off."


@click.command("guard")
@click.argument("what", required=False, type=click.Choice([*(mode.value for mode in GuardMode), "allow"]))
@click.argument("name", required=False)
@click.option("--reason", default="", help="Why a name is allowed; its digest is recorded, not its words.")
@click.pass_obj
def command(session: Session, what: str | None, name: str | None, reason: str) -> Shown:
    """Switch the guard, allow a name (allow package.module:Name --reason "…"), or say what it has seen."""
    from jupyter_mlsec.magic.evidence import show_evidence

    if what == "allow":
        if not name:
            raise UsageError("which name?", help='%mlsec guard allow package.module:Name --reason "…"')
        session.guard.allow(name, reason)
    elif name or reason:
        raise UsageError(f"{what or 'guard'} takes no name", help="%mlsec guard -h")
    elif what is not None:
        session.guard.switch(GuardMode(what))
    lines = [f"Guard: {session.guard.in_words()}"]
    if what == "allow":
        lines.append(f"Pickles may import {name} for the rest of this session; guard-allow in mlsec.toml keeps it.")
    if session.guard.mode is not GuardMode.OFF:
        lines += [_HONEST, *session.guard.unreached()]
    return show_evidence(session, "\n".join(lines), session.guard.evidence() if what is None else ())
