"""Hardening against adversarial inputs as it is written: adversarial training, augmentation, smoothing."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program

_LIBRARIES = ("art.defences.", "torchattacks.", "advertorch.", "foolbox.", "secml.", "autoattack.", "robustbench.")
_AUGMENTATION = ("albumentations.", "torchvision.transforms.", "nlpaug.", "imgaug.", "textattack.augmentation.")
_TRAINS = frozenset({"fit", "partial_fit", "train"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    hardened = sorted({call.name.partition("()")[0] for call in program.calls if call.name.startswith(_LIBRARIES)})
    augmented = sorted({call.name for call in program.calls if call.name.startswith(_AUGMENTATION)})
    if hardened or augmented:
        step = "Measure its effect: %mlsec model NAME --x X_TEST --y Y_TEST before and after."
        return warned(f"Hardening is applied ({listed([*hardened, *augmented])}); its effect is not measured here.",
                      next_step=step)  # fmt: skip
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(call.method in _TRAINS for call in program.calls):
        return not_applicable("the notebook trains no model")
    return to_declare(
        "No hardening is seen, and nobody decided that none is needed",
        'Decide on the measured robustness: %mlsec answer TRN-10 "…"',
    )


PROBE = Probe(name="hardening", items=("TRN-10",), run=_run, docs=__doc__)
