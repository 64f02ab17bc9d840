"""Gates: steps of pipelines that run mlsec, by themselves or by what they lead to, and whether they stop anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._folder.pipelines import Pipeline, Step
from jupyter_mlsec.probes._folder.tasks import led_to

GATE = re.compile(
    r"(?:^|(?<=[\s;&|(\"'!`@]))(?:\S*/)?(?:mlsec|jupyter[ -]mlsec|-m[ =]jupyter_mlsec|jupyter-mlsec)\s+"
    r"(?:--?\S+\s+)*(?P<command>scan|audit|checklist|run|verify)\b(?P<options>[^\n&|;]*)",
    re.MULTILINE,
)
_HOOK = re.compile(r"\bid:\s*[\"']?(?:jupyter-)?mlsec\b|repo:.*jupyter-mlsec")
_ACTION = re.compile(r"(?:^|/)(?:jupyter-)?mlsec(?:-action|-scan|/|@|$)")
_SAID = re.compile(
    r"^[ \t]*@?(?:echo|printf|cat|grep|which|type|ls|:|true|command\s+-v|pip3?|uv\s+(?:pip|add|tool\s+install))\b"
)
_SWALLOWED = re.compile(
    r"\|\|\s*(?!\s*(?:exit\s+[1-9]|exit\s+\$|false\b|\(|\{|return\s+[1-9]|die\b|fail\b))\S|;\s*(?:true|exit\s+0|:)\s*(?:[\"')}]|$)"
    r"|--exit-zero|(?<!&)&\s*$|\|\|\s*\{?\s*(?:true|:)",
    re.MULTILINE,
)
_PIPED = re.compile(r"(?<!\|)\|(?!\|)")
_STARTS_SOFT = re.compile(
    r"^[ \t]*-\s*(?:\S*/)?(?:mlsec|jupyter|python)", re.MULTILINE
)  # make goes on after "-command"
_KEPT_CODE = re.compile(r"\|\|\s*\w+=(?:\$\?|1)")
_EXITS = re.compile(r"\bexit\s+(?:[1-9]|\$)|\bfalse\b|\breturn\s+[1-9]")


NEVER = "it never runs on a change"


@dataclass(frozen=True, slots=True)
class Gate:
    """One command of mlsec in a step. ``why`` it cannot stop anything, in words; empty where it can."""

    place: str
    text: str
    why: str = ""
    command: str = ""


def gates(pipeline: Pipeline, root: Path) -> Iterator[Gate]:
    """Yield the gates of one pipeline."""
    for step in pipeline.steps or ():
        yield from _of_step(step, root)


def gate_place(step: Step, root: Path) -> int | None:
    """Return where in a step's text the gate stands; None where the step runs no gate."""
    if next(_of_step(step, root), None) is None:
        return None
    lines = [match.start() for match in GATE.finditer(step.text)]
    return lines[0] if lines else 0


def _of_step(step: Step, root: Path) -> Iterator[Gate]:
    if step.uses and _ACTION.search(step.uses):
        yield Gate(step.place, step.uses, _why(step))
    if _HOOK.search(step.text):
        yield Gate(step.place, step.text, _why(step))
    for text in (step.text, *led_to(root, step.text, step.uses)):
        fates = list(_fates(text, step.pipefail))
        for command, line, lost in fates:
            yield Gate(step.place, line, _why(step, lost=lost), command)
        if not fates and text is not step.text and _HOOK.search(text):
            yield Gate(step.place, text, _why(step))


def _whole_lines(text: str) -> list[str]:
    return re.sub(r"\\\s*\n", " ", text).splitlines()


def _why(step: Step, *, lost: bool = False) -> str:
    if step.never:
        return NEVER
    if step.soft:
        return "its failure is allowed"
    return "its result is thrown away" if lost else ""


def _fates(text: str, pipefail: bool) -> Iterator[tuple[str, str, bool]]:  # noqa: FBT001 - a property of the shell
    """Yield each command of mlsec in a script with its line, and whether the script throws its result away."""
    strict, soft = True, pipefail or "pipefail" in text
    lines = _whole_lines(text)
    last = max((place for place, line in enumerate(lines) if _EXITS.search(line)), default=-1)
    for place, line in enumerate(lines):
        if re.search(r"\bset\s+\+\w*e", line):
            strict = False
        elif re.search(r"\bset\s+-\w*e", line):
            strict = True
        match = None if _SAID.search(line) else GATE.search(line)
        if match is None:
            continue
        rest = line[match.start() :]
        kept = _KEPT_CODE.search(rest) is not None and (_EXITS.search(rest) is not None or last > place)
        lost = (_SWALLOWED.search(rest) is not None and not kept) or _STARTS_SOFT.search(line) is not None
        lost = lost or (_PIPED.search(rest) is not None and not soft)
        lost = lost or (not strict and not last > place)
        lost = lost or (re.match(r"\s*if\b", line) is not None and not last > place)
        yield match["command"], line, lost
