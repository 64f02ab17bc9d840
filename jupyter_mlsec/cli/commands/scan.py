"""``mlsec scan``: notebooks, scripts, model and data files, folders."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import json_text, wants_color, write_output
from jupyter_mlsec.cli.progress import progress_bar
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.reports.counting import counted

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.model.finding import TargetReport
    from jupyter_mlsec.scan.targets import Target

SEVERITIES = ("low", "medium", "high", "critical")


def _names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Split ``RULE,…``."""
    return tuple(name.strip() for name in value.split(",") if name.strip()) if value is not None else None


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@click.option("--format", "style", type=click.Choice(["text", "json", "sarif", "github"]), default="text")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to FILE.")
@click.option("--select", callback=_names, metavar="RULE,…", help="Only these rules or families.")
@click.option("--ignore", callback=_names, metavar="RULE,…", help="Not these rules or families.")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Least severity that counts.  [default: medium]")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings in FILE do not count.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Write what is found to FILE, and exit with 0.")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="Number of processes; 0 chooses.")
@click.option("--stdin-name", metavar="NAME", help="What the document on stdin (PATH -) is called.")
@click.option("--as-walked", is_flag=True, help="Pass by those PATHs that the walk of a folder passes by.")
@click.option("--staged", is_flag=True, help="What git's index holds for the next commit; PATHs restrict it.")
@click.option("--history", multiple=True, metavar="REV..REV", help="What commits brought; PATHs restrict it.")
@click.option("--fix", is_flag=True, help="Make the fixes that cannot change what is computed.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, with every secret masked.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also those that can change it.")
def command(  # noqa: PLR0913, PLR0917 - one parameter an option of the contract
    paths: tuple[str, ...],
    style: str,
    output: Path | None,
    select: tuple[str, ...] | None,
    ignore: tuple[str, ...] | None,
    fail_on: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    jobs: int,
    stdin_name: str | None,
    as_walked: bool,  # noqa: FBT001 - an option
    staged: bool,  # noqa: FBT001 - an option
    history: tuple[str, ...],
    fix: bool,  # noqa: FBT001 - an option
    diff: bool,  # noqa: FBT001 - an option
    unsafe_fixes: bool,  # noqa: FBT001 - an option
) -> int:
    """Look for secrets, unsafe loading, remote code, risky installs and personal data.

    PATH is a notebook, a Python file, a model or data file, or a folder; - reads a notebook or script from stdin.
    REV is what git takes: main..HEAD, a tag, ^v1, or --all for every commit there is.
    """
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.scan.baseline import apply_baseline
    from jupyter_mlsec.scan.baseline import write_baseline as save_baseline
    from jupyter_mlsec.scan.registry import enabled_rules

    if not paths and not staged and not history:
        raise click.MissingParameter(param_type="argument", param_hint="'PATH…'")
    options = {"select": select, "ignore": ignore, "fail-on": fail_on}
    near = Path(stdin_name if paths == ("-",) and stdin_name else paths[0] if paths else ".")
    if fix or diff or unsafe_fixes:
        _refuse_what_cannot_be_fixed(paths, fix or diff, staged or bool(history) or write_baseline is not None)
    config = load_config(near, {key: value for key, value in options.items() if value is not None})
    enabled_rules(config)  # a misspelt name is an error even where nothing is scanned
    if as_walked:
        from jupyter_mlsec.scan import targets

        paths = targets.as_walked(paths, config)
    reports: Sequence[TargetReport]
    if staged or history:
        from jupyter_mlsec.cli.revisions import scan_revisions

        reports = scan_revisions(paths, config, jobs, staged=staged, history=history)
    else:
        reports = _scan_stdin(stdin_name, config) if paths == ("-",) else _scan_paths(paths, config, jobs)
    if baseline is None and config.baseline and config.root is not None:
        baseline = config.root / config.baseline
    if write_baseline is not None:
        count = save_baseline(write_baseline, reports)
        click.echo(f"{counted(count, 'finding')} written to {write_baseline}", err=True)
        return max(CLEAN, COULD_NOT_LOOK if _incomplete(reports) else CLEAN)
    if baseline is not None:
        reports = apply_baseline(baseline, reports, config)
    if fix or diff:
        return _fix(reports, config, baseline, unsafe=unsafe_fixes, show_only=not fix, style=style, output=output)
    write_output(_formatter(style, to_terminal=output is None)(reports), output)
    return exit_code(reports, config)


def _refuse_what_cannot_be_fixed(paths: Sequence[str], fixing: bool, other: bool) -> None:  # noqa: FBT001 - what was asked for
    if not fixing:
        raise UsageError("--unsafe-fixes does nothing by itself", help="add --fix, or --diff to see what it does")
    if "-" in paths:
        raise UsageError("what comes from stdin cannot be fixed", help="name the file")
    if other:
        raise UsageError("only files can be fixed", help="leave out --staged, --history and --write-baseline")


def _fix(
    reports: Sequence[TargetReport],
    config: Config,
    baseline: Path | None,
    *,
    unsafe: bool,
    show_only: bool,
    style: str,
    output: Path | None,
) -> int:
    from jupyter_mlsec.cli.fixing import Fixing
    from jupyter_mlsec.scan.baseline import apply_baseline

    def suppress(report: TargetReport) -> TargetReport:
        return apply_baseline(baseline, (report,), config)[0] if baseline is not None else report

    fixing = Fixing(config, unsafe, suppress, show_only)
    reports = fixing.all(reports)
    if not show_only:
        write_output(_formatter(style, to_terminal=output is None)(reports), output)
    elif fixing.diff:
        write_output("".join(fixing.diff), output)
    return COULD_NOT_LOOK if fixing.refused else exit_code(reports, config)


def exit_code(reports: Sequence[TargetReport], config: Config) -> int:
    """Return the contract's code: "could not look" wins over findings, findings over clean."""
    if _incomplete(reports):
        return COULD_NOT_LOOK
    counts = (finding for report in reports for finding in report.findings if finding.suppressed is None)
    return FOUND if any(finding.severity >= config.fail_on for finding in counts) else CLEAN


def _incomplete(reports: Sequence[TargetReport]) -> bool:
    from jupyter_mlsec.model.finding import Outcome

    return any(report.outcome is Outcome.NOT_CHECKED for report in reports)


def _scan_stdin(name: str | None, config: Config) -> tuple[TargetReport, ...]:
    from jupyter_mlsec.scan.engine import scan_document, scan_script

    if name is None:
        raise UsageError("reading from stdin needs a name", help="add --stdin-name train.ipynb")
    data = sys.stdin.buffer.read()
    scan = scan_script if name.endswith(".py") else scan_document
    return (scan(name, data, config),)


def _scan_paths(paths: Sequence[str], config: Config, jobs: int) -> tuple[TargetReport, ...]:
    from jupyter_mlsec.scan.pool import scan_targets
    from jupyter_mlsec.scan.targets import find_targets

    targets: list[Target] = list(find_targets(paths, config))
    with progress_bar("scanning", len(targets)) as advance:
        return scan_targets(targets, config, jobs, lambda _report: advance())


def _formatter(style: str, *, to_terminal: bool) -> Callable[[Sequence[TargetReport]], str]:
    """Import only the one format that is asked for."""
    if style == "json":
        from jupyter_mlsec.reports.scan_json import scan_object

        return lambda reports: json_text(scan_object(reports))
    if style == "sarif":
        from jupyter_mlsec.reports.scan_sarif import scan_sarif
        from jupyter_mlsec.scan.registry import all_rules

        return lambda reports: json_text(scan_sarif(reports, all_rules().values()))
    if style == "github":
        from jupyter_mlsec.reports.scan_github import scan_github

        return scan_github
    from jupyter_mlsec.reports.scan_text import scan_text

    return partial(scan_text, color=to_terminal and wants_color())
