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
    """Show each item's status, the evidence behind it, and what to do next."""
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.widget.checklist import ChecklistWidget

    assessment, _ = assess_session(session)
    return ChecklistWidget(assessment.checklist)
