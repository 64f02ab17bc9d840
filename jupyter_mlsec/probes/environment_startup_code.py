"""Code that runs in every kernel before the first cell: start-up files, and folders that Python looks into first.

What stands in them is part of no notebook, no review and no signed run; where everybody may write, everybody's code is
run.
"""

from __future__ import annotations

import stat
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STARTUP = ".ipython/profile_default/startup"
_CONFIGURED = ".ipython/profile_default/ipython_config.py"
_STEP = "Move what a notebook needs into the notebook, and remove the rest."


def _run(subject: EnvironmentSubject) -> Observation:
    home = subject.variables.get("HOME", "").lstrip("/")
    if not home:
        return not_applicable("there is no home folder to look into")
    searched = [entry for entry in subject.variables.get("PYTHONPATH", "").split(":") if entry]
    relative = sum(1 for entry in searched if not entry.startswith("/"))
    files = _startup(subject, home)
    folders = [subject.filesystem / entry.lstrip("/") for entry in searched if entry.startswith("/")]
    open_ = [path for path in (*folders, *files, *{path.parent for path in files}) if _others_write(path)]
    if open_:
        step = "Take everybody's right to write away: chmod o-w, and find out what is in there."
        return failed(
            f"Everybody may change what each kernel runs first ({count(len(open_), 'place')}).", next_step=step
        )
    facts = [f"{count(len(files), 'start-up file')}"] if files else []
    facts += [f"{count(relative, 'relative folder')} in PYTHONPATH"] if relative else []
    facts += ["a start-up file in PYTHONSTARTUP"] if subject.variables.get("PYTHONSTARTUP") else []
    if facts:
        return warned(f"Code that stands in no notebook runs in each kernel: {listed(facts)}.", next_step=_STEP)
    return passed("Nothing runs in a kernel before the first cell, as far as is seen from here.")


def _startup(subject: EnvironmentSubject, home: str) -> list[Path]:
    folder = subject.filesystem / home / _STARTUP
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in {".py", ".ipy"})
    except OSError:
        found = []
    configured = subject.filesystem / home / _CONFIGURED
    text = configured.read_text("utf-8", errors="replace") if configured.is_file() else ""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return [*found, *([configured] if any("exec_lines" in line or "exec_files" in line for line in lines) else [])]


def _others_write(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


PROBE = Probe(name="startup-code", items=("TRN-01",), run=_run, partial=True, incidental=True, docs=__doc__)
