"""Data that everybody on the machine may read or change, and credentials inside addresses.

A training file that others may write is poisoned by anybody with an account; one that others may read is leaked to
them. A password in a connection's address is copied with the notebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.permissions import STEP, open_to_others, others_may
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import Source, local_path, sources


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = sources(program)
    carriers = [source.shown for source in found if source.kind in {"url", "database"} and _has_password(source)]
    files = {source.shown: local_path(source, subject.folder) for source in found if source.kind == "file"}
    modes = {name: others_may(path) for name, path in files.items()}
    if carriers:
        return failed(f"The address of {listed(carriers)} holds a password.", next_step=STEP)
    return open_to_others(modes, "data file") or unreadable(program) or _closed(modes)


def _closed(modes: Mapping[str, int | None]) -> Observation:
    if not modes:
        return not_applicable("the notebook reads no file whose name is known")
    missing = [name for name, mode in modes.items() if mode is None]
    if missing:
        return not_evidence(f"{listed(missing)} is not here", next_step="Fill in the checklist where the data are.")
    return passed(f"{count(len(modes), 'data file')}, none open to everybody.")


def _has_password(source: Source) -> bool:
    try:
        return bool(urlsplit(source.where).password)
    except ValueError:
        return False


PROBE = Probe(name="data-permissions", items=("COL-04",), run=_run, docs=__doc__)
