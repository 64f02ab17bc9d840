"""The model and data files of a run, scanned before the run is signed: what it wrote must not be dangerous to load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.artifacts.suffixes import is_artifact_name
from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.runs.files_used import digest_file
from jupyter_mlsec.scan.artifact import scan_artifact
from jupyter_mlsec.scan.engine import not_checked

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.model.finding import TargetReport
    from jupyter_mlsec.runs.execution import FileUse

_STARTS = (
    b"\x80", b"PK\x03\x04", b"\x93NUMPY", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"x", b"\x89HDF", b"c", b"(", b"GGUF",
)  # fmt: skip
_MOST = 100  # files without a model's name that are looked at


def scan_used(files: Iterable[FileUse], folder: Path, config: Config) -> tuple[TargetReport, ...]:
    """Return a report for each model or data file that a run read or wrote, by its path as seen from ``folder``.

    A file with another name is reported only where something was found in it: a table is no model. A file that is not
    what it was when the run ended is ``not-checked``. Raises ``RefusedError`` where a file that the run wrote is
    dangerous to load: a signature says that its author stands behind it.
    """
    reports, unnamed = [], 0
    for use in files:
        path = folder / use.path
        named = is_artifact_name(path.name)
        if not named:
            if not _begins_like_a_model(path):
                continue
            unnamed += 1
            if unnamed > _MOST:
                reports.append(not_checked(use.path, TargetKind.ARTIFACT, "the run used too many files to look at"))
                continue
        report = scan_artifact(path, config, name=use.path)
        if not named and not _is_model(report):
            continue
        if use.written:
            _refuse_dangerous(report)
        reports.append(report if digest_file(path) == (use.size, use.sha256) else _changed(report))
    return tuple(reports)


def _begins_like_a_model(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(8).startswith(_STARTS)
    except OSError:
        return False


def _is_model(report: TargetReport) -> bool:
    """Whether something was found in a file that nobody calls a model; a text may begin like a pickle by chance."""
    if report.outcome is Outcome.CHECKED:
        return bool(report.findings)
    return any(finding.severity >= Severity.HIGH for finding in report.findings)


def _refuse_dangerous(report: TargetReport) -> None:
    for finding in report.findings:
        if finding.severity >= Severity.HIGH and finding.suppressed is None:
            raise RefusedError(
                f"{report.path}, which the run wrote, is dangerous to load: {finding.message}",
                help=("find out which cell writes it; nothing was signed and nothing was written",),
            )


def _changed(report: TargetReport) -> TargetReport:
    reason = "; ".join(filter(None, (report.reason, "it changed while the run was exported")))
    return replace(report, outcome=Outcome.NOT_CHECKED, reason=reason)
