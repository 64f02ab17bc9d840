"""``%mlsec answer ITEM "…"``: a named person's answer to what no computation can decide."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.dates import end_of_day
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("answer")
@click.argument("item")
@click.argument("text")
@click.option("--as", "person", default="", help="Who answers.  [default: checklist.author of the configuration]")
@click.option("--until", callback=end_of_day, metavar="DATE", help="When the answer has to be given again.")
@click.pass_obj
def command(session: Session, item: str, text: str, person: str, until: datetime | None) -> Shown:
    """Answer ITEM in at least 30 characters; the answer is kept in the notebook and expires."""
    from jupyter_mlsec.magic.answers import record_answer
    from jupyter_mlsec.magic.evidence import show_record

    record = record_answer(session, item, text, person, until=until)
    return show_record(session, f"{record.item} answered by {record.person}, until {record.expires:%Y-%m-%d}", record)
