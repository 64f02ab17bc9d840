"""What a worker can be asked: scan, checklist, rules, rule. Pure: header and document in, JSON values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from jupyter_mlsec.config.load import load_config
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.kernel import KernelFacts
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.server.kernel_body import KernelBody
from jupyter_mlsec.server.text_hash import text_hash

if TYPE_CHECKING:
    from jupyter_mlsec.scan.memory import Notebooks


class Refused(Exception):  # noqa: N818 - what the request was
    """A job that is answered with another status than 200."""

    def __init__(self, status: HTTPStatus, message: str, help_: str) -> None:
        super().__init__(message)
        self.status, self.message, self.help = status, message, help_


def scan(header: Mapping[str, Any], document: bytes) -> dict[str, object]:
    """Return the ``mlsec-scan/1`` object with ``cells``: index, id and hash of each cell's text.

    With ``cells`` in the header only findings of these cells (and the targets) are answered; the rest is context.
    """
    from jupyter_mlsec.reports.scan_json import scan_object
    from jupyter_mlsec.scan.engine import scan_document, scan_notebook

    config = config_of(header)
    if header.get("file"):
        return _data_file(header, config)
    try:
        notebook = read_notebook(header["path"], document)
    except UnreadableError:
        return {**scan_object([scan_document(header["path"], document, config)], fixes=True), "cells": []}
    wanted = _wanted(header["cells"], notebook)
    with edited().of(header["path"]) as memory:
        answer = scan_object([scan_notebook(notebook, config, beside(header, config), memory)], fixes=True)
    hashes = {cell.ref.index: text_hash(cell.source.content) for cell in notebook.cells}
    findings = [_with_hash(finding, hashes) for finding in cast("list[dict[str, Any]]", answer["findings"])]
    if wanted is not None:
        findings = [found for found in findings if found["cell"] and found["cell"]["index"] in wanted]
        answer["verdict"] = _verdict(cast("list[dict[str, Any]]", answer["targets"]), findings)
    answer["findings"] = findings
    answer["cells"] = [
        {"index": cell.ref.index, "id": cell.ref.id, "hash": hashes[cell.ref.index]} for cell in notebook.cells
    ]
    return answer


def _data_file(header: Mapping[str, Any], config: Config) -> dict[str, object]:
    """Look at a model or data file where it lies, without loading it."""
    from jupyter_mlsec.reports.scan_json import scan_object
    from jupyter_mlsec.scan.engine import scan_target
    from jupyter_mlsec.scan.targets import find_targets

    path = header["path"]
    [report] = [scan_target(target, config) for target in find_targets([header["file"]], config)]
    findings = tuple(replace(finding, path=path) for finding in report.findings)
    return {**scan_object([replace(report, path=path, findings=findings)]), "cells": []}


@cache
def edited() -> Notebooks:
    """Return what this process remembers of the notebooks that people edit."""
    from jupyter_mlsec.scan.memory import Notebooks

    return Notebooks()


def rules(_header: Mapping[str, Any], _document: bytes) -> dict[str, object]:
    """Return every rule there is."""
    from jupyter_mlsec.scan.registry import all_rules

    return {"format": "mlsec-rules/1", "rules": [_rule(rule, docs=False) for rule in all_rules().values()]}


def rule(header: Mapping[str, Any], _document: bytes) -> dict[str, object]:
    """Return one rule with its page."""
    from jupyter_mlsec.reports.rules_markdown import rule_page
    from jupyter_mlsec.scan.registry import all_rules

    found = all_rules().get(header["name"])
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "there is no such rule", "GET rules lists all of them")
    return {**_rule(found, docs=True), "page": rule_page(found)}


def beside(header: Mapping[str, Any], config: Config) -> KernelFacts | None:
    """Return what the disk says of the files that the cells name, where there is one and kernels see the same."""
    from jupyter_mlsec.scan.file_facts import facts_in

    if not header["folder"] or not header["same_disk"]:
        return None
    folder = Path(header["folder"]).absolute()
    depth = header["path"].count("/")
    top = folder.parents[depth - 1] if 0 < depth <= len(folder.parents) else folder
    return KernelFacts(files=facts_in(folder, config.root, top))


def kernel_of(header: Mapping[str, Any]) -> KernelBody | None:
    """Return what the front end says of the kernel."""
    return None if header["kernel"] is None else msgspec.convert(header["kernel"], KernelBody)


def config_of(header: Mapping[str, Any]) -> Config:
    """Return the configuration that counts for the document; of one that is on no disk, the policy's alone."""
    folder = header["folder"]
    return load_config(Path(folder) if folder else None)


def _wanted(cells: Sequence[int] | None, notebook: Notebook) -> frozenset[int] | None:
    if cells is None:
        return None
    if any(index >= len(notebook.cells) for index in cells):
        raise Refused(
            HTTPStatus.BAD_REQUEST,
            f"the notebook has {counted(len(notebook.cells), 'cell')}, and a cell beyond them was asked for",
            "cells counts all cells from 0",
        )
    return frozenset(cells)


def _with_hash(finding: dict[str, Any], hashes: Mapping[int, str]) -> dict[str, Any]:
    cell = finding["cell"]
    return finding if cell is None else {**finding, "cell": {**cell, "hash": hashes[cell["index"]]}}


def _verdict(targets: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]) -> str:
    if any(target["outcome"] != "checked" for target in targets):
        return "incomplete"
    return "findings" if any(finding["suppressed"] is None for finding in findings) else "clean"


def _rule(rule: Any, *, docs: bool) -> dict[str, object]:  # noqa: ANN401 - a Rule; its subclasses differ
    told: dict[str, object] = {
        "name": rule.name,
        "family": rule.family.value,
        "severity": rule.severity.value,
        "message": rule.message,
        "remedy": rule.remedy,
    }
    return {**told, "docs": rule.docs} if docs else told
