"""``mlsec scan --fix`` and ``--diff``: what was found is fixed in place, or the change is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.visible import visible
from jupyter_mlsec.reports.whereabouts import whereabouts

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.model.finding import TargetReport
    from jupyter_mlsec.scan.fixes.document import FixedDocument

Suppress = Callable[["TargetReport"], "TargetReport"]


@dataclass
class Fixing:
    """Fixes targets that were scanned already. ``fixed`` and ``files`` count what was done, ``diff`` collects it."""

    config: Config
    unsafe: bool
    suppress: Suppress
    show_only: bool
    fixed: int = 0
    files: int = 0
    secrets: bool = False
    refused: bool = False
    diff: list[str] = field(default_factory=list)

    def all(self, reports: Sequence[TargetReport]) -> tuple[TargetReport, ...]:
        """Fix every target that has something to fix, and return the reports of what is there now."""
        after = tuple(self._one(report) for report in reports)
        done = "would be fixed" if self.show_only else "fixed"
        click.echo(f"{counted(self.fixed, 'finding')} {done} in {counted(self.files, 'file')}", err=True)
        if self.secrets and not self.show_only:
            click.echo("note: a secret that was written out stays valid: revoke it, then set the new one", err=True)
        return after

    def _one(self, report: TargetReport) -> TargetReport:
        from pathlib import Path

        from jupyter_mlsec.errors import UnreadableError
        from jupyter_mlsec.model.notebook import TargetKind
        from jupyter_mlsec.scan.fixes.choose import preferred
        from jupyter_mlsec.scan.fixes.document import fix_document
        from jupyter_mlsec.scan.fixes.write import replace_file

        if report.kind is TargetKind.ARTIFACT or not any(
            preferred(finding, unsafe=self.unsafe) for finding in report.findings
        ):
            return report
        try:
            before = Path(report.path).read_bytes()
            done = fix_document(
                report.path, report.kind, before, self.config, unsafe=self.unsafe, suppress=self.suppress
            )
            if done.data == before:
                return report
            if self.show_only:
                self.diff.append(_preview(before, done))
            else:
                replace_file(report.path, before, done.data)
        except (UnreadableError, OSError) as error:
            return self._refuse(report, error)
        self._say(done)
        return report if self.show_only else done.report

    def _refuse(self, report: TargetReport, error: Exception) -> TargetReport:
        reason = str(error) if not isinstance(error, OSError) else f"cannot be read: {error.strerror}"
        self.refused = True
        click.echo(f"error: {visible(report.path)} was not fixed: {reason}", err=True)
        for line in getattr(error, "help", ()):
            click.echo(f"  help: {line}", err=True)
        return report

    def _say(self, done: FixedDocument) -> None:
        self.files += 1
        self.fixed += len(done.fixed)
        for finding, fix in done.fixed:
            self.secrets = self.secrets or finding.family == "secret"
            click.echo(f"{visible(whereabouts(finding))}: {finding.rule}: {fix.title}", err=True)


def _preview(before: bytes, done: FixedDocument) -> str:
    from jupyter_mlsec.model.notebook import TargetKind
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.notebook.script import read_script
    from jupyter_mlsec.scan.fixes.preview import preview

    read = read_script if done.report.kind is TargetKind.SCRIPT else read_notebook
    path = done.report.path
    return preview(read(path, before), read(path, done.data), done.fixed)
