"""Gates: steps of pipelines that run mlsec, by themselves or by what they lead to, and whether they stop anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._folder.heeded import fates
from jupyter_mlsec.probes._folder.pipelines import Pipeline, Step
from jupyter_mlsec.probes._folder.tasks import led_to

GATE = re.compile(
    r"(?:^|(?<=[\s;&|(\"'!`@]))(?:\S*/)?(?:mlsec|jupyter[ -]mlsec|-m[ =]jupyter_mlsec|jupyter-mlsec)\s+"
    r"(?:--?\S+\s+)*(?P<command>scan|audit|checklist|run|verify)\b(?P<options>[^\n&|;]*)",
    re.MULTILINE,
)
_HOOK = re.compile(r"\bid:\s*[\"']?(?:jupyter-)?mlsec\b|repo:.*jupyter-mlsec")
_ACTION = re.compile(r"(?:^|/)(?:jupyter-)?mlsec(?:-action|-scan|/|@|$)")
_STARTS_SOFT = re.compile(
    r"^[ \t]*-\s*(?:\S*/)?(?:mlsec|jupyter|python)", re.MULTILINE
)  # make goes on after "-command"


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
        found = list(fates(text, GATE, pipefail=step.pipefail))
        for each in found:
            lost = each.lost or _STARTS_SOFT.search(each.line) is not None
            yield Gate(step.place, each.line, _why(step, lost=lost), each.found["command"])
        if not found and text is not step.text and _HOOK.search(text):
            yield Gate(step.place, text, _why(step))


def _why(step: Step, *, lost: bool = False) -> str:
    if step.never:
        return NEVER
    if step.soft:
        return "its failure is allowed"
    return "its result is thrown away" if lost else ""
