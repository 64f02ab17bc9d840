"""The run bundles of a folder."""

from __future__ import annotations

from pathlib import Path


def bundles_beside(folder: Path) -> list[Path]:
    """Return the bundles in a folder by name."""
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith((".mlrun", ".mlrun.zip")))
    except OSError:
        return []
