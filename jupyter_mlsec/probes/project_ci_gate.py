"""No gate in continuous integration: what the author's checks would stop is merged by somebody without them.

The step that runs ``mlsec``, by itself or by a task, script, hook or action of the project, must run on every change
and be able to fail the build, and third-party actions must be pinned by commit.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.checks import stops_with
from jupyter_mlsec.probes._folder.gates import NEVER, Gate, gates
from jupyter_mlsec.probes._folder.pipelines import Pipeline, pipelines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_evidence, to_declare

_COMMIT = re.compile(r"[0-9a-f]{40}|sha256:[0-9a-f]{64}")
_HOOKS = (".pre-commit-config.yaml", ".pre-commit-config.yml", "lefthook.yml")
_STEP = "Add a step: mlsec scan . --fail-on medium"


def _run(subject: ProjectSubject) -> Observation:
    found = pipelines(subject)
    if not found:
        return to_declare("There is no continuous integration", _STEP)
    gated = {each.place: list(gates(each, subject.root)) for each in found}
    names = [each.place for each in found if gated[each.place]]
    unread = [each.place for each in found if each.steps is None]
    if not names:
        if unread:
            return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
        return _ungated(found)
    return _judged(found, {name: gated[name] for name in names})


def _ungated(found: list[Pipeline]) -> Observation:
    """Answer where mlsec gates nothing: other checks that stop a change are a gate, although not the same checks.

    Tests alone look at no notebook and no package: beside them, something has to look for what is insecure.
    """
    kinds = {kind for each in found if not each.place.endswith(_HOOKS) for kind in stops_with(each)}
    if kinds & {"audits", "scans"} or {"tests", "own_checks"} <= kinds:
        names = listed(each.place for each in found if stops_with(each))
        return warned(f"{names} is stopped by other checks, and not by those of the notebook.", next_step=_STEP)
    return failed(f"{listed(each.place for each in found)} runs no security gate.", next_step=_STEP)


def _judged(found: list[Pipeline], gated: dict[str, list[Gate]]) -> Observation:
    """Judge the pipelines that hold gates: something in them must be able to stop a change, and each command must."""
    service = {name: gates_ for name, gates_ in gated.items() if not name.endswith(_HOOKS)} or gated
    whys = {name: _why(gates_) for name, gates_ in service.items()}
    if all(whys.values()):
        details = tuple(f"{name}: {why}" for name, why in whys.items())
        return failed(
            f"The gate in {listed(whys)} cannot fail the build.", *details, next_step="Let its exit code count."
        )
    toothless = _toothless([gate for gates_ in service.values() for gate in gates_])
    if toothless:
        details = tuple(f"{gate.place}: mlsec {gate.command}: {gate.why}" for gate in toothless)
        names = listed(sorted({f"mlsec {gate.command}" for gate in toothless}))
        return failed(f"{names} runs and cannot fail the build.", *details, next_step="Let its exit code count.")
    loose = sorted({each for pipeline in found for each in _unpinned(pipeline)})
    if loose:
        return warned(
            f"{listed(loose)} is not pinned by commit.", next_step="Name each action's commit (40 hex digits)."
        )
    return passed(f"{listed(name for name, gates_ in gated.items() if not _why(gates_))} runs mlsec as a gate.")


def _toothless(found: list[Gate]) -> list[Gate]:
    """Return the gates whose command can stop nothing wherever it runs, although it was meant to on a change."""
    hard = {gate.command for gate in found if not gate.why}
    return [gate for gate in found if gate.why and gate.why != NEVER and gate.command not in hard]


def _why(found: list[Gate]) -> str:
    """Return why none of a pipeline's gates can stop anything; empty where one can."""
    return "" if any(not gate.why for gate in found) else found[0].why


def _unpinned(pipeline: Pipeline) -> list[str]:
    """Return the actions of others that a pipeline takes from a branch or tag."""
    used = [step.uses for step in pipeline.steps or () if step.uses and not step.uses.startswith(("./", "../"))]
    parts = [each.removeprefix("docker://").rpartition("@") for each in used]
    return [name or ref for name, _, ref in parts if not _COMMIT.fullmatch(ref)]


PROBE = Probe(name="ci-gate", items=("DEP-05",), run=_run, version=3, docs=__doc__)
