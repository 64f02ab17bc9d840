"""Hardening against adversarial inputs as it is written: adversarial training, augmentation, smoothing, noisy copies.

Its effect is seen where a model with it and one without are asked about changed rows. Rows that are changed by hand, by
noise of their shape or along a gradient, count where something learns from them. A function that calls itself
adversarial training, and fits on the rows as they were, promises what it does not do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable, to_declare, verb
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._judging.hardened import changed_copies, is_compared
from jupyter_mlsec.probes._judging.reading import reading_of
from jupyter_mlsec.probes._names.read import pattern
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._serving.expressions import last_name

_LIBRARIES = ("art.defences.", "torchattacks.", "advertorch.", "foolbox.", "secml.", "autoattack.", "robustbench.")
_AUGMENTATION = ("albumentations.", "torchvision.transforms.", "nlpaug.", "imgaug.", "textattack.augmentation.",
                 "audiomentations.", "kornia.augmentation.", "torch_audiomentations.", "keras.layers.GaussianNoise",
                 "keras.layers.GaussianDropout", "keras.layers.Random", "tensorflow.keras.layers.GaussianNoise",
                 "tensorflow.keras.layers.Random", "timm.data.Mixup")  # fmt: skip
_TRAINS = frozenset({"fit", "partial_fit", "train"})
_MEASURE = "Measure its effect: %mlsec model NAME --x X_TEST --y Y_TEST before and after."
_COMPARE = "Ask a model with the changed rows and one without about changed test rows, and show both figures."
_LEARN = "Fit on the changed rows, or call it by what it does."
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
    return _unmeasured(subject, applied=bool(hardened or augmented or by_hand))


def _unmeasured(subject: NotebookSubject, *, applied: bool) -> Observation:
    """Return what is left to a person to decide, or what a function promises and does not do."""
    program = read_program(subject.notebook)
    if applied:
        return to_declare("Hardening is applied and compared, and nobody decided on it", _DECIDE)
    if not any(call.method in _TRAINS for call in program.calls):
        return not_applicable("the notebook trains no model")
    if promised := sorted(set(_promises(subject))):
        said = f"{listed(promised[:3])} {verb(len(promised[:3]), 'promises', 'promise')} hardening"
        return warned(f"{said}, and nothing learns from changed rows.", next_step=_LEARN)
    return to_declare("No hardening is seen, and nobody decided that none is needed", _DECIDE)


def _promises(subject: NotebookSubject) -> Iterator[str]:
    """Yield the functions that call themselves a hardening of a model, and use no changed rows."""
    trees = list(trees_of(subject.notebook))
    own = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in (each for tree in trees for each in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef) and pattern("attacks", "promise").search(node.name):
            calls = {last_name(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
            changes = any(isinstance(each, ast.BinOp) for each in ast.walk(node)) or calls & own
            if calls & _TRAINS and (_unread(node) or not changes):
                yield node.name


def _unread(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function gives a value to and never looks at."""
    names = [each for each in ast.walk(function) if isinstance(each, ast.Name)]
    given = {each.id for each in names if isinstance(each.ctx, ast.Store) and not each.id.startswith("_")}
    loops = {each.id for node in ast.walk(function) if isinstance(node, ast.For | ast.comprehension)
             for each in ast.walk(node.target) if isinstance(each, ast.Name)}  # fmt: skip
    return given - loops - {each.id for each in names if isinstance(each.ctx, ast.Load)}


PROBE = Probe(name="hardening", items=("TRN-10",), run=_run, docs=__doc__)
