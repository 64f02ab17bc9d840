"""What the last signed run of this notebook fixed: digests of a table and of the files that it was read from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jupyter_mlsec.model.checklist import Ground


def pins(notebook: Path | None, name: str, files: tuple[str, ...], *, now: datetime) -> dict[str, str]:
    """Return the digests of the table ``name`` (as ``frame``) and of ``files`` in the bundle beside ``notebook``.

    Empty without a bundle, and where it does not verify: what nobody signed fixes nothing.
    """
    from jupyter_mlsec.assess import run_before

    stored = None if notebook is None else run_before(notebook, now=now)
    if stored is None:
        return {}
    binds = {
        key: digest
        for state in stored.checklist.states
        for evidence in state.evidence
        if evidence.subject == name
        for key, digest in evidence.binds.items()
    }
    known = {"frame": f"{Ground.DATA}:{name}"} | {path: f"{Ground.FILES}:{path}" for path in files}
    return {pin: binds[key] for pin, key in known.items() if key in binds}
