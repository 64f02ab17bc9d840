"""Data that everybody on the machine may read or change, and credentials inside addresses.

A training file that others may write is poisoned by anybody with an account; one that others may read is leaked to
them. A password in a connection's address is copied with the notebook.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._program import read_program
from jupyter_mlsec.probes._reading import unreadable
from jupyter_mlsec.probes._sources import Source, local_path, sources

_STEP = "Let only those read it who need it: chmod o-rwx FILE; take passwords from the environment."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = sources(program)
    carriers = [source.shown for source in found if source.kind in {"url", "database"} and _has_password(source)]
    files = {source.shown: local_path(source, subject.folder) for source in found if source.kind == "file"}
    modes = {name: others_may(path) for name, path in files.items()}
    if carriers:
        return failed(f"The address of {listed(carriers)} holds a password.", next_step=_STEP)
    return open_to_others(modes, "data file") or unreadable(program) or _closed(modes)


def open_to_others(modes: Mapping[str, int | None], noun: str) -> Observation | None:
    """Return what to say about files that everybody may change or read; None where there are none."""
    writable = [name for name, mode in modes.items() if mode is not None and mode & stat.S_IWOTH]
    readable = [name for name, mode in modes.items() if mode is not None and mode & stat.S_IROTH]
    if writable:
        return failed(f"Everybody on this machine may change the {noun} {listed(writable)}.", next_step=_STEP)
    if readable:
        return warned(f"Everybody on this machine may read the {noun} {listed(readable)}.", next_step=_STEP)
    return None


def _closed(modes: Mapping[str, int | None]) -> Observation:
    if not modes:
        return not_applicable("the notebook reads no file whose name is known")
    missing = [name for name, mode in modes.items() if mode is None]
    if missing:
        return not_evidence(f"{listed(missing)} is not here", next_step="Fill in the checklist where the data are.")
    return passed(f"{count(len(modes), 'data file')}, none open to everybody.")


def others_may(path: Path) -> int | None:
    """Return what others may do with a file: nothing, where a folder on the way keeps them out. None = not there."""
    try:
        mode = path.stat().st_mode
        folders = [folder.stat().st_mode for folder in path.resolve().parents]
    except (OSError, ValueError):
        return None
    return mode if all(folder & stat.S_IXOTH for folder in folders) else 0


def _has_password(source: Source) -> bool:
    try:
        return bool(urlsplit(source.where).password)
    except ValueError:
        return False


PROBE = Probe(name="data-permissions", items=("COL-04",), run=_run, docs=__doc__)
