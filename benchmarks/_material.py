"""Where the labelled samples are; they are not part of the repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def material(name: str) -> Path:
    """Return the folder or file ``name`` below ``$BENCH_MATERIAL``, or stop and say what is missing."""
    root = os.environ.get("BENCH_MATERIAL", "")
    path = Path(root) / name
    if not root or not path.exists():
        sys.exit(f"set BENCH_MATERIAL to the folder that holds {name}")
    return path
