"""Which packages a bundle's lock names, which ones an interpreter has, and how they differ."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path

from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs import layout

REQUIREMENTS = "env/requirements.txt"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s\\;]+)", re.MULTILINE)
_MARK = "mlsec-packages:"
_LIST = f"""
import importlib.metadata, json
found = {{}}
for each in importlib.metadata.distributions():
    name = each.metadata["Name"]
    if name:
        found.setdefault(name, each.version)
print("\\n{_MARK}" + json.dumps(found))
"""


def locked(bundle: Path) -> dict[str, str]:
    """Return the versions that the lock of an unpacked bundle pins, by normalised name."""
    requirements, pylock = bundle / REQUIREMENTS, bundle / layout.LOCK
    if requirements.is_file():
        pins = _PIN.findall(requirements.read_text(encoding="utf-8", errors="replace"))
    elif pylock.is_file():
        try:
            packages = tomllib.loads(pylock.read_text(encoding="utf-8"))["packages"]
            pins = [(each["name"], each["version"]) for each in packages if "version" in each]
        except (ValueError, KeyError, TypeError):
            raise RunError(f"{layout.LOCK} is not a lock") from None
    else:
        pins = []
    return {normalised(name): version for name, version in pins}


def installed(python: str) -> dict[str, str]:
    """Return the versions that an interpreter has, by normalised name. Raises RunError where it cannot be asked."""
    try:
        done = subprocess.run([python, "-I", "-c", _LIST], capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - the interpreter that is to run the notebook
        told = next(line for line in done.stdout.splitlines() if line.startswith(_MARK))
        found: dict[str, str] = json.loads(told.removeprefix(_MARK))
    except (OSError, ValueError, subprocess.SubprocessError, StopIteration):
        raise RunError(f"{Path(python).name} could not list its packages", help="give a Python interpreter") from None
    return {normalised(name): version for name, version in found.items()}


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    """Say which of the wanted packages are missing or of another version; what is there besides does not count."""
    return tuple(
        f"{name} {found[name]} instead of {version}" if name in found else f"{name} {version} is missing"
        for name, version in sorted(wanted.items())
        if found.get(name) != version
    )


def normalised(name: str) -> str:
    """Return a package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
