"""``%mlsec scan``: the rules over this notebook."""

from __future__ import annotations

import click

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("scan")
@click.pass_obj
def command(session: Session) -> Shown:
    """Look for secrets, unsafe loading, remote code, risky installs and personal data in this notebook.

    Secrets are looked for in this session's inputs and outputs too: what was edited away is still remembered there.
    """
    from jupyter_mlsec.magic.history import scan_history, together
    from jupyter_mlsec.magic.kernel import kernel_facts
    from jupyter_mlsec.reports.html.fragments import findings_fragment
    from jupyter_mlsec.reports.scan_text import scan_text
    from jupyter_mlsec.scan.engine import scan_notebook

    notebook, what = session.notebook()
    report = scan_notebook(notebook, session.config(), kernel=kernel_facts(session))
    whole, parts = together(report, scan_history(session, session.config(), notebook, report))
    text = f"Looked at {what}. This session's inputs and outputs were searched for secrets too.\n\n{scan_text(parts)}"
    return Shown(text, "".join(map(findings_fragment, parts)), value=whole)
