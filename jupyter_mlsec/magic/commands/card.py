"""``%mlsec card [NAME]``: a model card, filled from the evidence of this kernel."""

from __future__ import annotations

from pathlib import Path
from typing import TypeGuard

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown
from jupyter_mlsec.model.checklist import Declaration, Evidence, Ground
from jupyter_mlsec.reports.counting import counted


@click.command("card")
@click.argument("name", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("MODEL_CARD.md"))
@click.option("--overwrite", is_flag=True, help="Replace the file where it exists.")
@click.pass_obj
def command(session: Session, name: str | None, output: Path, *, overwrite: bool) -> Shown:
    """Write a card about the model NAME, by default the only one that was measured.

    First say what nobody can measure: %mlsec declare model NAME licence=MIT.
    """
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.reports.model_card import MISSING, CardSubject, model_card

    name = name or _measured(session)
    model = type(session.value(name))
    if output.exists() and not overwrite:
        raise UsageError(f"{output} exists", help="add --overwrite, or choose another file with -o")
    assessment, _ = assess_session(session)
    card = model_card(
        CardSubject(
            name=name,
            library=model.__module__.partition(".")[0],
            kind=model.__qualname__,
            fields=session.declared("model", name),
            datasets=tuple(each for each in session.records if _is_dataset(each)),
            evidence=tuple(each for each in session.records if isinstance(each, Evidence) and each.subject == name),
            checklist=assessment.checklist,
        )
    )
    try:
        output.write_text(card, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}", help="choose another file with -o") from None
    blanks = card.count(MISSING)
    told = f"{output} is about {name}" + (f"; {blanks} of its sections need your words" if blanks else "")
    return Shown(told, value=output)


def _measured(session: Session) -> str:
    found = {
        each.subject
        for each in session.records
        if isinstance(each, Evidence) and f"{Ground.MODEL}:{each.subject}" in each.binds
    }
    if len(found) != 1:
        said = (
            f"{counted(len(found), 'model')} {'was' if len(found) == 1 else 'were'} measured"
            if found
            else "no model was measured"
        )
        raise UsageError(
            f"{said} in this kernel, so a card needs a name",
            help=f"%mlsec card {min(found)}" if found else "measure one: %mlsec model NAME --x X_test --y y_test",
        )
    return found.pop()


def _is_dataset(record: object) -> TypeGuard[Declaration]:
    return isinstance(record, Declaration) and record.topic == "dataset"
