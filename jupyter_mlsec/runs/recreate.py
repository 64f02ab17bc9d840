"""Re-create the environment of a run in a fresh folder, from hashes only, with uv or else with pip."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import jupyter_mlsec
from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.packages import REQUIREMENTS, differences, installed, locked

RUNTIME = "env/runtime.json"
_LIMIT = 3600  # seconds
_ENTRY = re.compile(r"^[A-Za-z0-9](?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)
_VERSION = re.compile(r"(\d+\.\d+)\.\d+\S*")


def recreate(bundle: Path, folder: Path, *, offline: bool = False) -> str:
    """Make a virtual environment in ``folder`` from the lock of an unpacked bundle; return its Python.

    What uv's cache holds is taken from there; only for what it lacks, and not with ``offline``, the package index is
    asked. Raises RunError where the bundle has no lock, a package cannot be had or has another hash than the locked
    one, or what came to be is not what the lock says.
    """
    source = _source(bundle)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is not None:
        _with_uv(uv, source, folder, python, version=_python_version(bundle), offline=offline)
    elif source.suffix == ".toml":
        raise RunError("re-creating an environment from pylock.toml needs uv", help="pip install uv")
    else:
        _with_pip(source, folder, python, offline=offline)
    if wrong := differences(locked(bundle), installed(str(python))):
        raise RunError(f"the environment that came to be is not the locked one: {'; '.join(wrong[:3])}")
    _add_ourselves(python)
    return str(python)


def _source(bundle: Path) -> Path:
    """Return the lock to install from: requirements with hashes go to every index, URLs of pylock.toml to one only."""
    requirements, pylock = bundle / REQUIREMENTS, bundle / layout.LOCK
    if requirements.is_file():
        entries = _ENTRY.findall(requirements.read_text(encoding="utf-8", errors="replace"))
        bare = [entry for entry in entries if "--hash=" not in entry]
        if not bare:
            return requirements
        if pylock.is_file():
            return pylock
        raise RunError(
            f"the bundle's lock has no hash for {bare[0].split('==')[0].split(' @')[0].strip()}",
            help=("export the run where uv is installed: pip install 'jupyter-mlsec[reproduce]'", "or use --python"),
        )
    if pylock.is_file():
        return pylock
    raise RunError("the bundle has no lock, so its environment cannot be re-created", help="use this environment")


def _python_version(bundle: Path) -> str:
    """Return the minor version that the run was made with where it is another one than ours, else nothing."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        told = json.loads((bundle / RUNTIME).read_text(encoding="utf-8"))["python"]["version"]
        match = _VERSION.fullmatch(told)
        if match and match[1] != f"{sys.version_info[0]}.{sys.version_info[1]}":
            return match[1]
    return ""


def _with_uv(uv: str, source: Path, folder: Path, python: Path, *, version: str, offline: bool) -> None:
    network = [["--offline"]] if offline else [["--offline"], []]
    task = f"find Python {version}" if version else "make a virtual environment"
    _first([[uv, "venv", "--quiet", *network[-1], "--python", version or sys.executable, str(folder)]], task)
    hashes = [] if source.suffix == ".toml" else ["--require-hashes"]
    install = [uv, "pip", "sync", "--quiet", "--allow-empty-requirements", "--python", str(python), *hashes]
    _first([[*install, *each, str(source)] for each in network], "install the locked packages")


def _with_pip(source: Path, folder: Path, python: Path, *, offline: bool) -> None:
    _first([[sys.executable, "-m", "venv", str(folder)]], "make a virtual environment")
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    _first([[*install, *(["--no-index"] if offline else []), "-r", str(source)]], "install the locked packages")


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


def _first(commands: list[list[str]], task: str) -> None:
    """Run the commands until one succeeds; raise RunError where none does."""
    code = 0
    for command in commands:
        try:
            code = subprocess.run(command, capture_output=True, timeout=_LIMIT, check=False).returncode  # noqa: S603 - uv or pip, no shell
        except (OSError, subprocess.SubprocessError) as error:
            raise RunError(f"could not {task} ({type(error).__name__})") from None
        if code == 0:
            return
    raise RunError(  # what the tool printed may hold an index's password
        f"could not {task} (exit code {code})",
        help=("a package may be gone, or have another hash than the locked one", "is the package index reachable?"),
    )
