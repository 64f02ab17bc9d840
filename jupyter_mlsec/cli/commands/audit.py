"""``mlsec audit``: known vulnerabilities of an environment, by how close they are to the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import wants_color, write_output
from jupyter_mlsec.cli.progress import working
from jupyter_mlsec.errors import UsageError

if TYPE_CHECKING:
    from jupyter_mlsec.model.audit import AuditReport


@click.command("audit")
@click.argument("notebook", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--python", metavar="EXE", help="Audit this interpreter's environment.  [default: the present one]")
@click.option("--lock", type=click.Path(path_type=Path, exists=True), help="Audit a pylock.toml or requirements file.")
@click.option("--advisories", type=click.Path(path_type=Path, exists=True), help="An export to use, offline.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to FILE.")
def command(
    notebook: Path | None,
    python: str | None,
    lock: Path | None,
    advisories: Path | None,
    style: str,
    output: Path | None,
) -> int:
    """Look up known vulnerabilities: of what NOTEBOOK imports, of what that needs, and of what is merely installed.

    Uses the advisories that were imported; where there are none, pip-audit asks the advisory service. Without network
    the verdict is "unknown", never "clean".
    """
    from jupyter_mlsec import __version__
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.environment.advisories import open_store
    from jupyter_mlsec.environment.audit import audit
    from jupyter_mlsec.environment.imports import imported_modules
    from jupyter_mlsec.environment.installed import read_environment
    from jupyter_mlsec.environment.json import audit_json
    from jupyter_mlsec.environment.locked import read_lock
    from jupyter_mlsec.environment.upgrades import upgrades
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.reports.audit_text import audit_text

    if python is not None and lock is not None:
        raise UsageError("--python and --lock name two environments", help="give one of them")
    config = load_config(notebook or Path.cwd())
    imports: frozenset[str] = frozenset()
    if notebook is not None:
        imports = imported_modules(read_notebook(str(notebook), notebook.read_bytes()))
    with working("auditing the environment"):
        environment = read_environment(python) if lock is None else read_lock(lock)
        store = open_store(advisories)
        report = audit(environment, imports, config.audit, store, online=store is None)
    if style == "json":
        write_output(audit_json(report, version=__version__, upgrades=upgrades(report, store)), output)
    else:
        write_output(audit_text(report, color=output is None and wants_color()), output)
    return audit_code(report)


def audit_code(report: AuditReport) -> int:
    """Return the contract's code for an audit: with anything that was not looked up, "could not look" wins."""
    from jupyter_mlsec.model.audit import AuditVerdict

    if report.reason is not None or report.verdict is AuditVerdict.UNKNOWN:
        return COULD_NOT_LOOK
    return FOUND if report.verdict is AuditVerdict.VULNERABLE else CLEAN
