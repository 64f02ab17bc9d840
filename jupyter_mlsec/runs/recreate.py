"""Re-create the environment of a run in a fresh folder, from hashes only, with uv or else with pip."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import jupyter_mlsec
from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs import layout

_LIMIT = 3600  # seconds
REQUIREMENTS = "env/requirements.txt"


def recreate(bundle: Path, folder: Path, *, offline: bool = False) -> str:
    """Make a virtual environment in ``folder`` from the lock of an unpacked bundle; return its Python.

    Raises RunError where the bundle has no lock, or a package cannot be had or has another hash than the locked one.
    """
    source = next((bundle / name for name in (REQUIREMENTS, layout.LOCK) if (bundle / name).is_file()), None)
    if source is None:
        raise RunError("the bundle has no lock, so its environment cannot be re-created", help="use this environment")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is not None:
        _call([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], "make a virtual environment")
        hashes = [] if source.suffix == ".toml" else ["--require-hashes"]
        network = ["--offline"] if offline else []
        install = [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--allow-empty-requirements",
            "--python",
            str(python),
            *hashes,
            *network,
        ]
        _call([*install, str(source)], "install the locked packages")
    else:
        if source.suffix == ".toml":
            raise RunError("re-creating an environment from pylock.toml needs uv", help="pip install uv")
        _call([sys.executable, "-m", "venv", str(folder)], "make a virtual environment")
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        _call([*install, *(["--no-index"] if offline else []), "-r", str(source)], "install the locked packages")
    _add_ourselves(python)
    return str(python)


def _add_ourselves(python: Path) -> None:
    """Copy this package into an environment whose lock lacks it: an editable install has no hash to lock."""
    code = (
        "import sysconfig; from importlib.util import find_spec; "
        "print('' if find_spec('jupyter_mlsec') else sysconfig.get_path('purelib'))"
    )
    done = subprocess.run([str(python), "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - the new interpreter
    if site := done.stdout.strip():
        ignored = shutil.ignore_patterns("__pycache__", "labextension")
        shutil.copytree(Path(jupyter_mlsec.__file__).parent, Path(site) / "jupyter_mlsec", ignore=ignored)


def _call(command: list[str], task: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LIMIT, check=False)  # noqa: S603 - uv or pip, no shell
    except (OSError, subprocess.SubprocessError) as error:
        raise RunError(f"could not {task} ({type(error).__name__})") from None
    if done.returncode:  # what the tool printed may hold an index's password
        raise RunError(
            f"could not {task} (exit code {done.returncode})",
            help=("a package may be gone, or have another hash than the locked one", "is the package index reachable?"),
        )
