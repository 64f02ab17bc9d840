"""What everybody else on the machine may do with a file."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._ground.base import failed, warned
from jupyter_mlsec.probes._ground.observations import listed

STEP = "Let only those read it who need it: chmod o-rwx FILE; take passwords from the environment."


def open_to_others(modes: Mapping[str, int | None], noun: str) -> Observation | None:
    """Return what to say about files that everybody may change or read; None where there are none."""
    if (problem := changeable(modes, noun)) is not None:
        return problem
    readable = [name for name, mode in modes.items() if mode is not None and mode & stat.S_IROTH]
    if readable:
        return warned(f"Everybody on this machine may read the {noun} {listed(readable)}.", next_step=STEP)
    return None


def changeable(modes: Mapping[str, int | None], noun: str) -> Observation | None:
    """Return what to say about files that everybody may change; None where there are none."""
    writable = [name for name, mode in modes.items() if mode is not None and mode & stat.S_IWOTH]
    if writable:
        return failed(f"Everybody on this machine may change the {noun} {listed(writable)}.", next_step=STEP)
    return None


def others_may(path: Path) -> int | None:
    """Return what others may do with a file: nothing, where a folder on the way keeps them out. None = not there."""
    try:
        mode = path.stat().st_mode
        folders = [folder.stat().st_mode for folder in path.resolve().parents]
    except (OSError, ValueError):
        return None
    return mode if all(folder & stat.S_IXOTH for folder in folders) else 0
