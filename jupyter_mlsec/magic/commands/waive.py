"""``%mlsec waive ITEM``: accept a risk, with a reason, an approver and an end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.dates import end_of_day
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.people import named

if TYPE_CHECKING:
    from jupyter_mlsec.magic.shown import Shown


@click.command("waive")
@click.argument("item")
@click.option("--reason", required=True, help="Why the risk is accepted, in at least 30 characters.")
@click.option("--until", required=True, callback=end_of_day, metavar="DATE", help="At most 180 days from now.")
@click.option("--approver", required=True, help="Who accepts it; not the author.")
@click.option("--author", default="", help="Who asks.  [default: whose key you have, or checklist.author]")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.pass_obj
def command(
    session: Session, item: str, *, reason: str, until: datetime, approver: str, author: str, key: Path | None
) -> Shown:
    """Accept the risk of ITEM until DATE. What was computed stays visible beside the waiver.

    It is signed with your own key where you have one that needs no prompt: as the author's request, or as the
    approver's word. The approver of a request signs it with mlsec waive NOTEBOOK ITEM --approve.
    """
    from jupyter_mlsec.lifecycle.answers import waive
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.magic.evidence import show_record
    from jupyter_mlsec.magic.own_key import given_before, own_key, person_of, sign

    assessment, _ = assess_session(session)
    found, problem = own_key(session, key)
    own = session.config().checklist.author
    approves = found is not None and named(approver) == named(found.identity)
    record = waive(
        item,
        reason,
        approver=approver,
        author=author or (own if approves else person_of(found, own)),
        until=until,
        now=datetime.now(UTC),
        fingerprints=assessment.checklist.fingerprints,
    )
    before = given_before(session, record, frozenset() if author else frozenset({"author"}))
    record, note = (before, "; signed before") if before is not None else sign(found, problem, record)
    told = f"{record.item} waived by {record.approver}, until {record.expires:%Y-%m-%d}{note}"
    return show_record(session, told, record)
