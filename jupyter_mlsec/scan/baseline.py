"""Baselines: findings that were there already, so that only new ones count."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import ConfigError
from jupyter_mlsec.model.finding import Finding, SuppressedBy, Suppression, TargetReport

FORMAT = "mlsec-baseline/1"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One accepted finding; ``path`` is relative to the baseline's folder."""

    path: str
    rule: str
    fingerprint: str
    reason: str = "in the baseline"


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A baseline file."""

    format: str
    findings: tuple[Entry, ...]


def write_baseline(path: Path, reports: Iterable[TargetReport]) -> int:
    """Write all findings that are not suppressed inline, and return their number. Raises ``ConfigError``."""
    entries = tuple(
        Entry(_relative(finding.path, path), finding.rule, finding.fingerprint)
        for report in reports
        for finding in report.findings
        if finding.suppressed is None or finding.suppressed.by is SuppressedBy.BASELINE
    )
    document = msgspec.json.format(msgspec.json.encode(Baseline(FORMAT, entries)), indent=2)
    try:
        path.write_bytes(document + b"\n")
    except OSError as error:
        raise ConfigError(f"cannot write the baseline {path}: {error.strerror}") from None
    return len(entries)


def apply_baseline(path: Path, reports: Sequence[TargetReport], config: Config) -> tuple[TargetReport, ...]:
    """Return the reports with the baseline's findings suppressed. Raises ``ConfigError`` for an unreadable file."""
    try:
        baseline = msgspec.json.decode(path.read_bytes(), type=Baseline)
    except OSError as error:
        raise ConfigError(
            f"cannot read the baseline {path}: {error.strerror}", help="--write-baseline FILE makes one"
        ) from None
    except msgspec.MsgspecError as error:
        raise ConfigError(f"{path} is no baseline: {error}", help="--write-baseline FILE makes a new one") from None
    if baseline.format != FORMAT:
        raise ConfigError(f"{path} is not of the format {FORMAT}", help="--write-baseline FILE makes a new one")
    reasons = {(entry.path, entry.rule, entry.fingerprint): entry.reason for entry in baseline.findings}

    def mark(finding: Finding) -> Finding:
        reason = reasons.get((_relative(finding.path, path), finding.rule, finding.fingerprint))
        if reason is None or finding.suppressed is not None or config.locks(finding.rule, finding.family):
            return finding
        return replace(finding, suppressed=Suppression(SuppressedBy.BASELINE, reason))

    return tuple(replace(report, findings=tuple(map(mark, report.findings))) for report in reports)


def _relative(path: str, baseline: Path) -> str:
    """Return ``path`` as seen from the baseline's folder, with forward slashes, wherever the scan was started."""
    return Path(os.path.relpath(Path(path).absolute(), baseline.absolute().parent)).as_posix()
