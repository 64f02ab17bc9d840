"""``%mlsec drift NEW --reference TRAIN``: whether a new batch still looks like what the model was trained on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.evidence import bindings, show_evidence
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Ground

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown

_ITEM = "DEP-07"  # monitoring, with a reference profile and drift measured


@click.command("drift")
@click.argument("name")
@click.option("--reference", required=True, metavar="NAME", help="The table that the model was trained on.")
@click.pass_obj
def command(session: Session, name: str, reference: str) -> Shown:
    """Hold the table NAME against a reference: per column and as a whole, with limits (psi, drift-auc)."""
    from jupyter_mlsec.lifecycle.collect import collect
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.magic.limits import limits
    from jupyter_mlsec.probes._tables.frames import FrameSubject

    now = datetime.now(UTC)
    subject = FrameSubject(
        name=name, frame=session.value(name), reference=session.value(reference), limits=limits(session), as_of=now
    )
    probes = [probe for probe in probes_for(FrameSubject) if _ITEM in probe.items]
    binds = bindings(session, Ground.DATA, name, reference=reference)
    evidence = collect(probes, subject, binds=binds, now=now, name=name)
    return show_evidence(session, f"{name} against {reference}", evidence)
