"""Planted defects in notebooks that are run: what the checklist says after the cells, of all; and of clean twins.

Each notebook runs in a shell of its own with the magics, as in a kernel; what counts is the evidence of the case's item
at the end. ``python -m benchmarks lifecycle_run [LOT …]``.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._halves import read_half
from benchmarks.kernel_lots import LOTS, READ_SINCE, Case

_PATIENCE = 300  # seconds for one notebook
_SEEN = frozenset({"fail", "warn"})


@dataclass(frozen=True)
class Said:
    """What was said of a case's item: (probe, status, summary) each; ``problem`` where a cell did not run."""

    said: tuple[tuple[str, str, str], ...]
    problem: str = ""
    seconds: float = 0.0


def main() -> None:
    """Print recall and false fails of all lots, or of those that are named."""
    wanted = sys.argv[2:]
    for number, cases in LOTS.items():
        if wanted and str(number) not in wanted:
            continue
        half = read_half(cases)
        read = [case for case in cases if case in half or case.item in READ_SINCE.get(number, ())]
        unread = [case for case in cases if case not in read]
        found = dict(answers(cases))
        _report(f"kernel lot {number}, the half that is read", read, found)
        _report(f"kernel lot {number}, the half that nobody reads", unread, found, named=False)


def answers(cases: Iterable[Case]) -> Iterator[tuple[tuple[str, str], Said]]:
    """Run both notebooks of each case, two at a time; yield ((name, bad or good), what was said)."""
    asked = [(case, kind) for case in cases for kind in ("bad", "good")]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["IPython", "sklearn.ensemble", "pandas"])
    os.environ["OMP_NUM_THREADS"] = "1"  # two run side by side
    with ProcessPoolExecutor(2, mp_context=context, max_tasks_per_child=1) as pool:
        for (case, kind), said in zip(asked, pool.map(_ask, *zip(*asked, strict=True)), strict=True):
            yield (case.name, kind), said


def _ask(case: Case, kind: str) -> Said:
    began = time.process_time()
    signal.alarm(_PATIENCE)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        os.environ |= {"JPY_SESSION_NAME": f"{folder}/n.ipynb", "MLSEC_CONFIG_DIR": f"{folder}/.own"}
        os.environ |= {"MLSEC_DATA_DIR": f"{folder}/.data", "IPYTHONDIR": f"{folder}/.ipython"}
        Path("mlsec.toml").write_text('[checklist]\nprofile = "regulated"\n')
        with Path(os.devnull).open("w") as null, contextlib.redirect_stdout(null), contextlib.redirect_stderr(null):
            said, problem = _run(getattr(case, kind), case.item)
    return Said(said, problem, time.process_time() - began)


def _run(cells: tuple[str, ...], item: str) -> tuple[tuple[tuple[str, str, str], ...], str]:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.magic.extension import _sessions

    sources = ["%load_ext jupyter_mlsec", *cells]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [*map(_cell, range(99), sources)]}
    Path("n.ipynb").write_text(json.dumps(document))
    settings = Config()
    settings.HistoryManager.enabled = False
    shell: Any = InteractiveShell.instance(config=settings, colors="nocolor")
    for source in sources:
        done = shell.run_cell(source, store_history=True)
        if not done.success:
            return (), repr(done.error_in_exec or done.error_before_exec)
    assessment, _ = assess_session(_sessions[id(shell)])
    state = next(state for state in assessment.checklist.states if state.item.id == item)
    return tuple((each.probe, each.observation.status.value, each.observation.summary) for each in state.evidence), ""


def _cell(place: int, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": f"c{place}", "metadata": {}, "outputs": [], "source": source} | {
        "execution_count": None
    }


def _report(what: str, cases: Iterable[Case], found: dict[tuple[str, str], Said], *, named: bool = True) -> None:
    cases = list(cases)
    missed = [case for case in cases if _SEEN.isdisjoint(_statuses(found[case.name, "bad"]))]
    false = [case for case in cases if "fail" in _statuses(found[case.name, "good"])]
    broken = [case.name for case in cases for kind in ("bad", "good") if found[case.name, kind].problem]
    seen, of = len(cases) - len(missed), Counter(case.item for case in cases)
    print(f"{what}: {seen} of {len(cases)} planted defects seen ({seen / len(cases):.1%}, goal 95 %)")
    print(f"{what}: {len(false)} of {len(cases)} clean twins fail ({len(false) / len(cases):.1%}, goal 2 %)")
    print(f"{what}: {len(broken)} notebooks did not run")
    lost = Counter(case.item for case in missed)
    print("   missed: " + ", ".join(f"{item} {lost[item]} of {number}" for item, number in sorted(of.items())))
    for title, some in (("missed", missed), ("false", false)) if named else ():
        for case in some:
            print(f"   {title}: {case.item} {case.name}")


def _statuses(said: Said) -> set[str]:
    return {status for _, status, _ in said.said}
