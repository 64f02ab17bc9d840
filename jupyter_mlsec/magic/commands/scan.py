"""``%mlsec scan``: the rules over this notebook."""

from __future__ import annotations

import click

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("scan")
@click.pass_obj
def command(session: Session) -> Shown:
    """Look for secrets, unsafe loading, remote code, risky installs and personal data in this notebook."""
    from jupyter_mlsec.lifecycle.host import installed
    from jupyter_mlsec.reports.html.fragments import findings_fragment
    from jupyter_mlsec.reports.scan_text import scan_text
    from jupyter_mlsec.scan.engine import scan_notebook

    notebook, what = session.notebook()
    report = scan_notebook(notebook, session.config(), versions=installed())
    return Shown(f"Looked at {what}.\n\n{scan_text([report])}", findings_fragment(report), value=report)
