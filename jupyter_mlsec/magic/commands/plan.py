"""``%mlsec plan``: an incident plan drawn from what is known, as a beginning for the team."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.reports.counting import counted

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.incident_plan import PlanFacts
    from jupyter_mlsec.magic.shown import Shown


@click.command("plan")
@click.option("-o", "--output", default="INCIDENT_RESPONSE.md", show_default=True, help="Where it is written.")
@click.option("--force", is_flag=True, help="Write over a plan that is there.")
@click.pass_obj
def command(session: Session, output: str, *, force: bool) -> Shown:
    """Write an incident plan with names and steps; what nobody declared is left as a gap."""
    from jupyter_mlsec.lifecycle.incident_plan import gaps, incident_plan
    from jupyter_mlsec.magic.shown import Shown

    path = session.folder() / output
    if path.exists() and not force:
        raise UsageError(f"{output} is there already", help="name another file with -o, or repeat it with --force")
    text = incident_plan(_facts(session))
    path.write_text(text, "utf-8")
    left = gaps(text)
    rest = (
        f"{counted(left, 'gap')} {'is' if left == 1 else 'are'} left for the team to fill in."
        if left
        else "Agree on it with those who are named in it."
    )
    return Shown(f"{output} is written. {rest}", value=path)


def _facts(session: Session) -> PlanFacts:
    from jupyter_mlsec.lifecycle.incident_plan import PlanFacts
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.probes._folder.bundles import bundles_beside
    from jupyter_mlsec.probes._ground.roles import roles_in

    assessment, _ = assess_session(session)
    digests = assessment.checklist.fingerprints
    checklist, path = session.config().checklist, session.notebook_path()
    bundles = sorted(bundles_beside(session.folder()), key=lambda bundle: -bundle.stat().st_mtime_ns)
    configured = {"owner": checklist.author, "reviewer": next(iter(checklist.reviewers), "")}
    roles = {
        role: name
        for role, name in {**configured, **dict(reversed([*roles_in(session.said("roles"))]))}.items()
        if name
    }
    return PlanFacts(
        notebook=path.name if path else "this notebook",
        day=datetime.now(UTC).date(),
        roles=roles,
        monitoring=session.said("monitoring"),
        models={key.partition(":")[2]: digest for key, digest in digests.items() if key.startswith("model:")},
        runs=[bundle.name for bundle in bundles],
        drill=session.said("drill").get("date", ""),
    )
