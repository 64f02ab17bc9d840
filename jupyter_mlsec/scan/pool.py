"""Many targets: in this process or in several, results in the order of the targets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.scan.engine import not_checked, scan_target
from jupyter_mlsec.scan.targets import Target

_WORTH_A_POOL = 48  # below this, starting processes costs more than it saves


def scan_targets(
    targets: Sequence[Target],
    config: Config,
    jobs: int = 0,
    progress: Callable[[TargetReport], None] = lambda _report: None,
) -> tuple[TargetReport, ...]:
    """Scan all targets; ``jobs`` 0 chooses by their number and the machine's cores.

    ``progress`` is called once for each finished target. A worker that dies takes its targets' verdicts with it:
    they are ``not-checked``, never missing.
    """
    if jobs == 0:
        jobs = 1 if len(targets) < _WORTH_A_POOL else (os.cpu_count() or 1)
    reports = []
    scanned = _in_pool(targets, config, jobs) if jobs > 1 else (scan_target(target, config) for target in targets)
    for report in scanned:
        progress(report)
        reports.append(report)
    return tuple(reports)


def _in_pool(targets: Sequence[Target], config: Config, jobs: int) -> Iterator[TargetReport]:
    done = 0
    try:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            for report in pool.map(partial(scan_target, config=config), targets, chunksize=8):
                yield report
                done += 1
    except BrokenProcessPool:
        for target in targets[done:]:
            yield not_checked(target.path, target.kind, "the scanning process died; scan it alone with --jobs 1")
