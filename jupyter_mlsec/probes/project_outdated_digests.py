"""Saved models whose digests, as they are kept beside them, belong to other bytes.

A digest that is noted and left behind when the model is saved once more looks like a proof and is none: nobody can tell
an exchanged file from a newer one. Model files are known by their format, or because the notebook's code names them and
reads no data from them. What is kept is read as for ``pinned-data``: lists of sums, and notes that programs write.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.digest_files import holds_digests, kept_digests
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_MOST = 100  # model files
# a model can be written to such a file; where the code names it and reads no data from it, it is taken for one
_WRITTEN = frozenset({".bz2", ".gz", ".json", ".msgpack", ".npy", ".pmml", ".tar", ".txt", ".xml", ".xz", ".zip"})
_STEP = "Find out why the bytes are others; write the digest down after the last save, in the step that saves."


def _run(subject: ProjectSubject) -> Observation:
    stale: dict[str, bool] = {}
    fitting, unread = 0, []
    for path in list(_models(subject))[:_MOST]:
        for kept in kept_digests(path, subject.root):
            name = path.relative_to(subject.root).as_posix()
            try:
                fits = kept.fits(path)
            except UnreadableError:
                unread.append(name)
                continue
            fitting += fits
            if not fits:
                stale[name] = stale.get(name, False) or kept.strict
    if stale:
        said = f"The digest that is kept of {listed(sorted(stale))} belongs to other bytes."
        return (failed if any(stale.values()) else warned)(said, next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} could not be hashed", next_step="Look whether it can be read.")
    if not fitting:
        return not_applicable("no digest of a saved model is kept in the project")
    return passed(f"{count(fitting, 'digest')} of saved models, each of the bytes that are there.")


def _models(subject: ProjectSubject) -> Iterator[Path]:
    program = read_program(subject.notebook)
    read = {local_path(each, subject.folder).resolve() for each in sources(program) if each.kind == "file"}
    named = {
        node.value.replace("\\", "/").rpartition("/")[2]
        for tree in trees_of(subject.notebook)
        for node in nodes_of(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 300  # noqa: PLR2004 - a path
    }
    for path in require_files(subject):
        suffix = path.suffix.lower()
        known = suffix in words("models", "suffixes") or (suffix in _WRITTEN and path.name in named)
        if known and path.resolve() not in read and not (suffix in _WRITTEN and holds_digests(path)):
            yield path


PROBE = Probe(
    name="outdated-digests",
    items=("TRN-07",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
