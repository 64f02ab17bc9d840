"""``mlsec audit``: known vulnerabilities of an environment, by how close they are to the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import wants_color, write_output
from jupyter_mlsec.cli.progress import working

if TYPE_CHECKING:
    from jupyter_mlsec.model.audit import AuditReport


@click.command("audit")
@click.argument("notebook", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--python", metavar="EXE", help="Audit this interpreter's environment.  [default: the present one]")
@click.option("--advisories", type=click.Path(path_type=Path, exists=True), help="An export to use, offline.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to FILE.")
def command(notebook: Path | None, python: str | None, advisories: Path | None, style: str, output: Path | None) -> int:
    """Look up known vulnerabilities: of what NOTEBOOK imports, of what that needs, and of what is merely installed.

    Uses the advisories that were imported; where there are none, pip-audit asks the advisory service. Without network
    the verdict is "unknown", never "clean".
    """
    from jupyter_mlsec import __version__
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.environment.audit import audit
    from jupyter_mlsec.environment.imports import imported_modules
    from jupyter_mlsec.environment.installed import read_environment
    from jupyter_mlsec.environment.json import audit_json
    from jupyter_mlsec.environment.upgrades import upgrades
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.reports.audit_text import audit_text

    config = load_config(notebook or Path.cwd())
    imports: frozenset[str] = frozenset()
    if notebook is not None:
        imports = imported_modules(read_notebook(str(notebook), notebook.read_bytes()))
    with working("auditing the environment"):
        report = audit(read_environment(python), imports, config.audit, advisories, online=True)
    if style == "json":
        write_output(audit_json(report, version=__version__, upgrades=upgrades(report)), output)
    else:
        write_output(audit_text(report, color=output is None and wants_color()), output)
    return audit_code(report)


def audit_code(report: AuditReport) -> int:
    """Return the contract's code for an audit: what is unknown could not be looked at."""
    from jupyter_mlsec.model.audit import AuditVerdict

    return {AuditVerdict.CLEAN: CLEAN, AuditVerdict.VULNERABLE: FOUND, AuditVerdict.UNKNOWN: COULD_NOT_LOOK}[
        report.verdict
    ]
