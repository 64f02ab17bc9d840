"""Models as subjects of probes: anything with ``predict``, the data it is judged on, and one view of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from jupyter_mlsec.probes._ground.budget import checkpoint
from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError, UndeclaredError, count, verb
from jupyter_mlsec.probes._predictors.predictors import SAMPLE, Predictor, kind_of_estimator, predictor_of
from jupyter_mlsec.probes._tables.frames import column
from jupyter_mlsec.probes._tables.since_load import RowHistory

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

Task = Literal["classification", "regression"]
_MOST_CLASSES = 50
_BATCH = 20_000  # rows in one call of predict: bounds the memory that a probe adds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelSubject:
    """A model in the kernel and the data it is judged on. Probes never fit or change it and never show the data.

    ``x``, ``y``: held-out rows and their answers. ``x_train``, ``y_train``: what it was fitted on, where known.
    ``groups``: attribute -> one value per row of ``x``, or the names of columns of ``x``. ``limits``: measure ->
    ``">= 0.9"``. ``task``: ``classification`` or ``regression`` (None = seen from the model and the answers).
    ``controlled``: the features that an attacker can set (empty = all). ``personal``: features with personal data.
    ``history``: what is known of the training rows since they were loaded. ``sources``: tables in the kernel that the
    training rows and their answers were made from, the nearest first. ``fitted_otherwise``: why an honest model of its
    kind, fitted on these rows, may differ ("the fit was given sample_weight"); empty where nothing is known to.
    """

    name: str
    model: object = field(repr=False)
    x: object = field(default=None, repr=False)
    y: object = field(default=None, repr=False)
    x_train: object = field(default=None, repr=False)
    y_train: object = field(default=None, repr=False)
    groups: Mapping[str, object] | tuple[str, ...] = field(default=(), repr=False)
    limits: Mapping[str, str] = field(default_factory=dict)
    task: Task | None = None
    controlled: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    history: RowHistory = field(default_factory=RowHistory)
    sources: tuple[object, ...] = field(default=(), repr=False)
    fitted_otherwise: str = ""


@runtime_checkable
class _Predicts(Protocol):
    def predict(self, x: object, /) -> object: ...


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Rows with their answers, and the model's calls on copies of them. ``x``: a frame, an array or a list of texts."""

    model: object = field(repr=False)
    x: Any = field(repr=False)
    y: NDArray[Any] = field(repr=False)
    task: Task
    outputs: int = 1  # answers per row: several are judged together, as one label that is right or wrong

    def __len__(self) -> int:
        return len(self.y)

    def predict(self, x: object | None = None) -> NDArray[Any]:
        """Return the model's answers for ``x`` (default: the view's rows) as one flat array."""
        return answers(self.model, self.x if x is None else x)

    def proba(self, x: object | None = None) -> Floats | None:
        """Return a probability per row and class, in the order of ``classes()``; None where the model has none."""
        if self.outputs > 1:
            return None  # there is one for each output, and none for all of them together
        return probabilities(self.model, self.x if x is None else x)

    def classes(self) -> NDArray[Any]:
        """Return the classes as the model numbers them, else as the answers hold them, sorted."""
        import numpy as np

        found = None if self.outputs > 1 else _classes_of(self.model)
        return np.unique(self.y) if found is None else found

    def take(self, rows: Ints | NDArray[np.bool_]) -> View:
        """Return the view of some rows only."""
        return replace(self, x=take(self.x, rows), y=self.y[rows])


def held_out(subject: ModelSubject, *, least: int = 1) -> View:
    """Return the view of the held-out rows; UndeclaredError without any, NotEvidenceError for fewer than ``least``."""
    if subject.x is None or subject.y is None:
        raise UndeclaredError(
            f"no held-out rows were given for {subject.name}",
            help="Name them: %mlsec model NAME --x X_test --y y_test.",
        )
    return _view(subject, subject.x, subject.y, least)


def trained_on(subject: ModelSubject, *, least: int = 1) -> View:
    """Return the view of the training rows; UndeclaredError when they are not known."""
    if subject.x_train is None or subject.y_train is None:
        raise UndeclaredError(
            f"the rows that {subject.name} was trained on are not known",
            help="Name them: --x-train X_train --y-train y_train.",
        )
    return _view(subject, subject.x_train, subject.y_train, least)


def _view(subject: ModelSubject, x: object, y: object, least: int) -> View:
    rows, wanted = _rows(x), flat(y)
    if length(rows) != len(wanted):
        raise NotEvidenceError(f"there are {count(length(rows), 'row')} but {count(len(wanted), 'answer')}")
    if len(wanted) < max(least, 1):
        raise NotEvidenceError(
            f"{count(len(wanted), 'row')} {verb(len(wanted), 'is', 'are')} too few, this takes at least {least}",
            help=f"Measure {subject.name} again with {least} rows or more.",
        )
    outputs = several(y)
    model = _predictor(subject, rows, outputs)
    task = "classification" if outputs > 1 else subject.task or task_of(model, wanted)
    return View(model, rows, wanted, task, outputs)


def _predictor(subject: ModelSubject, rows: object, outputs: int) -> object:
    """Return the model as probes call it, read by all answers that are known: training rows may hold more classes."""
    import numpy as np

    known = [unflattened(answers_) for answers_ in (subject.y, subject.y_train) if answers_ is not None]
    kinds = {each.dtype.kind for each in known}
    wanted = np.concatenate(known) if len({each.ndim for each in known}) == len(kinds) == 1 else known[0]
    first = take(rows, np.arange(min(SAMPLE, length(rows))))
    regression = True if subject.task == "regression" and outputs == 1 else None
    try:
        return predictor_of(subject.model, first, wanted, regression=regression)
    except NotEvidenceError as error:
        raise NotEvidenceError(f"{subject.name} {error.message}", help=error.help) from None


def classification(subject: ModelSubject, *, least: int = 1) -> View:
    """Return the held-out view of a classifier; NotApplicableError for any other task."""
    view = held_out(subject, least=least)
    if view.task != "classification":
        raise NotApplicableError("it is measured for classifiers only")
    return view


def task_of(model: object, y: NDArray[Any]) -> Task:
    """Tell what a model does from its classes, its declared kind, or else from how many different answers there are."""
    import numpy as np

    if _classes_of(model) is not None or (hasattr(model, "predict_proba") and not isinstance(model, Predictor)):
        return "classification"
    kind = kind_of_estimator(model)
    if kind:
        return "classification" if kind == "classifier" else "regression"
    if y.dtype.kind in "OUSb":
        return "classification"
    whole = y.dtype.kind in "iu" or bool(np.all(y == np.round(y)))
    return "classification" if whole and np.unique(y).size <= _MOST_CLASSES else "regression"


def _classes_of(model: object) -> NDArray[Any] | None:
    import numpy as np

    found = getattr(model, "classes_", None)
    return None if found is None or isinstance(found, list) else np.asarray(found)


def answers(model: object, x: object) -> NDArray[Any]:
    """Call ``predict`` on a copy of ``x``, in batches; one answer per row."""
    import numpy as np

    if not isinstance(model, _Predicts):
        raise NotEvidenceError("the model has no predict")
    parts = [flat(model.predict(batch)) for batch in _batches(x)]
    return np.concatenate(parts) if parts else np.empty(0)


def probabilities(model: object, x: object) -> Floats | None:
    """Call ``predict_proba`` on a copy of ``x``, in batches; None where the model has none or it fails."""
    import numpy as np

    call = getattr(model, "predict_proba", None)
    if call is None:
        return None
    try:
        parts = [np.asarray(call(batch), dtype=np.float64) for batch in _batches(x)]
    except (AttributeError, NotImplementedError):
        return None
    found = np.concatenate(parts) if parts else np.empty((0, 0))
    return found if found.ndim == 2 else None  # noqa: PLR2004 - rows and classes


def _batches(x: object) -> Iterator[object]:
    import numpy as np

    total = length(x)
    for start in range(0, total, _BATCH):
        checkpoint()
        yield take(x, np.arange(start, min(start + _BATCH, total)))


def _rows(x: object) -> object:
    """Return ``x`` in a form whose rows can be taken: frames, series, arrays, sparse matrices and lists of texts."""
    import numpy as np

    if isinstance(x, (list, tuple)):
        return list(x) if x and isinstance(x[0], str) else np.asarray(x)
    if hasattr(x, "iloc") or hasattr(x, "tocsr") or isinstance(x, np.ndarray):
        return x.tocsr() if hasattr(x, "tocsr") else x
    if hasattr(x, "to_pandas"):
        return x.to_pandas()
    return np.asarray(x.detach().cpu() if hasattr(x, "detach") else x)


def length(x: object) -> int:
    """Return the number of rows."""
    shape = getattr(x, "shape", None)
    return int(shape[0]) if shape else len(x) if isinstance(x, list) else 0


def take(x: Any, rows: Ints | NDArray[np.bool_]) -> Any:  # noqa: ANN401 - whatever the person's model takes
    """Return a copy of some rows of a frame, an array, a sparse matrix or a list."""
    import numpy as np

    if isinstance(x, list):
        return [x[row] for row in (np.flatnonzero(rows) if rows.dtype == bool else rows)]
    return x.iloc[rows].copy() if hasattr(x, "iloc") else x[rows].copy()


def flat(y: object) -> NDArray[Any]:
    """Return answers as a flat array; those of a row with several labels become one text ("1|0|1").

    NotEvidenceError where a row has several answers that are no labels.
    """
    import numpy as np

    found = unflattened(y)
    if found.ndim == 2 and several(found) > 1:  # noqa: PLR2004 - rows and labels
        plain = found.astype(np.int64) if found.dtype.kind in "fib" else found
        return np.array(["|".join(map(str, row)) for row in plain.tolist()])
    if found.ndim != 1:
        raise NotEvidenceError("models with more than one number per row are not measured")
    return found


def unflattened(y: object) -> NDArray[Any]:
    """Return answers as an array, a column vector as a flat one."""
    import numpy as np

    dense = y.toarray() if hasattr(y, "toarray") else y.detach().cpu() if hasattr(y, "detach") else y
    found = np.asarray(dense)
    return found[:, 0] if found.ndim == 2 and found.shape[1] == 1 else found  # noqa: PLR2004 - rows and one column


def several(y: object) -> int:
    """Return how many labels each row has: 1 for a flat array, and for one that holds no labels."""
    import numpy as np

    found = unflattened(y)
    if found.ndim != 2:  # noqa: PLR2004 - rows and labels
        return 1
    whole = found.dtype.kind in "iubOUS" or bool(np.isfinite(found).all() and np.all(found == np.round(found)))
    return int(found.shape[1]) if whole and np.unique(found.astype(str)).size <= _MOST_CLASSES else 1


def groups_of(subject: ModelSubject, view: View) -> dict[str, pd.Series]:
    """Return the declared attributes, one value per held-out row."""
    import numpy as np
    import pandas as pd

    if isinstance(subject.groups, Mapping):
        found = {name: pd.Series(np.asarray(values)) for name, values in subject.groups.items()}
    elif isinstance(view.x, pd.DataFrame):
        found = {name: column(view.x, name).reset_index(drop=True) for name in subject.groups}
    elif subject.groups:
        raise NotEvidenceError("groups were named, but the rows have no column names")
    else:
        found = {}
    if any(len(values) != len(view) for values in found.values()):
        raise NotEvidenceError("an attribute does not have one value per held-out row")
    return found
