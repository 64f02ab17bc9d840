"""``%mlsec data NAME``: evidence about a table in this kernel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.evidence import show_evidence
from jupyter_mlsec.magic.names import names
from jupyter_mlsec.magic.session import Session

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
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.magic.open_tables import TableQuestion
    from jupyter_mlsec.magic.parted import parts_of
    from jupyter_mlsec.magic.shapes import freeze_shape, shape_records, write_contract
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
    question = TableQuestion(
        name=name,
        target=target,
        groups=groups,
        entities=entities,
        time=time_column,
        quasi_identifiers=quasi_identifiers,
        sensitive=sensitive,
        train=train,
        test=test,
        reference=reference,
    )
    session.questions[name] = question
    evidence = question.ask(session, probes_for(FrameSubject), now)
    return show_evidence(session, title, evidence, also=shape_records(session, name) if freeze else ())
