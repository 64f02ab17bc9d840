"""Transformers fitted on all the data before the split into training and test rows.

A scaler, imputer, encoder or selector that has seen the test rows hands them to the model: the score that comes out
afterwards is not one on unseen data.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._observations import count, listed, not_applicable
from jupyter_mlsec.probes._program import Call, Program, names_in, read_program
from jupyter_mlsec.probes._reading import unreadable

_FITS = frozenset({"fit", "fit_transform", "fit_resample"})
_TRANSFORMERS = (
    "sklearn.preprocessing.", "sklearn.impute.", "sklearn.decomposition.", "sklearn.feature_selection.",
    "sklearn.feature_extraction.", "sklearn.compose.", "sklearn.random_projection.", "sklearn.manifold.",
    "imblearn.over_sampling.", "imblearn.under_sampling.", "imblearn.combine.", "category_encoders.", "umap.",
)  # fmt: skip
_ROWWISE = frozenset({"FunctionTransformer", "HashingVectorizer", "FeatureHasher", "Normalizer", "Binarizer",
                      "LabelEncoder", "LabelBinarizer"})  # these learn nothing from the rows' features  # fmt: skip
_SPLITS = frozenset({"sklearn.model_selection.train_test_split"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = [call for call in program.calls if call.name in _SPLITS]
    fits = [call for call in program.calls if _fits_transformer(call)]
    leaks = [fit.cell.number for split in splits for fit in fits if _feeds(fit, split, program)]
    if leaks:
        return failed(
            f"A transformer is fitted before the split in cell {listed(map(str, sorted(set(leaks))))}.",
            next_step="Split first, or put the transformer into a Pipeline that is fitted on the training rows.",
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not splits and not any(call.method == "fit" for call in program.calls):
        return not_applicable("the notebook fits no model")
    return passed(f"{count(len(splits), 'split')}; no transformer was fitted on the rows before.")


def _fits_transformer(call: Call) -> bool:
    if call.method not in _FITS or not call.node.args:
        return False
    owner = call.name.rpartition(".")[0].removesuffix("()")
    return owner.startswith(_TRANSFORMERS) and owner.rpartition(".")[2] not in _ROWWISE


def _feeds(fit: Call, split: Call, program: Program) -> bool:
    """Tell whether what was fitted before is among what is split, or was made from the same rows."""
    if fit.order >= split.order:
        return False
    split_from = {
        each for argument in split.node.args for name in names_in(argument) for each in program.ancestors(name)
    }
    return bool(split_from.intersection(fit.targets) or split_from.intersection(names_in(fit.node.args[0])))


PROBE = Probe(name="fit-before-split", items=("PRE-06",), run=_run, partial=True, docs=__doc__)
