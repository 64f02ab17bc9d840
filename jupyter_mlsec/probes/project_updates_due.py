"""Models, data and locks that are older than was agreed.

Ages are taken from the files' own times, which a fresh copy of a repository sets back: a file is at least as old as it
says. Limits in days: ``model-age`` (<= 365), ``data-age`` and ``lock-age`` (<= 180); those that nobody declared can
only warn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from jupyter_mlsec.artifacts.suffixes import is_artifact_name
from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_DEFAULTS = {"model-age": "<= 365", "data-age": "<= 365", "lock-age": "<= 180"}
_LOCKS = frozenset({"Pipfile.lock", "conda-lock.yml", "pdm.lock", "pixi.lock", "poetry.lock", "pylock.toml", "uv.lock"})
_WORDS = {"model-age": "model", "data-age": "data", "lock-age": "lock"}


def _run(subject: ProjectSubject) -> Observation:
    ages = dict(_ages(subject))
    if not ages:
        return not_applicable("the project holds no model, no lock and no data file that could grow old")
    if min(ages.values()) < -1:
        return not_evidence("a file's time lies in the future", next_step="Set this machine's clock.")
    measured = [Measurement(name=name, value=max(0.0, age), unit="d") for name, age in sorted(ages.items())]
    judged = judge_all(measured, subject.config.checklist.limits, _DEFAULTS)
    shown = listed(f"{_WORDS[each.name]} {each.value:.0f}" for each in measured)
    if judged.failed:
        old = listed(_WORDS[name] for name in judged.failed)
        return Observation(
            status=judged.status,
            summary=f"The {old} should have been renewed by now (age in days: {shown}).",
            measurements=judged.measurements,
            next_step="Renew it, or agree another age: [tool.mlsec.checklist] limits = {'model-age' = '<= 730'}",
        )
    return Observation(
        status=Status.PASS, summary=f"Nothing is due (age in days: {shown}).", measurements=judged.measurements
    )


def _ages(subject: ProjectSubject) -> Iterator[tuple[str, float]]:
    files = require_files(subject)
    read = [local_path(each, subject.folder) for each in sources(read_program(subject.notebook)) if each.kind == "file"]
    kinds = {
        "model-age": [path for path in files if is_artifact_name(path.name) and path.resolve() not in _whole(read)],
        "data-age": read,
        "lock-age": [path for path in files if path.name in _LOCKS],
    }
    for name, paths in kinds.items():
        newest = max((moment for path in paths if (moment := _changed(path)) is not None), default=None)
        if newest is not None:
            yield name, (subject.now - newest).total_seconds() / 86_400


def _whole(paths: list[Path]) -> set[Path]:
    return {path.resolve() for path in paths}


def _changed(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None


PROBE = Probe(name="updates-due", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
