"""What a worker can be asked for the gate: one cell that is about to run, its policy, and a record of "run anyway"."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import ConfigError, StateError, UnreadableError
from jupyter_mlsec.model.finding import Finding, Outcome, TargetReport
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.notebook.witness import watched
from jupyter_mlsec.server.kernel_body import KernelFiles
from jupyter_mlsec.server.tasks import Refused, beside, config_of, edited, kernel_of
from jupyter_mlsec.server.text_hash import text_hash

_LONGEST = 500  # characters of a reason


def gate(header: Mapping[str, Any], document: bytes) -> dict[str, Any]:
    """Return ``mlsec-gate/1``: the findings in the source of one cell, by its text alone and with the kernel's facts.

    ``unknown_files`` are files that the verdict depends on and that the kernel was not asked about; ``lasting`` says
    that nothing on the disk had a say but the configuration.
    """
    with watched() as witness:
        answer = _judged(header, document)
    return {**answer, "lasting": not len(witness)}


def _judged(header: Mapping[str, Any], document: bytes) -> dict[str, Any]:
    from dataclasses import replace

    from jupyter_mlsec.scan.basis import Asked, basis
    from jupyter_mlsec.scan.engine import scan_notebook

    config, index = config_of(header), header["cell"]
    try:
        notebook = read_notebook(header["path"], document)
    except UnreadableError as error:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, error.message, "save it, and look at it with mlsec scan"
        ) from None
    if index >= len(notebook.cells):
        raise Refused(HTTPStatus.BAD_REQUEST, "there is no such cell", "cells count from 0")
    source = notebook.cells[index].source.content
    disk = beside(header, config)
    with edited().of(header["path"]) as memory:
        by_text = scan_notebook(notebook, config, disk, memory)
    answer: dict[str, Any] = {
        "format": "mlsec-gate/1",
        "cell": {"index": index, "id": notebook.cells[index].ref.id, "hash": text_hash(source)},
        "gate": config.gate.value,
        "basis": [],
        "unknown_files": [],
    }
    told = kernel_of(header)
    live = by_text
    if told is not None:
        facts = told.facts(index, None if disk is None else disk.files)
        asked = Asked(facts.versions)
        live = _live(notebook, config, replace(facts, versions=asked), header["path"])
        answer["basis"] = basis(source, facts, _of(by_text, index), _of(live, index), asked.names)
        answer["unknown_files"] = list(facts.files.missing)[:64] if isinstance(facts.files, KernelFiles) else []
    return {
        **answer,
        "outcome": live.outcome.value,
        "reason": live.reason,
        "text": _shown(by_text, index),
        "findings": _shown(live, index),
    }


def _live(notebook: Notebook, config: Config, facts: KernelFacts, path: str) -> TargetReport:
    """Look with the kernel's facts; what attributes really are adds findings, and takes none away.

    A package may have good reasons to call its function by another name: that is no proof that it is harmless.
    """
    from dataclasses import replace

    from jupyter_mlsec.scan.engine import scan_notebook

    with edited().of(path) as memory:
        plain = scan_notebook(notebook, config, replace(facts, attributes={}), memory)
    if not facts.attributes:
        return plain
    with edited().of(path) as memory:
        patched = scan_notebook(notebook, config, facts, memory)
    known = {_place(finding) for finding in plain.findings}
    more = tuple(finding for finding in patched.findings if _place(finding) not in known)
    worse = plain if plain.outcome is Outcome.NOT_CHECKED else patched
    return replace(plain, findings=(*plain.findings, *more), outcome=worse.outcome, reason=worse.reason)


def _place(finding: Finding) -> tuple[object, ...]:
    cell, position = finding.cell, finding.position
    return finding.rule, None if cell is None else cell.index, finding.place, position.line, position.column


def _of(report: TargetReport, index: int) -> list[Finding]:
    return [
        one
        for one in report.findings
        if one.cell is not None and one.cell.index == index and one.place == "source" and one.suppressed is None
    ]


def _shown(report: TargetReport, index: int) -> object:
    from dataclasses import replace

    from jupyter_mlsec.reports.scan_json import scan_object

    return scan_object([replace(report, findings=tuple(_of(report, index)))])["findings"]


def gate_policy(header: Mapping[str, Any], _document: bytes) -> dict[str, Any]:
    """Return ``mlsec-gate-policy/1``: what the project and the hub say of the gate, and the probe for kernels."""
    from jupyter_mlsec.server.probe_text import probe_text

    config = config_of(header)
    return {
        "format": "mlsec-gate-policy/1",
        "mode": None if config.gate_mode is None else config.gate_mode.value,
        "locked": "gate-mode" in config.locked and config.gate_mode is not None,
        "gate": config.gate.value,
        "gate_locked": "gate" in config.locked,
        "probe": probe_text(),
    }


def gate_override(header: Mapping[str, Any], _document: bytes) -> dict[str, Any]:
    """Record that a person ran a cell all the same; return ``mlsec-gate-override/1`` with the reason as it was taken.

    The trail holds names and digests: of the cell's text, and of the reason without any secret in it.
    """
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind

    reason = _clean_reason(header["reason"])
    answer = {"format": "mlsec-gate-override/1", "reason": reason, "recorded": False, "entry": None, "problem": None}
    if not header["folder"]:
        return {**answer, "problem": "this server does not keep notebooks as files"}
    folder = Path(header["folder"])
    try:
        root = load_config(folder).root or folder
        subject = f"{header['path']} {' '.join(header['rules'])}"
        digests = {"cell": header["hash"], "reason": text_hash(reason)}
        event = TrailEvent(
            kind=TrailKind.GUARD,
            subject=_line(subject),
            outcome="run-anyway",
            person=_line(header["person"]),
            digests=digests,
        )
        entry = Trail(root).append(event)
    except (StateError, ConfigError) as error:
        return {**answer, "problem": error.message}
    return {**answer, "recorded": True, "entry": entry.sequence}


def _clean_reason(text: str) -> str:
    """Return a reason on one line and without secrets; refuse one that says nothing."""
    from jupyter_mlsec.model.text import Place, Syntax, Text
    from jupyter_mlsec.secrets.redact import redact

    reason = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not any(char.isalnum() for char in reason) or len(reason) > _LONGEST:
        raise Refused(
            HTTPStatus.BAD_REQUEST,
            f"a reason has between 1 and {_LONGEST} characters",
            "say why this cell may run",
        )
    return redact(Text(Place.SOURCE, reason, Syntax.PLAIN))


def _line(text: str) -> str:
    """Return a text as the trail takes it: one short line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:300]
