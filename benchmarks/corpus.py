"""Real notebooks with every rule on: crashes, speed, and how many findings of which rule there are to look at."""

from __future__ import annotations

import time
from collections import Counter

from benchmarks._material import material
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.scan.engine import scan_target


def main() -> None:
    """Print notebooks per CPU second and the findings by rule."""
    paths = sorted(material("notebooks").glob("*/*.ipynb"))
    scan_target(str(paths[0]), Config())  # imports and catalogues are start-up, measured elsewhere
    started = time.process_time()
    reports = [scan_target(str(path), Config()) for path in paths]
    spent = time.process_time() - started
    size = sum(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} notebooks, {size:.1f} MB: {spent:.2f} CPU s, {len(paths) / spent:.0f} notebooks per CPU s")
    print(f"not checked: {sum(report.outcome is Outcome.NOT_CHECKED for report in reports)}")
    findings = [finding for report in reports for finding in report.findings]
    for severity in reversed(Severity):
        rules = Counter(finding.rule for finding in findings if finding.severity is severity)
        print(f"{severity}: {sum(rules.values())} {dict(rules.most_common())}")
