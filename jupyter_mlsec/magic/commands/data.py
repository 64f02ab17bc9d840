"""``%mlsec data NAME``: evidence about a table in this kernel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.evidence import bindings, show_evidence
from jupyter_mlsec.magic.names import names
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Ground

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("data")
@click.argument("name")
@click.option("--target", help="The column to be predicted.")
@click.option("--groups", callback=names, help="Columns whose groups must be treated alike: sex,region")
@click.option("--entities", callback=names, help="Columns that say whom a row is about.")
@click.option("--time", "time_column", help="The column that orders rows.")
@click.option("--quasi-identifiers", callback=names, help="Columns that together could single a person out.")
@click.option("--sensitive", callback=names, help="Columns that nobody must learn about a person.")
@click.option(
    "--train",
    metavar="NAME",
    help="The training rows, for leakage between the splits.  [default: those of the split that this kernel saw]",
)
@click.option("--test", metavar="NAME", help="The test rows.  [default: as for --train]")
@click.option("--reference", metavar="NAME", help="The table that drift is measured against.")
@click.option("--freeze", is_flag=True, help="Freeze the table's shape: later ones are held against it.")
@click.option(
    "--contract", metavar="FILE", help="Write what a request must look like, as JSON Schema, for the service."
)
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter an option
    session: Session,
    name: str,
    target: str | None,
    groups: tuple[str, ...],
    entities: tuple[str, ...],
    time_column: str | None,
    quasi_identifiers: tuple[str, ...],
    sensitive: tuple[str, ...],
    train: str | None,
    test: str | None,
    reference: str | None,
    *,
    freeze: bool,
    contract: str | None,
) -> Shown:
    """Measure the table NAME: quality, personal data, re-identification, bias, poisoning, leakage, lineage."""
    from jupyter_mlsec.lifecycle.collect import collect
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.magic.limits import limits
    from jupyter_mlsec.magic.origins import files_read_into
    from jupyter_mlsec.magic.parted import parts_of
    from jupyter_mlsec.magic.pins import pins
    from jupyter_mlsec.magic.shapes import freeze_shape, frozen_shape, shape_records, write_contract
    from jupyter_mlsec.probes._ground.fingerprint import file_digest
    from jupyter_mlsec.probes._tables.frames import FrameSubject

    session.catch_up()
    frame, now, title = session.value(name), datetime.now(UTC), f"Evidence about {name}"
    if not train and not test:
        train, test = parts_of(session, name)
    if train and test:
        title += f" (split into {train} and {test})"
    if freeze:
        freeze_shape(session, name, frame, now)
    if contract:
        write_contract(session.folder() / contract, frame, target)
    files = files_read_into(name, session.sources(), session.shell.user_ns)
    subject = FrameSubject(
        name=name,
        frame=frame,
        target=target,
        groups=groups,
        entities=entities,
        time=time_column,
        quasi_identifiers=quasi_identifiers,
        sensitive=sensitive,
        limits=limits(session),
        files=files,
        declared=session.declared("dataset", name),
        train=session.value(train) if train else None,
        test=session.value(test) if test else None,
        reference=session.value(reference) if reference else None,
        schema=frozen_shape(session, name),
        pins=pins(session.notebook_path(), name, files, now=now),
        used=session.moments.used(name),
        lineage=session.moments.lineage(train or name),
        at_load=session.moments.at_load(train or name),
        at_fit=session.moments.at_fit(train or name),
        as_of=now,
    )
    binds = bindings(session, Ground.DATA, name, train=train, test=test, reference=reference)
    binds |= {f"{Ground.FILES}:{path}": file_digest(path) for path in files}
    evidence = collect(probes_for(FrameSubject), subject, binds=binds, now=now, name=name)
    return show_evidence(session, title, evidence, also=shape_records(session, name) if freeze else ())
