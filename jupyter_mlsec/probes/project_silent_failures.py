"""Failures that look like an answer: an exception says "healthy", a threshold for abstaining has nothing below it."""

from __future__ import annotations

import ast

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._serving.modules import parse_script
from jupyter_mlsec.probes._serving.services import serving
from jupyter_mlsec.probes._serving.silent_failures import Silent, asking, silent_failures

_STEP = (
    "Answer a failure, and what the model is not sure of, with neither class: raise, or say that a person must look."
)


def _run(subject: ProjectSubject) -> Observation:
    found: list[Silent] = []
    asked = 0
    for text in serving(subject).modules.texts.values():
        tree = parse_script(text) if "def " in text else None
        if tree is not None:
            asked += asking(tree)
            found.extend(silent_failures(tree, _given(tree)))
    if found:
        told = listed(dict.fromkeys(f"{each.function}: {each.why}" for each in found))
        return failed(f"Nobody learns that the model had no answer. {told}.", next_step=_STEP)
    if not asked:
        return not_applicable("no function asks a model and catches its failures")
    return passed(f"{count(asked, 'function')} whose failures look like no answer.")


def _given(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


PROBE = Probe(name="silent-failures", items=("EVA-09",), run=_run, partial=True, incidental=True, docs=__doc__)
