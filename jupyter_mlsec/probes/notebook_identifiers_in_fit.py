"""Columns that identify people and are handed to a model, as the code that chooses the features names them.

A model remembers what it was fitted on: a name or an e-mail address among the features leaves with it.
It fails; a column that the notebook itself computes (a mask, a part, a keyed digest) may be something else than its
name says, and warns.
"""

from __future__ import annotations

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, verb
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.columns import columns_of, personal
from jupyter_mlsec.probes._notebook.filled_columns import filled_columns
from jupyter_mlsec.probes._notebook.joined_texts import names_in_texts
from jupyter_mlsec.probes._notebook.kept_columns import kept_columns
from jupyter_mlsec.probes._notebook.named_inputs import named_inputs
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._tables.frames import label_of

_FITS = frozenset({"fit", "partial_fit", "fit_predict", "train", "fine_tune", "fit_generator", "fit_resample"})
_READS = frozenset(
    {"fit_transform", "encode", "fit_on_texts", "adapt", "train_from_iterator", "fit_transform_embeddings"}
)
_MATRICES = frozenset(
    {"DMatrix", "Dataset", "Pool", "TensorDataset", "QuantileDMatrix", "from_tensor_slices", "H2OFrame"}
)
_KEYWORDS = ("X", "x", "data", "training_frame", "train_data", "dataset")
_STEP = "Drop them before the fit, or put random tokens in their place: X = df.drop(columns=[…])"
_LOOK = (
    "Look whether a value leads back to a person; if not, give the column another name, else drop it before the fit."
)


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    fits = [call for call in program.calls if call.method in _FITS | _MATRICES and "." in call.name]
    known = {call.order: columns_of(call.value(0, *_KEYWORDS)) | _frame_columns(call) for call in fits}
    names = [*(name for each in known.values() for name in sorted(each)), *_kept(fits, program, subject)]
    inputs = sorted(set(named_inputs(program))) if fits else []
    texts = [sorted(names_in_texts(value, program, call.order)) for call in program.calls for value in _read(call)]
    found = list(dict.fromkeys(name for each in (names, inputs, *texts) for name in personal(each)))
    computed = filled_columns(subject.notebook)
    sure = [name for name in found if name not in computed]
    if sure:
        these, are = listed(map(label_of, sure)), verb(len(sure), "is", "are")
        identify = verb(len(sure), "identifies", "identify")
        return failed(f"{these} {identify} people, and {are} handed to a model.", next_step=_STEP)
    if found:
        these, has = listed(map(label_of, found)), verb(len(found), "has the name", "have the names")
        return warned(f"{these} {has} of what identifies people; what it holds is computed here.", next_step=_LOOK)
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(known.values()) and not inputs:
        return not_applicable("the columns that a model is fitted on do not stand in the code")
    number = len([1 for columns in known.values() if columns]) or len(fits)
    return passed(f"{count(number, 'fit')} without a column that names people.")


def _kept(fits: list[Call], program: Program, subject: NotebookSubject) -> list[str]:
    """Return the columns that nobody dropped; where a pipeline names its inputs, those count and not the table's."""
    if any(
        call.method in {"ColumnTransformer", "make_column_transformer", "DataFrameMapper"} for call in program.calls
    ):
        return []
    return [
        name for call in fits for name in sorted(kept_columns(call, call.value(0, *_KEYWORDS), program, subject.folder))
    ]


def _read(call: Call) -> list[Value]:
    """Return the texts that a call learns from or turns into features."""
    if call.method in _FITS | _READS and "." in call.name:
        first = call.value(0, *_KEYWORDS, "raw_documents", "sentences", "texts")
        return [] if first is None else [first]
    given = call.value(None, "train_dataset") if call.method.endswith("Trainer") else None
    return [] if given is None else [given]


def _frame_columns(call: Call) -> set[str]:
    """Return the columns of an H2O or Spark style fit: ``train(x=[…])``, ``VectorAssembler(inputCols=[…])``."""
    found: set[str] = set()
    for keyword in ("x", "feature_cols", "features", "cat_features"):
        found.update(call.texts(None, keyword))
    return found


PROBE = Probe(name="identifiers-in-fit", items=("PRE-01",), run=_run, partial=True, incidental=True, docs=__doc__)
