"""Attacks of no size, and defences that do nothing: robustness and hardening by name only.

An attack with ``eps=0`` or no steps changes no row, so that whatever is measured or trained with it says nothing about
one that does.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.program import read_program

_LIBRARIES = ("advertorch.", "art.", "autoattack.", "cleverhans.", "foolbox.", "robustbench.", "secml.", "textattack.",
              "torchattacks.")  # fmt: skip
_STEP = "Choose a size that an attacker could reach, and measure its effect: %mlsec model NAME --x X_TEST --y Y_TEST"


def _run(subject: NotebookSubject) -> Observation:
    program = analysed(subject.notebook)
    void = sorted({done.deed.what for done in deeds(program, "attacks")})
    if void:
        return failed(f"Robustness by name only: {listed(void)}.", next_step=_STEP)
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    used = [call for call in program.calls if call.name.startswith(_LIBRARIES)]
    if not used:
        return not_applicable("no attack and no defence against one is seen")
    return passed(f"{count(len(used), 'call')} of attacks and defences, none of no size.")


PROBE = Probe(name="void-attacks", items=("TRN-10", "EVA-03"), run=_run, partial=True, incidental=True, docs=__doc__)
