"""The JSON files of a bundle that describe the run itself: run.json, results.json and inputs.json."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.model.run import CellResult, RunRecord
from jupyter_mlsec.runs.chance import VERSION
from jupyter_mlsec.runs.execution import Executed, FileUse
from jupyter_mlsec.runs.references import SecretReference

RESULTS_FORMAT = "mlsec-results/1"
INPUTS_FORMAT = "mlsec-inputs/1"
RUN_FORMAT = "mlsec-run/1"


def run_json(executed: Executed) -> dict[str, Any]:
    """Return run.json: ``mlsec-run/1`` with everything that is needed to do it again."""
    kernel, pins = executed.kernel, executed.pins
    return record_json(executed.record) | {
        "tool": {"name": "jupyter-mlsec", "version": __version__},
        "invocation": executed.invocation,
        "notebook": {"name": file_name(executed.record.notebook), "sha256": executed.source},
        "kernel": {"name": kernel.name, "language": kernel.language},
        "measured": executed.measured,
        "resources": {"cpu_seconds": kernel.cpu_seconds, "peak_memory": kernel.peak_memory},
        "pins": {
            "seed": pins.seed,
            "threads": pins.threads,
            "timezone": pins.timezone,
            "locale": pins.locale,
            "epoch": pins.epoch,
            "hash_salt": pins.hash_salt,
        },
    }


def record_json(record: RunRecord) -> dict[str, Any]:
    """Return what one execution did, without a path of this machine and without a secret's value."""
    return {
        "format": RUN_FORMAT,
        "verdict": "completed" if record.succeeded else "failed",
        "reason": record.reason,
        "notebook": {"name": file_name(record.notebook)},
        "started": iso(record.started),
        "finished": iso(record.finished),
        "parameters": parameters_json(record.parameters),
        "cells": [cell_json(cell) | {"duration": cell.duration} for cell in record.cells],
    }


def results_json(record: RunRecord) -> dict[str, Any]:
    """Return results.json: what two equal runs have in common."""
    return {"format": RESULTS_FORMAT, "normalizer": VERSION, "cells": [cell_json(cell) for cell in record.cells]}


def inputs_json(files: tuple[FileUse, ...]) -> dict[str, Any]:
    """Return inputs.json: digests of the files that the run read and wrote."""
    entries = [(use.written, {"path": use.path, "size": use.size, "sha256": use.sha256}) for use in files]
    return {
        "format": INPUTS_FORMAT,
        "read": [entry for written, entry in entries if not written],
        "written": [entry for written, entry in entries if written],
    }


def cell_json(cell: CellResult) -> dict[str, Any]:
    """Return one cell's state and digests."""
    return {
        "index": cell.index,
        "id": cell.id,
        "state": cell.state.value,
        "source": cell.source,
        "raw": cell.raw,
        "normalized": cell.normalized,
        "pixels": cell.pixels,
        "numbers": cell.numbers,
    }


def parameters_json(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Return parameters by name: ``{"value": …}``, or ``{"reference": "env:NAME"}`` for a secret."""
    return {
        name: {"reference": str(value)} if isinstance(value, SecretReference) else {"value": value}
        for name, value in parameters.items()
    }


def iso(time: datetime) -> str:
    """Return a time as ``2026-11-21T09:14:00Z``."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def file_name(notebook: str) -> str:
    """Return the last part of a path or an address: the rest may name the machine or hold a password."""
    return re.split(r"[/\\]", re.split(r"[?#]", notebook, maxsplit=1)[0].rstrip("/\\"))[-1] or "notebook"
