"""Clones: which folders hold a repository that the notebook cloned, and whether it was moved to a full commit."""

from __future__ import annotations

import re

from jupyter_mlsec.code.command import Command

_COMMIT = re.compile(r"[0-9a-f]{7,40}", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ssh|git)://|[\w.-]+@[\w.-]+:", re.IGNORECASE)
_MOVING = frozenset({"checkout", "reset", "switch"})
_VALUED = frozenset({"-b", "--branch", "--depth", "-j", "--jobs", "-o", "--origin", "-c", "--config", "--filter"})
_SETUP = frozenset({"install", "develop", "build_ext"})


def installed_clone(command: Command) -> bool:
    """Whether a command installs from a folder that holds a clone at whatever its branch held when it was made."""
    places = _sources(command)
    if not places:
        return False
    current, clones = "", set[str]()
    for earlier in command.earlier:
        if earlier.program in {"cd", "%cd", "pushd"} and earlier.values:
            current = _last(earlier.values[-1])
        elif earlier.program == "git":
            clones = _after(earlier, clones)
    return any((_last(place) or current) in clones for place in places)


def _sources(command: Command) -> list[str]:
    """Return the local folders that a command installs."""
    values = command.values
    if command.program == "python":
        return ["."] if values[:1] == ("setup.py",) and _SETUP & set(values) else []
    if "install" not in values[:3]:
        return []
    return [value for value in values[values.index("install") + 1 :] if _is_folder(value)]


def _is_folder(value: str) -> bool:
    plain = value.partition("[")[0]
    return plain in {".", "./"} or ("/" in plain and "://" not in plain and not plain.startswith("-")) or plain == ".."


def _last(path: str) -> str:
    return path.partition("[")[0].rstrip("/").rpartition("/")[2].removesuffix(".git").strip(".")


def _after(command: Command, clones: set[str]) -> set[str]:
    """Return the folders with clones that nothing pins, after a command of git."""
    values = command.values
    if "clone" in values:
        words = list(values[values.index("clone") + 1 :])
        plain = [
            word
            for place, word in enumerate(words)
            if not word.startswith("-") and (place == 0 or words[place - 1] not in _VALUED)
        ]
        if plain and _REMOTE.match(plain[0]):
            return clones | {_last(plain[1] if len(plain) > 1 else plain[0])}
    elif _MOVING & set(values) and any(_COMMIT.fullmatch(value) for value in values):
        folder = command.option("-C")
        return clones - {_last(folder.value)} if folder is not None else set()
    return clones
