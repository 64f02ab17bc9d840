"""Metadata of data sets that say nobody may use them, or everybody: Croissant, data packages, cards without a licence.

What is shared with a file of metadata is used by those who read it. A licence or an owner that is empty there is one
that nobody knows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.data_records import fields_of_settings
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_NAMES = re.compile(
    r"croissant.*\.json(?:ld)?|.*\.croissant\.json|data-?package\.(?:json|ya?ml)|dataset-?(?:metadata|info|card)?\.(?:json|ya?ml)"
    r"|dcat.*\.json(?:ld)?|ro-crate-metadata\.json|\.?zenodo\.json|metadata\.(?:json|jsonld)|README\.md|readme\.md"
)
_DATA = frozenset({"dataset_info", "task_categories", "size_categories", "annotations_creators", "source_datasets"})
_ASKED = ("licence", "owner")
_STEP = "Write the licence and who made the data into the metadata; leave the data alone where nobody knows."


def _run(subject: ProjectSubject) -> Observation:
    found = {path.relative_to(subject.root).as_posix(): lacks for path, lacks in _metadata(subject)}
    open_ = [f"{place} names no {listed(lacks)}" for place, lacks in found.items() if lacks]
    if open_:
        return failed(f"The metadata leave it open: {listed(open_)}.", *open_, next_step=_STEP)
    if not found:
        return not_applicable("no metadata of a data set lie in the project")
    return passed(f"{count(len(found), 'file')} of metadata, each with a licence.")


def _metadata(subject: ProjectSubject) -> Iterator[tuple[Path, list[str]]]:
    """Yield the files of metadata of data sets, each with what it leaves open."""
    for path in require_files(subject):
        if not _NAMES.fullmatch(path.name):
            continue
        text = read_text(path)
        for document in _documents(path, text):
            if _is_data_set(path, document):
                fields = fields_of_settings(_top(document))
                asked = _ASKED if path.suffix.lower() != ".md" else _ASKED[:1]
                yield path, [name for name in asked if not fields.get(name)]


def _documents(path: Path, text: str) -> Iterator[Mapping[str, Any]]:
    if path.suffix.lower() == ".md":
        head, sign, rest = text.partition("---\n")
        body, end, _ = rest.partition("\n---")
        found = parse_structured(body, ".yaml") if sign and end and not head.strip() else None
    elif path.suffix.lower() in {".json", ".jsonld"}:
        try:
            found = [json.loads(text)]
        except (RecursionError, ValueError):
            found = None
    else:
        found = parse_structured(text, ".yaml")
    for each in found or ():
        graph = each.get("@graph") if isinstance(each, dict) else None
        for one in graph if isinstance(graph, list) else [each]:
            if isinstance(one, dict):
                yield one


def _is_data_set(path: Path, document: Mapping[str, Any]) -> bool:
    kind = str(document.get("@type", document.get("type", "")))
    if path.suffix.lower() == ".md":
        return bool(_DATA & document.keys())
    if re.search(r"(?:^|[/:])Dataset$", kind) or "upload_type" in document:
        return True
    packaged = isinstance(document.get("resources"), list) and path.name.startswith(("datapackage", "data-package"))
    return packaged or bool(_DATA & document.keys())


def _top(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what metadata say of the whole, without what they say of its files and columns."""
    inner = {"distribution", "recordSet", "resources", "hasPart", "variableMeasured", "@context", "dataset_info"}
    return {str(key): value for key, value in document.items() if key not in inner}


PROBE = Probe(name="dataset-metadata", items=("COL-03",), run=_run, partial=True, incidental=True, docs=__doc__)
