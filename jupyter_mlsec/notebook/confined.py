"""Confined: a path that code gives, as a regular file below one folder; links are followed first and confined then."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from jupyter_mlsec.notebook.witness import ask_about

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def confined(folder: Path, root: Path, path: str) -> tuple[str, os.stat_result] | None:
    """Return the real path of a file and what the system says of it; None for whatever is no file below ``root``."""
    if not path or "\0" in path or path.startswith("~") or _ADDRESS.match(path):
        return None
    ask_about(folder / path)
    try:
        whole = os.path.realpath(folder / path)
        if not Path(whole).is_relative_to(os.path.realpath(root)):
            return None
        found = os.lstat(whole)
    except (OSError, ValueError):
        return None
    return (whole, found) if stat.S_ISREG(found.st_mode) else None
