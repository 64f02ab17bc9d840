"""Packages that a cell installs without saying which version: the same cell installs others tomorrow.

A lock beside the notebook says nothing about them: what the cell installs comes on top of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, verb
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.program import read_program

_NAME = re.compile(r"(?:[\w-]+::)?(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w, -]*\])?(?P<version>\s*[<>=!~].*)?")
_EXACT = re.compile(r"\s*={1,3}\s*v?\d[^*,]*|\s*==\s*\d+\.\*")
_FILE = re.compile(r".*\.(?:whl|zip|gz|txt|toml|ya?ml|bz2|conda)|\.+")
_TOOLS = frozenset({"conda", "mamba", "pip", "python", "setuptools", "uv", "wheel"})
_CONSTRAINED = re.compile(r"(?:^|\s)(?:-c[= ]\S*\.txt|--constraints?[= ])")
_SHOWN = re.compile(r"[A-Za-z][\w.-]{0,40}")


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    installs = [command for command in analysed(subject.notebook).commands if _installs(command)]
    named = [(command, list(_packages(command))) for command in installs]
    loose = {name: command for command, packages in named for name, version in packages if not _EXACT.match(version)}
    if loose:
        cells = sorted({cell.number for command in loose.values() if (cell := command.text.cell) is not None})
        where = f"cell {listed(map(str, cells))}" if cells else "the notebook"
        step = "Write the version to each: %pip install package==1.2.3, or install from a lock: -r requirements.txt"
        what = f"{listed(loose)} {verb(len(loose), 'is', 'are')} installed in {where} without an exact version."
        return warned(what, next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    number = sum(len(packages) for _, packages in named)
    if not number:
        return not_applicable("no cell installs a package by its name")
    return passed(f"{count(number, 'package')} installed in a cell, each in one version.")


def _installs(command: Command) -> bool:
    if command.program.removeprefix("%") not in words("installs", "installers"):
        return False
    return bool(set(command.values[:3]) & words("installs", "installing"))


def _packages(command: Command) -> Iterator[tuple[str, str]]:
    """Yield the packages that are named, and what stands behind each name; nothing where constraints say more."""
    given = list(command.values)
    if _CONSTRAINED.search(" ".join(given)):
        return
    skip = False
    for word in given:
        option = word.startswith("-")
        if skip or option or word in words("installs", "installing") or word in words("installs", "installers"):
            skip = not skip and option and word in words("installs", "valued")
            continue
        match = _NAME.fullmatch(word)
        if match is None or _FILE.fullmatch(word) or not _SHOWN.fullmatch(match["name"]):
            continue
        if match["name"].lower() not in _TOOLS:
            yield match["name"], match["version"] or ""


PROBE = Probe(name="loose-installs", items=("TRN-02",), run=_run, partial=True, incidental=True, docs=__doc__)
