"""Planted defects of the lifecycle: seen of all, over ways of writing and data sets; and what is said of clean twins.

Defects and twins were written and labelled before anything was run. Recall counts pairs of a defect and a way of
writing; false fails are clean twins whose item fails.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks._halves import read_half
from benchmarks.lots import HALVED, LOTS
from benchmarks.lots.case import TABLE, Case
from benchmarks.lots.styles import STYLES, Cells
from jupyter_mlsec.assess import assess_notebook
from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.model.checklist import Declaration, ItemState, Status
from jupyter_mlsec.notebook.read import read_notebook

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
_SEEN = frozenset({Status.FAIL, Status.WARN})


def main() -> None:
    """Print recall and false fails of all lots and of tables, or of those that are named: ``6 tables``."""
    from benchmarks.lots import tables

    wanted = sys.argv[2:]
    for number, cases in LOTS.items():
        if wanted and str(number) not in wanted:
            continue
        if number < HALVED:
            _report(f"lot {number}", _notebooks(cases))
            continue
        read = read_half(cases)
        _report(f"lot {number}, the half that is read", _notebooks(read))
        unread = (case for case in cases if case not in read)
        _report(f"lot {number}, the half that nobody reads", _notebooks(unread), named=False)
    if not wanted or "tables" in wanted:
        _report("tables", tables.outcomes())


def _report(what: str, outcomes: Iterator[tuple[str, str, bool]], *, named: bool = True) -> None:
    found, missed, calm, false = Counter[str](), [], 0, []
    for kind, name, right in outcomes:
        found[kind] += 1
        if kind == "bad" and not right:
            missed.append(name)
        elif kind == "good" and not right:
            false.append(name)
        calm += kind == "good"
    bad = found["bad"]
    seen = bad - len(missed)
    print(f"{what}: {seen} of {bad} planted defects seen ({seen / max(1, bad):.1%}, goal 95 %)")
    print(f"{what}: {len(false)} of {calm} clean twins fail ({len(false) / max(1, calm):.1%}, goal 2 %)")
    for title, names in (("missed", missed), ("false", false)) if named else ():
        for name, times in sorted(Counter(names).items()):
            print(f"   {title}: {name}{f' x{times}' if times > 1 else ''}")


def _notebooks(cases: Iterable[Case]) -> Iterator[tuple[str, str, bool]]:
    for case in cases:
        for style, write in STYLES.items():
            if style != "one cell" and case.bad == "x = 1" and case.good == "x = 1":
                continue  # the defect is in no cell
            if case.counts and style != "many cells":
                continue  # the defect is the order of three cells
            bad = _state(case, write(case.bad), case.bad_files, case.bad_says, case.bad_modes)
            yield "bad", f"{case.name} ({style})", any(each.observation.status in _seen(case) for each in bad.evidence)
            good = _state(case, write(case.good), case.good_files, case.good_says, {}, counts=False)
            yield "good", f"{case.name} ({style})", good.computed is not Status.FAIL


def _seen(case: Case) -> frozenset[Status]:
    """Return what counts as seen: a service always leaves a person something to confirm, so only a failure does."""
    return frozenset({Status.FAIL}) if case.item == "DEP-01" else _SEEN


def _state(
    case: Case,
    cells: Cells,
    files: Mapping[str, str],
    says: Mapping[str, Mapping[str, str]],
    modes: Mapping[str, int],
    counts: bool = True,  # noqa: FBT001, FBT002 - of the bad one
) -> ItemState:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in {"d.csv": TABLE, **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
            (folder / path).chmod(modes.get(path, 0o600))
        if modes:
            folder.chmod(0o755)
        document: dict[str, Any] = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [_cell(n, source, case.counts if counts else ()) for n, source in enumerate(cells)],
        }
        told = [
            Declaration(topic=key.partition("__")[0], name=key.partition("__")[2], fields=fields, time=NOW)
            for key, fields in says.items()
        ]
        config = Config(checklist=ChecklistSettings(profile="regulated"), root=folder)
        found = assess_notebook(
            read_notebook(str(folder / "train.ipynb"), document), config, now=NOW, records=told, folder=folder
        )
        return next(state for state in found.checklist.states if state.item.id == case.item)


def _cell(place: int, source: str, counts: tuple[int, ...]) -> dict[str, Any]:
    count = counts[place] if place < len(counts) else None
    return {
        "cell_type": "code",
        "id": f"c{place}",
        "metadata": {},
        "outputs": [],
        "source": source,
        "execution_count": count,
    }
