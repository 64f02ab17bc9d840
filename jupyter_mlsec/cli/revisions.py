"""``mlsec scan --staged`` and ``--history``: what git holds in place of what lies in the folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.progress import progress_bar, working
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.reports.counting import counted

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.model.finding import TargetReport


def scan_revisions(
    paths: Sequence[str], config: Config, jobs: int, *, staged: bool, history: Sequence[str]
) -> tuple[TargetReport, ...]:
    """Look at the index, or at the commits of ``history``; ``paths`` restrict it. Says on stderr what was walked."""
    from jupyter_mlsec.scan.revisions.history import history_versions
    from jupyter_mlsec.scan.revisions.look import scan_versions
    from jupyter_mlsec.scan.revisions.repository import open_repository
    from jupyter_mlsec.scan.revisions.staged import staged_versions

    if staged and history:
        raise UsageError("--staged and --history look at different things", help="run mlsec scan once for each")
    if "-" in paths:
        raise UsageError("stdin is no file of a repository", help="leave out -, or leave out --staged and --history")
    repository = open_repository(Path.cwd())
    with working("reading the repository"):
        if staged:
            found = staged_versions(repository, paths, config)
        else:
            found = history_versions(repository, history, paths, config)
    for path in found.submodules:
        click.echo(f"note: {path!r} is a submodule; mlsec scan in it looks at its own commits", err=True)
    if history:
        click.echo(f"{counted(found.commits, 'commit')}, {counted(len(found.versions), 'version')} of files", err=True)
    with progress_bar("scanning", len({version.blob for version in found.versions})) as advance:
        return scan_versions(repository, found.versions, config, jobs, advance)
