"""Signatures that lie beside a model and speak of other bytes.

A Sigstore bundle of OpenSSF Model Signing names each file with its digest. One that was left behind when the model was
exchanged looks like a signature and proves nothing. Whose key it is has to be verified with ``model_signing verify``.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import file_fingerprint, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_NAMES = re.compile(r".*\.sigstore\.json|model\.sig|.*\.sig\.json|claims\.jsonl")
_HEX = re.compile(r"[0-9a-f]{64}")


def _run(subject: ProjectSubject) -> Observation:
    found = [path for path in require_files(subject) if _NAMES.fullmatch(path.name) and not _of_a_run(path)]
    if not found:
        return not_applicable("no signature of a model lies in the project")
    stale, unread, signed = [], [], 0
    for path in found:
        name = path.relative_to(subject.root).as_posix()
        named = dict(_digests(path))
        if not named:
            unread.append(name)
            continue
        files = {each: place for each in named if (place := _place(path, each)) is not None}
        if len(files) < len(named) or any(_digest(files[each]) != named[each] for each in files):
            stale.append(name)
        signed += len(files)
    if stale:
        step = "Find out who exchanged the model; sign it again only when you know."
        return failed(f"{listed(stale)} does not fit the bytes beside it.", next_step=step)
    if unread:
        return not_evidence(f"{listed(unread)} is in no form that is read here", next_step="model_signing verify …")
    return passed(f"{count(len(found), 'signature')} of {count(signed, 'model file')}, each with its digest.")


def _of_a_run(path: Path) -> bool:
    return "attestations" in path.parts or any(part.endswith(".mlrun") for part in path.parts)


def _digests(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the names and SHA-256 digests that a signature's statement holds."""
    try:
        document = json.loads(read_text(path))
        payload = base64.b64decode(document["dsseEnvelope"]["payload"], validate=False)
        statement = json.loads(payload)
    except (UnreadableError, ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        return
    yield from _listed(statement)


def _listed(statement: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON of a stranger
    predicate = statement.get("predicate") if isinstance(statement, dict) else None
    resources = predicate.get("resources") if isinstance(predicate, dict) else None
    for entry in resources if isinstance(resources, list) else ():
        name, digest = (entry.get("name"), entry.get("digest")) if isinstance(entry, dict) else (None, None)
        if isinstance(name, str) and isinstance(digest, str) and _HEX.fullmatch(digest):
            yield name, f"sha256:{digest}"


def _place(signature: Path, name: str) -> Path | None:
    """Return the file that a signature names: beside it, below its folder, or the one whose name it carries."""
    stem = signature.name.removesuffix(".sigstore.json").removesuffix(".sig")
    candidates = [signature.parent / name, *([signature.parent / stem] if name in {".", ""} else [])]
    return next((path for path in candidates if path.is_file() and ".." not in Path(name).parts), None)


def _digest(path: Path) -> str:
    try:
        return file_fingerprint(path)
    except UnreadableError:
        return ""


PROBE = Probe(
    name="model-signatures",
    items=("TRN-07",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
