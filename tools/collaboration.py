"""jupyter-collaboration in a folder of its own: installed beside JupyterLab it would turn on for every notebook.

``python tools/collaboration.py`` installs it and prints the folder; ``$MLSEC_COLLABORATION`` names another one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# what JupyterLab's environment does not have already: without --no-deps, pip would install JupyterLab again
PACKAGES = (
    "jupyter-collaboration==5.0.4",
    "jupyter-collaboration-ui==3.0.4",
    "jupyter-docprovider==3.0.4",
    "jupyter-server-fileid==0.10.0",
    "jupyter-server-ydoc==3.0.4",
    "jupyter-ydoc==4.2.1",
    "pycrdt==0.14.13",
    "pycrdt-store==0.1.5",
    "pycrdt-websocket==0.16.5",
    "sqlite-anyio==0.3.2",
)


def folder() -> Path:
    """Return the folder, in which everything is installed by then."""
    found = Path(os.environ.get("MLSEC_COLLABORATION") or ROOT / "build" / "collaboration")
    if not (found / "jupyter_collaboration").is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(found), *PACKAGES]
        subprocess.run(command, check=True)  # noqa: S603 - the packages above
    return found


if __name__ == "__main__":
    print(folder())
