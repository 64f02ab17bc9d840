"""No gate in continuous integration: what the author's checks would stop is merged by somebody without them.

The step that runs ``mlsec`` must be able to fail the build, and third-party actions must be pinned by commit.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ci_files import ci_files, uncommented
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare

_GATE = re.compile(
    r"\b(?:jupyter[ -])?mlsec\s+(?:scan|audit|checklist|run|verify)\b|\bid:\s*mlsec\b|repo:.*jupyter-mlsec"
)
_TOOTHLESS = re.compile(
    r"continue-?on-?error:\s*[\"']?true|allow_failure:\s*true|failure:\s*ignore\b|mlsec[^\n]*--exit-zero"
    r"|mlsec[^\n]*\|\|\s*(?!\s*(?:exit\s+[1-9]|false\b|\(|\{))\S|mlsec[^\n|]*;\s*(?:true|exit\s+0)\b"
    r"|mlsec[^\n]*returnStatus:\s*true|returnStatus:\s*true[^\n]*mlsec"
    r"|\b(?:catchError|warnError)\b(?:\([^\n)]*\))?\s*\{[^}]*mlsec|\bset \+e\b[^\n]*(?:\n(?!\s*-)[^\n]*)*mlsec",
    re.IGNORECASE,
)
_NEVER = re.compile(r"^\s*-?\s*if:\s*[\"']?(?:\$\{\{\s*)?false\b", re.MULTILINE)
_STEP = re.compile(r"^(?=\s*-\s)", re.MULTILINE)
_USES = re.compile(r"^\s*-?\s*uses:\s*(?P<action>[\w.-]+/[\w./-]+)@(?P<ref>\S+)", re.MULTILINE)
_COMMIT = re.compile(r"[0-9a-f]{40}")


def _run(subject: ProjectSubject) -> Observation:
    files = ci_files(subject)
    if not files:
        return to_declare("There is no continuous integration", "Add a step: mlsec scan . --fail-on medium")
    texts = {path.relative_to(subject.root).as_posix(): uncommented(read_text(path)) for path in files}
    gates = [name for name, text in texts.items() if _GATE.search(text)]
    if not gates:
        step = "Add a step: mlsec scan . --fail-on medium"
        return failed(f"{listed(texts)} runs no security gate.", next_step=step)
    toothless = [name for name in gates if _toothless(texts[name])]
    if toothless:
        return failed(f"The gate in {listed(toothless)} cannot fail the build.", next_step="Let its exit code count.")
    used = (match for name in gates for match in _USES.finditer(texts[name]))
    loose = sorted({match["action"] for match in used if not _COMMIT.fullmatch(match["ref"])})
    if loose:
        return warned(
            f"{listed(loose)} is not pinned by commit.", next_step="Name each action's commit (40 hex digits)."
        )
    return passed(f"{listed(gates)} runs mlsec as a gate.")


def _toothless(text: str) -> bool:
    """Tell whether the gate's result is thrown away, or its step is never reached."""
    steps = (step for step in _STEP.split(text) if _GATE.search(step))
    return _TOOTHLESS.search(text) is not None or any(_NEVER.search(step) for step in steps)


PROBE = Probe(name="ci-gate", items=("DEP-05",), run=_run, docs=__doc__)
