"""Hardening against adversarial inputs as it is written: adversarial training, augmentation, smoothing, noisy copies.

Its effect is seen where a model with it and one without are asked about changed rows. Rows that are changed by hand, by
noise of their shape or along a gradient, count where something learns from them.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._judging.hardened import changed_copies, is_compared
from jupyter_mlsec.probes._judging.reading import reading_of
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program

_LIBRARIES = ("art.defences.", "torchattacks.", "advertorch.", "foolbox.", "secml.", "autoattack.", "robustbench.")
_AUGMENTATION = ("albumentations.", "torchvision.transforms.", "nlpaug.", "imgaug.", "textattack.augmentation.",
                 "audiomentations.", "kornia.augmentation.", "torch_audiomentations.", "keras.layers.GaussianNoise",
                 "keras.layers.GaussianDropout", "keras.layers.Random", "tensorflow.keras.layers.GaussianNoise",
                 "tensorflow.keras.layers.Random", "timm.data.Mixup")  # fmt: skip
_TRAINS = frozenset({"fit", "partial_fit", "train"})
_MEASURE = "Measure its effect: %mlsec model NAME --x X_TEST --y Y_TEST before and after."
_COMPARE = "Ask a model with the changed rows and one without about changed test rows, and show both figures."
_DECIDE = 'Decide on the measured robustness: %mlsec answer TRN-10 "…"'


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    hardened = sorted({call.name.partition("()")[0] for call in program.calls if call.name.startswith(_LIBRARIES)})
    augmented = sorted({call.name for call in program.calls if call.name.startswith(_AUGMENTATION)})
    reading = reading_of(subject.notebook)
    by_hand = in_order(fit.call.cell.number for fit in changed_copies(reading))
    if (hardened or augmented or by_hand) and not is_compared(reading):
        if not by_hand:
            what = f"Hardening is applied ({listed([*hardened, *augmented])})"
            return warned(f"{what}; its effect is not measured here.", next_step=_MEASURE)
        what = f"Rows that were changed on purpose are learned from in cell {listed(map(str, by_hand))}"
        return warned(f"{what}; what that is good for is not compared.", next_step=_COMPARE)
    if (problem := unreadable(program)) is not None:
        return problem
    if hardened or augmented or by_hand:
        return to_declare("Hardening is applied and compared, and nobody decided on it", _DECIDE)
    if not any(call.method in _TRAINS for call in program.calls):
        return not_applicable("the notebook trains no model")
    return to_declare("No hardening is seen, and nobody decided that none is needed", _DECIDE)


PROBE = Probe(name="hardening", items=("TRN-10",), run=_run, docs=__doc__)
