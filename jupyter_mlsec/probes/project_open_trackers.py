"""Servers of experiments and schedulers that listen to everybody and ask nobody who they are.

Whoever reaches the tracking server reads every run, and replaces the model that goes out next. What only listens on
this machine, or has a log-in, is left alone; what an image or a cluster starts is behind what lies before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import CommandLine, command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import entries

_OPENS = re.compile(r"(?:--host|--bind|--address|--ip|-h|-H)[ =]+[\"']?(?:0\.0\.0\.0|::(?!1)|\*)")
_NEAR = re.compile(r"[\"']?127\.0\.0\.1:\d|localhost:\d")
_PORTS = re.compile(r"^[ \t]{0,40}-[ \t]{0,9}[\"']?(?:[\d.]{1,15}:)?\d{2,5}:\d{2,5}", re.MULTILINE)
_INSIDE = frozenset({".dockerfile", ".yaml", ".yml", ""})
_STEP = "Let it listen on 127.0.0.1 and put a proxy with a log-in before it, or switch its own log-in on."


@cache
def _trackers() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple(
        (re.compile(rf"(?:^|[\s/;&|(\"'=]){each['command']}"), each) for each in entries("commands", "tracker")
    )


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(_seen(subject)))
    grave = [f"{what} in {place}" for place, what, inside in found if what and not inside]
    if grave:
        return failed(f"Open to everybody who reaches it: {listed(grave)}.", next_step=_STEP)
    light = [f"{what} in {place}" for place, what, _ in found if what]
    if light:
        return warned(f"Asks nobody who they are: {listed(light)}.", next_step=_STEP)
    if not found:
        return not_applicable("the project starts no server of experiments")
    return passed(f"{count(len(found), 'server')} of experiments, none open to everybody.")


def _seen(subject: ProjectSubject) -> Iterator[tuple[str, str, bool]]:
    around: dict[str, tuple[str, bool]] = {}
    for line in command_lines(subject):
        for pattern, entry in _trackers():
            match = pattern.search(line.text)
            if match is None:
                continue
            rest = line.text[match.start() :]
            opened = re.search(entry["opens"], rest) is not None if "opens" in entry else False
            opened = opened or (not entry.get("only") and _OPENS.search(rest) is not None)
            if line.place not in around:
                around[line.place] = _around(line, subject)
            guards, near = around[line.place]
            guarded = "guard" in entry and re.search(entry["guard"], f"{line.text}\n{guards}") is not None
            inside = Path(line.place).suffix.lower() in _INSIDE and line.place != "the notebook"
            yield line.place, entry["what"] if opened and not guarded and not (inside and near) else "", inside
            break


def _around(line: CommandLine, subject: ProjectSubject) -> tuple[str, bool]:
    """Return what guards servers in the file of a line, and whether that gives its ports to this machine only."""
    if line.place == "the notebook":
        return "", False
    try:
        text = read_text(subject.root / line.place)
    except UnreadableError:
        return "", False
    guards = [found[0] for _, each in _trackers() if "guard" in each and (found := re.search(each["guard"], text))]
    ports = _PORTS.findall(text)
    return "\n".join(guards), bool(ports) and all(_NEAR.search(each) for each in ports)


PROBE = Probe(name="open-trackers", items=("TRN-08",), run=_run, partial=True, incidental=True, docs=__doc__)
