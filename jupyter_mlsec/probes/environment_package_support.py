"""Packages of a line that nobody mends any more.

The scientific packages support a line for two years after its first release (SPEC 0), the big frameworks only their
newest ones. Dates are those of the first release of each line on the package index.
"""

from __future__ import annotations

from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_RELEASED = {
    "numpy": {"1.24": "2022-12", "1.25": "2023-06", "1.26": "2023-09", "2.0": "2024-06", "2.1": "2024-08",
              "2.2": "2024-12", "2.3": "2025-06", "2.4": "2025-12"},
    "pandas": {"1.5": "2022-09", "2.0": "2023-04", "2.1": "2023-08", "2.2": "2024-01", "2.3": "2025-06",
               "3.0": "2026-01"},
    "scikit-learn": {"1.2": "2022-12", "1.3": "2023-06", "1.4": "2024-01", "1.5": "2024-05", "1.6": "2024-12",
                     "1.7": "2025-06", "1.8": "2025-12"},
    "scipy": {"1.10": "2023-01", "1.11": "2023-06", "1.12": "2024-01", "1.13": "2024-04", "1.14": "2024-06",
              "1.15": "2025-01", "1.16": "2025-06"},
    "matplotlib": {"3.7": "2023-02", "3.8": "2023-09", "3.9": "2024-05", "3.10": "2024-12"},
    "tensorflow": {"2.15": "2023-11", "2.16": "2024-03", "2.17": "2024-07", "2.18": "2024-10", "2.19": "2025-03",
                   "2.20": "2025-08"},
    "torch": {"2.0": "2023-03", "2.1": "2023-10", "2.2": "2024-01", "2.3": "2024-04", "2.4": "2024-07",
              "2.5": "2024-10", "2.6": "2025-01", "2.7": "2025-04", "2.8": "2025-08", "2.9": "2025-10"},
    "transformers": {"4.30": "2023-06", "4.36": "2023-12", "4.40": "2024-04", "4.44": "2024-08", "4.48": "2025-01"},
}  # fmt: skip
_SUPPORTED = timedelta(days=730)


def _run(subject: EnvironmentSubject) -> Observation:
    ages = {name: day for name, lines in _RELEASED.items() if (day := _released(name, lines, subject)) is not None}
    if not ages:
        return not_applicable("none of the packages whose support is known is installed")
    today = subject.now.date()
    old = sorted(name for name, day in ages.items() if today > day + _SUPPORTED)
    if old:
        shown = listed(f"{name} {subject.packages[name]}" for name in old)
        step = "Move to a line that is supported, and run the notebook again."
        return warned(f"{shown} is of a line older than two years, which nobody mends any more.", next_step=step)
    return passed(f"{count(len(ages), 'package')} of lines that are still mended.")


def _released(name: str, lines: dict[str, str], subject: EnvironmentSubject) -> date | None:
    """Return when the installed line was released at the latest: that of the newest known line that is not newer."""
    version = subject.packages.get(name, "")
    line = ".".join(version.split(".")[:2])
    if not version:
        return None
    ordered = sorted(lines, key=_numbers)
    upto = [each for each in ordered if _numbers(each) <= _numbers(line)]
    return date.fromisoformat(f"{lines[upto[-1] if upto else ordered[0]]}-01")


def _numbers(line: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in line.split("."))


PROBE = Probe(name="package-support", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
