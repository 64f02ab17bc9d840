"""scikit-learn estimators to skops, and the proof that what was written is what was read."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import BinaryIO

from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.convert.lock import lock
from jupyter_mlsec.convert.same import Fingerprint
from jupyter_mlsec.convert.unpickling import read_estimator, warm
from jupyter_mlsec.errors import ConversionError

_MISSING = "pip install jupyter-mlsec[assess] installs scikit-learn and skops"


def write_estimator(stream: BinaryIO, path: Path) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Load, write to ``path`` and read again. Return the number of arrays, the types to trust, and notes.

    This locks the process. Raises ``ConversionError`` where any of it fails or comes out different.
    """
    try:
        import sklearn
        import skops.io
    except ImportError:
        raise ConversionError("scikit-learn and skops are needed for this", help=_MISSING) from None
    from sklearn.base import BaseEstimator
    from sklearn.exceptions import InconsistentVersionWarning

    warm()
    import skops.io._sklearn  # noqa: F401 - used by what is loaded

    lock(path.parent)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = read_estimator(stream)
    parts = model.values() if isinstance(model, dict) else model if isinstance(model, list | tuple) else (model,)
    if not any(isinstance(part, BaseEstimator) for part in parts):
        raise ConversionError(
            "the file holds no scikit-learn estimator", help="write tables as Parquet, arrays with numpy.savez"
        )
    notes: tuple[str, ...] = ()
    if any(issubclass(one.category, InconsistentVersionWarning) for one in caught):
        notes = (f"the model was saved by another scikit-learn than {sklearn.__version__}: try what it predicts",)
    types, again = _through_skops(model, path)
    before, arrays = Fingerprint.of(model)
    if Fingerprint.of(again)[0] != before:
        raise ConversionError(
            "the model came out of skops different from what it was",
            help="save it with skops.io.dump where it was trained, and compare what it predicts",
        )
    return arrays, types, notes


def _through_skops(model: object, path: Path) -> tuple[tuple[str, ...], object]:
    """Write the model, read it again, and return the types that a reader must trust, and what was read."""
    import skops.io

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            skops.io.dump(model, path)
            types = tuple(sorted(skops.io.get_untrusted_types(file=path)))
            _check_types(types)
            return types, skops.io.load(path, trusted=list(types))
    except ConversionError:
        raise
    except Exception as error:  # noqa: BLE001 - skops refuses in many ways; its words could quote the model
        raise ConversionError(
            f"skops cannot hold this model ({type(error).__name__})",
            help="export it to ONNX, or save its parameters with numpy.savez and make it again from them",
        ) from None


def _check_types(types: tuple[str, ...]) -> None:
    unknown = [name for name in types if not _is_vetted(name)]
    if unknown:
        raise ConversionError("the model needs types that were not vetted", help=f"look at {', '.join(unknown)}")


def _is_vetted(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    return standing(module, attribute, 4) is Standing.VETTED
