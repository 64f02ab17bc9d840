"""Models of the same kind, fitted anew on the same rows: what an honest model would answer.

Only what libraries have written is fitted: a class of the person's own might send something, write files, or keep a
record of each fit, and so might a library's method that another one has put its own in front of.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotApplicableError
from jupyter_mlsec.probes._ground.packages import module_of
from jupyter_mlsec.probes._predictors.models import View, answers
from jupyter_mlsec.probes._tables.learners import unfitted_copy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LIBRARIES = frozenset({"imblearn", "lightgbm", "sklearn", "xgboost"})
_REACH_OUT = frozenset({"callbacks", "memory"})  # settings by which a fit calls the person's code, or writes files
_MOST_ROWS = 20_000  # more take longer to fit on than anybody waits
_FEWEST_ROWS = 40
_MOMENT = 0.3  # seconds of this process for a tenth of the rows; all of them take ten times as long, or a hundred
_WAITING = 10  # times that, where others do the work or the machine is busy


def refitted(model: object, known: View, asked: list[Any]) -> Iterator[NDArray[Any]]:
    """Yield what one model after the other, fitted anew on ``known``, answers for all rows of ``asked``, without end.

    Each is drawn from another seed, where the model has none of its own. Raises NotApplicableError for a model that is
    not fitted anew, or not in moments. The global random state is changed; see ``guarded``.
    """
    import numpy as np

    if known.outputs > 1 or len(known) > _MOST_ROWS or not _from_libraries(model):
        raise NotApplicableError("it is not fitted anew in moments, or by code of its library alone")
    tenth = np.random.default_rng(0).permutation(len(known))[: max(_FEWEST_ROWS, len(known) // 10)]
    began, cpu = perf_counter(), process_time()
    _fitted(model, known.take(np.sort(tenth)))
    if process_time() - cpu > _MOMENT or perf_counter() - began > _MOMENT * _WAITING:
        raise NotApplicableError("it is not fitted anew in moments")
    seed = 0
    while True:
        np.random.seed(seed)  # noqa: NPY002 - models without a seed of their own draw from here
        yield asked_about(_fitted(model, known), asked)
        seed += 1


def asked_about(model: object, asked: list[Any]) -> NDArray[Any]:
    """Return a model's answers for several sets of rows, one after the other."""
    import numpy as np

    return np.concatenate([answers(model, rows) for rows in asked])


def _fitted(model: object, known: View) -> object:
    try:
        twin = unfitted_copy(model)
        twin.fit(known.x, known.y)
    except Exception as error:
        raise NotApplicableError(f"it cannot be fitted anew ({type(error).__name__})") from error
    return twin


def _from_libraries(model: Any) -> bool:  # noqa: ANN401 - whatever the person has
    """Tell whether a model and all estimators in it are classes of libraries, whose ``fit`` is still their own."""
    import numpy as np

    if isinstance(model, type) or not hasattr(model, "get_params"):
        return False
    settings = model.get_params(deep=True)
    if any(value is not None and name.rpartition("__")[2] in _REACH_OUT for name, value in settings.items()):
        return False
    if any(isinstance(value, (np.random.RandomState, np.random.Generator)) for value in settings.values()):
        return False  # the fit has drawn from it since: a copy of it would draw something else
    return all(_is_own(type(each)) for each in (model, *filter(_has_fit, settings.values())))


def _has_fit(value: object) -> bool:
    return not isinstance(value, type) and callable(getattr(type(value), "fit", None))


def _is_own(kind: type) -> bool:
    package = module_of(kind).partition(".")[0]
    code = getattr(getattr(kind, "fit", None), "__code__", None)
    return package in _LIBRARIES and inspect.iscode(code) and package in Path(code.co_filename).parts
