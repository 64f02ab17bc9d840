"""``%mlsec waive ITEM``: accept a risk, with a reason, an approver and an end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.dates import end_of_day
from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("waive")
@click.argument("item")
@click.option("--reason", required=True, help="Why the risk is accepted, in at least 30 characters.")
@click.option("--until", required=True, callback=end_of_day, metavar="DATE", help="At most 180 days from now.")
@click.option("--approver", required=True, help="Who accepts it; not the author.")
@click.option("--author", default="", help="Whose notebook it is.  [default: checklist.author of the configuration]")
@click.pass_obj
def command(session: Session, item: str, reason: str, until: datetime, approver: str, author: str) -> Shown:
    """Accept the risk of ITEM until DATE. What was computed stays visible beside the waiver."""
    from jupyter_mlsec.lifecycle.answers import waive
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.magic.evidence import show_record

    assessment, _ = assess_session(session)
    record = waive(
        item,
        reason,
        approver=approver,
        author=author or session.config().checklist.author,
        until=until,
        now=datetime.now(UTC),
        fingerprints=assessment.checklist.fingerprints,
    )
    return show_record(session, f"{record.item} waived by {record.approver}, until {record.expires:%Y-%m-%d}", record)
