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
    from jupyter_mlsec.environment.resolution import Resolution
    from jupyter_mlsec.environment.upgrades import Upgrade
    from jupyter_mlsec.model.audit import AuditReport


@click.command("audit")
@click.argument("notebook", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--python", metavar="EXE", help="Audit this interpreter's environment.  [default: the present one]")
@click.option("--lock", type=click.Path(path_type=Path, exists=True), help="Audit a pylock.toml or requirements file.")
@click.option("--advisories", type=click.Path(path_type=Path, exists=True), help="An export to use, offline.")
@click.option("--fix", is_flag=True, help="Propose the smallest upgrades that fit together; nothing is installed.")
@click.option("--online", is_flag=True, help="Let uv ask the package index for --fix, and ask --index.")
@click.option(
    "--index", metavar="URL", help="A simple API that is asked what was yanked or abandoned; implies --online."
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to FILE.")
def command(
    notebook: Path | None,
    python: str | None,
    lock: Path | None,
    advisories: Path | None,
    *,
    fix: bool,
    online: bool,
    index: str | None,
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
    from jupyter_mlsec.environment.index import index_url
    from jupyter_mlsec.environment.installed import read_environment
    from jupyter_mlsec.environment.json import audit_json
    from jupyter_mlsec.environment.locked import read_lock
    from jupyter_mlsec.environment.resolution import resolve
    from jupyter_mlsec.environment.upgrades import upgrades
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.reports.audit_text import audit_text

    if python is not None and lock is not None:
        raise UsageError("--python and --lock name two environments", help="give one of them")
    config = load_config(notebook or Path.cwd())
    imports: frozenset[str] = frozenset()
    if notebook is not None:
        imports = imported_modules(read_notebook(str(notebook), notebook.read_bytes()))
    asked = index_url(index) if index or (online and not fix) else None
    with working("auditing the environment"):
        environment = read_environment(python) if lock is None else read_lock(lock)
        store = open_store(advisories)
        report = audit(environment, imports, config.audit, store, online=store is None, index=asked)
        proposals = upgrades(report, store)
        found = resolve(environment, proposals, store, python=python, online=online or bool(index)) if fix else None
    if style == "json":
        write_output(audit_json(report, version=__version__, upgrades=proposals, resolution=found), output)
    else:
        text = audit_text(report, color=output is None and wants_color())
        write_output(text + ("" if found is None else fix_text(proposals, found)), output)
    return audit_code(report)


def fix_text(proposals: tuple[Upgrade, ...], found: Resolution) -> str:
    """Return the upgrades as text, ending in the command that would make them."""
    lines = ["", "upgrades:"]
    lines += [f"  {change.name} {change.version or '(new)'} -> {change.to}" for change in found.changes]
    lines += [f"  {one.name} {one.version}: no fixed version is known" for one in proposals if one.to is None]
    lines += [
        f"  {one.name} {one.to} still has {', '.join(one.remains)}" for one in proposals if one.to and one.remains
    ]
    if len(lines) == 2:  # noqa: PLR2004 - nothing but the heading
        lines.append("  none are needed")
    if found.problem:
        lines.append(f"not verified: {found.problem}")
    if found.changes:
        pins = " ".join(f"'{change.name}=={change.to}'" for change in found.changes)
        lines.append(f"help: pip install {pins}")
    return "\n".join(lines) + "\n"


def audit_code(report: AuditReport) -> int:
    """Return the contract's code for an audit: with anything that was not looked up, "could not look" wins."""
    from jupyter_mlsec.model.audit import AuditVerdict, RemarkKind

    if report.reason is not None or report.verdict is AuditVerdict.UNKNOWN:
        return COULD_NOT_LOOK
    refused = any(remark.kind is RemarkKind.LICENCE_NOT_ALLOWED for remark in report.remarks)
    return FOUND if refused or report.verdict is AuditVerdict.VULNERABLE else CLEAN
