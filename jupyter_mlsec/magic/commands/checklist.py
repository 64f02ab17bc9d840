"""``%mlsec checklist``: the lifecycle checklist as a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from jupyter_mlsec.magic.session import Session

if TYPE_CHECKING:
    from jupyter_mlsec.widget.checklist import ChecklistWidget


@click.command("checklist")
@click.pass_obj
def command(session: Session) -> ChecklistWidget:
    """Show each item's status, the evidence behind it, what to do next, and a form where a person has to answer."""
    from jupyter_mlsec.lifecycle.records import encode_record
    from jupyter_mlsec.magic.answers import take_answers
    from jupyter_mlsec.magic.assessment import assess_observed
    from jupyter_mlsec.widget.checklist import ChecklistWidget

    assessment, _, observed = assess_observed(session)
    records = [encode_record(each) for each in observed]
    widget = ChecklistWidget(assessment.checklist, person=session.config().checklist.author, records=records)
    if hasattr(session.shell, "kernel") and not session.is_running:  # nobody answers in a console or in an export
        take_answers(session, widget)
    return widget
