"""Where a person's own files lie: outside of every project and notebook."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def config_folder() -> Path:
    """Return the person's own folder: ``$MLSEC_CONFIG_DIR``, else what the system sets aside for configuration."""
    if chosen := os.environ.get("MLSEC_CONFIG_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming") / "jupyter-mlsec"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/jupyter-mlsec"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "jupyter-mlsec"
