"""Offline audit: indexing an advisory snapshot, auditing 200 distributions with it, and the process as a whole."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks._material import material
from jupyter_mlsec.environment.audit import audit
from jupyter_mlsec.environment.export import members
from jupyter_mlsec.environment.installed import Distribution, Environment, read_environment
from jupyter_mlsec.environment.store import AdvisoryStore, build_store

ROUNDS = 15
SIZE = 200
# The packages of the snapshot with the most advisories: the worst case for matching.
HEAVY = (
    "tensorflow",
    "tensorflow-cpu",
    "tensorflow-gpu",
    "django",
    "apache-airflow",
    "pillow",
    "ansible",
    "plone",
    "salt",
)
ONE_PROCESS = """
import sys
from pathlib import Path
from jupyter_mlsec.environment.audit import audit
from jupyter_mlsec.environment.installed import read_environment
print(audit(read_environment(), frozenset({"pandas"}), None, Path(sys.argv[1])).verdict)
"""


def main() -> None:
    """Print medians; the snapshot is old, so its verdict is never "clean"."""
    snapshot = material("advisories/pypa-advisories-2024-10-10.tar.gz")
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "advisories.sqlite"
        started = time.perf_counter()
        status = build_store(members(snapshot), index, source=snapshot.name)
        taken = time.perf_counter() - started
        size = index.stat().st_size / 2**20
        print(f"index {status.advisories} advisories         {taken * 1000:8.0f} ms ({size:.1f} MB)")
        environment = padded(read_environment())
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            store = AdvisoryStore(index)
            report = audit(environment, frozenset({"pandas"}), None, store, today=date(2026, 11, 20))
            times.append((time.perf_counter() - started) * 1000)
        found = sum(len(item.vulnerabilities) for item in report.dependencies)
        print(f"audit {len(environment.distributions)} distributions        {statistics.median(times):8.1f} ms")
        print(f"   the first, nothing cached    {times[0]:8.1f} ms   ({found} vulnerabilities)")
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", ONE_PROCESS, str(index)], check=True, capture_output=True)  # noqa: S603 - our own
            times.append((time.perf_counter() - started) * 1000)
        print(f"a process that lists and audits {statistics.median(times):8.1f} ms")


def padded(environment: Environment) -> Environment:
    """Return an environment of exactly SIZE distributions, the heavy ones among them."""
    heavy = [Distribution(name=name, version="1.5.1") for name in HEAVY]
    filler = [Distribution(name=f"filler-{number}", version="1.0") for number in range(SIZE)]
    return replace(environment, distributions=tuple([*heavy, *environment.distributions, *filler][:SIZE]))
