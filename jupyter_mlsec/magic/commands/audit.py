"""``%mlsec audit``: known vulnerabilities of this kernel's environment."""

from __future__ import annotations

import click

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("audit")
@click.pass_obj
def command(session: Session) -> Shown:
    """Look up known vulnerabilities of what this notebook imports, of what that needs, and of what is installed."""
    from jupyter_mlsec.environment.audit import audit
    from jupyter_mlsec.environment.imports import imported_modules
    from jupyter_mlsec.environment.installed import read_environment
    from jupyter_mlsec.reports.audit_text import audit_text
    from jupyter_mlsec.reports.html.fragments import audit_fragment

    notebook, _ = session.notebook()
    report = audit(read_environment(), imported_modules(notebook), session.config().audit, online=True)
    session.audit = report
    return Shown(audit_text(report), audit_fragment(report), value=report)
