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
    r"^\s*@?(?:echo|printf|cat|grep|which|type|ls|:|true|command\s+-v|pip3?|uv\s+(?:pip|add|tool\s+install))\b"
)
_SWALLOWED = re.compile(
    r"\|\|\s*(?!\s*(?:exit\s+[1-9]|exit\s+\$|false\b|\(|\{|return\s+[1-9]|die\b|fail\b))\S|;\s*(?:true|exit\s+0|:)\s*(?:[\"')}]|$)"
    r"|--exit-zero|(?<!&)&\s*$|\|\|\s*\{?\s*(?:true|:)",
    re.MULTILINE,
)
_PIPED = re.compile(r"(?<!\|)\|(?!\|)")
_STARTS_SOFT = re.compile(r"^\s*-\s*(?:\S*/)?(?:mlsec|jupyter|python)", re.MULTILINE)  # make goes on after "-command"
_KEPT_CODE = re.compile(r"\|\|\s*\w+=(?:\$\?|1)")
_EXITS = re.compile(r"\bexit\s+(?:[1-9]|\$)|\bfalse\b|\breturn\s+[1-9]")


@dataclass(frozen=True, slots=True)
class Gate:
    """One step that runs mlsec. ``why`` it cannot stop anything, in words; empty where it can."""

    place: str
    text: str
    why: str = ""


def gates(pipeline: Pipeline, root: Path) -> Iterator[Gate]:
    """Yield the gates of one pipeline."""
    for step in pipeline.steps or ():
        yield from _of_step(step, root)


def _of_step(step: Step, root: Path) -> Iterator[Gate]:
    if step.uses and _ACTION.search(step.uses):
        yield Gate(step.place, step.uses, _why(step, ""))
    if _HOOK.search(step.text):
        yield Gate(step.place, step.text, _why(step, ""))
    for text in (step.text, *led_to(root, step.text, step.uses)):
        lines = [line for line in _whole_lines(text) if not _SAID.search(line) and GATE.search(line)]
        if lines:
            yield Gate(step.place, "\n".join(lines), _why(step, text))
        elif text is not step.text and _HOOK.search(text):
            yield Gate(step.place, text, _why(step, ""))


def _whole_lines(text: str) -> list[str]:
    return re.sub(r"\\\s*\n", " ", text).splitlines()


def _why(step: Step, text: str) -> str:
    if step.never:
        return "it never runs on a change"
    if step.soft:
        return "its failure is allowed"
    return "its result is thrown away" if _is_swallowed(text, step.pipefail) else ""


def _is_swallowed(text: str, pipefail: bool) -> bool:  # noqa: FBT001 - a property of the shell
    """Tell whether every place of a script that runs the gate throws its result away."""
    strict, soft, fates = True, pipefail or "pipefail" in text, []
    lines = _whole_lines(text)
    for place, line in enumerate(lines):
        if re.search(r"\bset\s+\+\w*e", line):
            strict = False
        elif re.search(r"\bset\s+-\w*e", line):
            strict = True
        match = None if _SAID.search(line) else GATE.search(line)
        if match is None:
            continue
        rest = line[match.start() :]
        after = "\n".join(lines[place + 1 :])
        kept = _KEPT_CODE.search(rest) is not None and _EXITS.search(f"{rest}\n{after}") is not None
        lost = (_SWALLOWED.search(rest) is not None and not kept) or _STARTS_SOFT.search(line) is not None
        lost = lost or (_PIPED.search(rest) is not None and not soft)
        lost = lost or (not strict and not _EXITS.search(after))
        lost = lost or (re.match(r"\s*if\b", line) is not None and not _EXITS.search(after))
        fates.append(lost)
    return bool(fates) and all(fates)
