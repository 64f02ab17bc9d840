"""Run a bundle's notebook again, in its own environment re-created, and say cell by cell how close the results are."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.runs import layout, strict_json
from jupyter_mlsec.runs.archive import Snapshot, opened
from jupyter_mlsec.runs.around import Around
from jupyter_mlsec.runs.compare import CellComparison, Level, compare
from jupyter_mlsec.runs.differences import Tolerance
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import Executed, Progress, RunOptions, Stage
from jupyter_mlsec.runs.kernel_environment import Pins
from jupyter_mlsec.runs.packages import REQUIREMENTS
from jupyter_mlsec.runs.parameters import parse_value
from jupyter_mlsec.runs.private_folder import private_folder
from jupyter_mlsec.runs.recreate import RUNTIME, recreate
from jupyter_mlsec.runs.references import SecretReference
from jupyter_mlsec.runs.signers import Signers
from jupyter_mlsec.runs.surroundings import around_it, lay_out_data
from jupyter_mlsec.runs.verify import verify_bundle

FORMAT = "mlsec-reproduce/1"
Facts = Callable[[str, Mapping[str, str]], Mapping[str, Any]]  # an interpreter and its environment variables


class Verdict(StrEnum):
    """Identical: same bytes, or the same but for chance. Equivalent: same pixels, or numbers within the tolerance."""

    IDENTICAL = "identical"
    EQUIVALENT = "equivalent"
    DIFFERENT = "different"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReproduceOptions:
    """How to run again. ``data`` is the folder that holds the files which the run read.

    ``python`` runs the notebook in an existing environment; None re-creates the bundle's own from its lock, without
    network where ``offline``. ``facts`` tells what an interpreter computes with (the shape of ``env/runtime.json``),
    so that another processor or BLAS can be named as a cause.
    """

    signers: Signers | Path | None = None
    data: Path | None = None
    python: str | None = None
    offline: bool = False
    tolerance: Tolerance = field(default_factory=Tolerance)
    timeout: float = 3600.0
    cell_timeout: float = 600.0
    facts: Facts | None = None
    stage: Stage | None = None  # told what begins
    cancelled: threading.Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """What came of it; ``reason`` says why a second run failed, ``causes`` what differed around the notebook."""

    verdict: Verdict
    verification: Verification
    cells: tuple[CellComparison, ...] = ()
    reason: str | None = None
    causes: tuple[str, ...] = ()


def reproduce(
    bundle: str | os.PathLike[str], options: ReproduceOptions, progress: Progress | None = None
) -> Reproduction:
    """Verify a bundle, run it again and compare. A bundle that does not verify is never run.

    Raises BundleError and RunError where the second run could not even be tried.
    """
    verification = verify_bundle(bundle, options.signers)
    if not verification.can_be_reviewed:
        return Reproduction(verdict=Verdict.FAILED, verification=verification, reason="the bundle does not verify")
    stage = options.stage or (lambda _name: None)
    with private_folder() as scratch:
        with opened(Path(bundle)) as snapshot:
            _unpack(snapshot, scratch / "bundle")
        causes = lay_out_data(scratch / "bundle", scratch / "work", options.data)
        stage("re-creating the environment")
        python = options.python or recreate(scratch / "bundle", scratch / "env", offline=options.offline)
        run = _options(scratch / "bundle", options, python)
        causes += around_it(scratch / "bundle", python, run, options.facts)
        stage("running again")
        second = execute(_notebook(scratch), run, progress)
        return _judge(scratch / "bundle", second, options, verification, causes)


def to_json(reproduction: Reproduction) -> dict[str, Any]:
    """Return the contract's object, ``mlsec-reproduce/1``, made of JSON values only.

    Where the runs are not identical, ``reason``, ``differences`` and ``causes`` stand beside the contract's keys.
    """
    identical = reproduction.verdict is Verdict.IDENTICAL
    explained: dict[str, Any] = {
        "reason": reproduction.reason,
        "differences": [
            {"index": cell.index, "what": cell.what, "cause": cell.cause} for cell in reproduction.cells if cell.what
        ],
        "causes": list(reproduction.causes),
    }
    return {
        "format": FORMAT,
        "verdict": reproduction.verdict.value,
        "cells": [{"index": cell.index, "level": cell.level.value} for cell in reproduction.cells],
    } | {key: value for key, value in explained.items() if value and not identical}


def _unpack(snapshot: Snapshot, folder: Path) -> None:
    """Write the few files that a second run needs; their names were verified to be safe."""
    for name in (layout.INPUT, layout.EXECUTED, layout.RUN, layout.INPUTS, layout.LOCK, REQUIREMENTS, RUNTIME):
        if name in snapshot.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(snapshot.read(name))


def _notebook(scratch: Path) -> Path:
    """Lay the notebook beside its data, under its own name where that is one: cells may show it."""
    told = strict_json.table((scratch / "bundle" / layout.RUN).read_bytes()).get("notebook")
    name = str(told.get("name", "")) if isinstance(told, dict) else ""
    plain = layout.is_safe(name) and "/" not in name and name.endswith(".ipynb")
    return Path(
        shutil.copy(scratch / "bundle" / layout.INPUT, scratch / "work" / (name if plain else "notebook.ipynb"))
    )


def _options(bundle: Path, options: ReproduceOptions, python: str) -> RunOptions:
    run = strict_json.table((bundle / layout.RUN).read_bytes())
    try:
        pins = Pins(**run["pins"])
        parameters = {name: _parameter(entry) for name, entry in run["parameters"].items()}
    except (KeyError, TypeError, AttributeError):
        raise BundleError(f"{layout.RUN} does not say how the notebook was run") from None
    return RunOptions(
        parameters=parameters,
        timeout=options.timeout,
        cell_timeout=options.cell_timeout,
        python=python if run["kernel"]["language"] == "python" else None,
        kernel=None if run["kernel"]["language"] == "python" else run["kernel"]["name"],
        pins=pins,
        cancelled=options.cancelled,
    )


def _parameter(entry: Mapping[str, Any]) -> object:
    if "reference" not in entry:
        return entry["value"]
    reference = parse_value(str(entry["reference"]))
    if not isinstance(reference, SecretReference):
        raise TypeError
    return reference


def _around(bundle: Path, second: Executed) -> tuple[Around, Around]:
    """Return when both runs took place, and where the second one did; the bundle does not name the first's folder."""
    run, record = strict_json.table((bundle / layout.RUN).read_bytes()), second.record
    began, ended = (datetime.fromisoformat(str(run[name])) for name in ("started", "finished"))
    folder = str(Path(record.notebook).parent)
    return Around(started=began, finished=ended), Around(
        started=record.started, finished=record.finished, folder=folder
    )


def _judge(
    bundle: Path, second: Executed, options: ReproduceOptions, verification: Verification, causes: tuple[str, ...]
) -> Reproduction:
    first = strict_json.table((bundle / layout.EXECUTED).read_bytes())
    again = None if second.document is None else strict_json.table(second.document)
    cells = tuple(
        replace(cell, cause="; ".join(causes)) if cell.level is Level.DIFFERENT and causes and not cell.cause else cell
        for cell in compare(first, again, options.tolerance, _around(bundle, second))
    )
    levels = {cell.level for cell in cells}
    if again is None:
        verdict = Verdict.FAILED
    elif levels & {Level.DIFFERENT, Level.NOT_RUN}:
        verdict = Verdict.DIFFERENT
    elif levels & {Level.PIXELS, Level.NUMBERS}:
        verdict = Verdict.EQUIVALENT
    else:
        verdict = Verdict.IDENTICAL
    return Reproduction(
        verdict=verdict, verification=verification, cells=cells, reason=second.record.reason, causes=causes
    )
