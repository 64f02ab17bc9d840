"""``%mlsec drift NEW --reference TRAIN``: whether a new batch still looks like what the model was trained on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.evidence import bindings, show_evidence
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Ground

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown

_ITEM = "DEP-07"  # monitoring, with a reference profile and drift measured
_FILE = ".json"


@click.command("drift")
@click.argument("name")
@click.option("--reference", metavar="NAME|FILE.json", help="The table that the model was trained on, or its profile.")
@click.option(
    "--target", metavar="COLUMN", help="What is predicted: new rows need not have it.  [default: as for data]"
)
@click.option("--write", "file", metavar="FILE.json", help="Write a profile of NAME instead: no row, no rare value.")
@click.pass_obj
def command(session: Session, name: str, reference: str | None, target: str | None, file: str | None) -> Shown:
    """Hold the table NAME against a reference: per column and as a whole, with limits (psi, drift-auc)."""
    if (reference is None) == (file is None):
        raise UsageError("drift needs a reference, or a file to write a profile to", help="add --reference TRAIN")
    if file is not None:
        return _written(session, name, file)
    return _measured(session, name, reference or "", target)


def _measured(session: Session, name: str, reference: str, target: str | None) -> Shown:
    from jupyter_mlsec.lifecycle.collect import collect
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.magic.limits import limits
    from jupyter_mlsec.probes._ground.fingerprint import file_digest
    from jupyter_mlsec.probes._tables.frames import FrameSubject
    from jupyter_mlsec.probes._tables.profile_file import read_profile

    now = datetime.now(UTC)
    if reference.endswith(_FILE):
        path = session.folder() / reference
        held: object = read_profile(path)
        binds = bindings(session, Ground.DATA, name) | {f"{Ground.FILES}:{reference}": file_digest(str(path))}
    else:
        held = session.value(reference)
        binds = bindings(session, Ground.DATA, name, reference=reference)
    if target is None and reference in session.questions:
        target = session.questions[reference].target
    subject = FrameSubject(
        name=name, frame=session.value(name), target=target, reference=held, limits=limits(session), as_of=now
    )
    probes = [probe for probe in probes_for(FrameSubject) if _ITEM in probe.items]
    evidence = collect(probes, subject, binds=binds, now=now, name=name)
    return show_evidence(session, f"{name} against {reference}", evidence)


def _written(session: Session, name: str, file: str) -> Shown:
    from jupyter_mlsec.magic.shown import Shown
    from jupyter_mlsec.measure import reference_profile
    from jupyter_mlsec.probes._ground.observations import count

    if not file.endswith(_FILE):
        raise UsageError("a profile is written to a file that ends in .json", help="add --write profile.json")
    found = reference_profile(session.value(name))
    path = session.folder() / file
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UsageError(f"{path.name} could not be written ({type(error).__name__})") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(found.text())
    left = f"; it says nothing of {', '.join(found.left_out)}" if found.left_out else ""
    columns = count(len(found.columns), "column")
    said = f"{path.name} tells of {columns} of {name}, and holds no row and no rare value{left}."
    return Shown(said, value=found)
