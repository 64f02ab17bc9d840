"""``%mlsec answer ITEM "…"``: a named person's answer to what no computation can decide."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.dates import end_of_day
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("answer")
@click.argument("item")
@click.argument("text")
@click.option("--as", "person", default="", help="Who answers.  [default: whose key you have, or checklist.author]")
@click.option("--until", callback=end_of_day, metavar="DATE", help="When the answer has to be given again.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.pass_obj
def command(session: Session, item: str, text: str, *, person: str, until: datetime | None, key: Path | None) -> Shown:
    """Answer ITEM in at least 30 characters; the answer is kept in the notebook and expires.

    It is signed with your own key where you have one that needs no prompt.
    """
    from jupyter_mlsec.magic.answers import record_answer
    from jupyter_mlsec.magic.evidence import show_record

    record, note = record_answer(session, item, text, person, until=until, key=key)
    told = f"{record.item} answered by {record.person}, until {record.expires:%Y-%m-%d}{note}"
    return show_record(session, told, record)
