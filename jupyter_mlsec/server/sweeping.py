"""A folder or file looked at in a process of its own: progress as lines of JSON on stdout, the answer as the last one.

It is started with the place on the disk and the path by which the contents API knows it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import msgspec

from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.reports.scan_json import scan_object
from jupyter_mlsec.scan.engine import scan_target
from jupyter_mlsec.scan.targets import find_targets

MOST_FINDINGS = 2000  # of one answer; a panel of more helps nobody, and the command writes all of them
_SEVERITIES = ("critical", "high", "medium", "low")


def steps(place: Path, path: str) -> Iterator[dict[str, Any]]:
    """Yield ``{"total"}``, ``{"looked", "now"}`` for each file, and ``{"scan", "more"}`` at the end.

    Raises ``ConfigError``. Paths in the answer are those of the contents API, wherever the files lie.
    """
    config = load_config(place if place.is_dir() else place.parent)
    targets = list(find_targets([str(place)], config))
    yield {"total": len(targets)}
    reports: list[TargetReport] = []
    for number, target in enumerate(targets, 1):
        yield {"looked": number - 1, "now": _shown(target.path, place, path)}
        reports.append(_renamed(scan_target(target, config), place, path))
    answer = scan_object(reports)
    findings: list[dict[str, Any]] = answer["findings"]  # type: ignore[assignment]  # what scan_object puts there
    worst = sorted(findings, key=lambda finding: _SEVERITIES.index(finding["severity"]))[:MOST_FINDINGS]
    kept = {id(finding) for finding in worst}
    answer["findings"] = [finding for finding in findings if id(finding) in kept]
    yield {"looked": len(targets), "scan": answer, "more": len(findings) - len(kept)}


def _shown(found: str, place: Path, path: str) -> str:
    below = Path(found).relative_to(place).as_posix()
    return path if below == "." else f"{path}/{below}".lstrip("/")


def _renamed(report: TargetReport, place: Path, path: str) -> TargetReport:
    shown = _shown(report.path, place, path)
    return replace(report, path=shown, findings=tuple(replace(each, path=shown) for each in report.findings))


def main() -> None:
    """Write the steps; whatever a library prints goes to stderr."""
    out: IO[bytes] = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(OSError):  # whoever types comes first
        os.nice(5)
    place, path = sys.argv[1:]
    try:
        for step in steps(Path(place), path):
            out.write(msgspec.json.encode(step) + b"\n")
            out.flush()
    except MlsecError as error:
        out.write(msgspec.json.encode({"problem": ": ".join((error.message, *error.help))}) + b"\n")
    out.close()


if __name__ == "__main__":
    main()
