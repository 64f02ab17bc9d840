"""The one module that unpickles: only in the converting process, and only what the artefact scanner has vetted.

It is the exception to the rule that nothing here imports what could unpickle (decision 14).
"""

from __future__ import annotations

import pickle
from typing import Any, BinaryIO

from jupyter_mlsec.convert.stand_ins import Storage, stand_in, storage
from jupyter_mlsec.errors import ConversionError


class _Checkpoint(pickle.Unpickler):
    """Reads a checkpoint's pickle with stand-ins for every name: no library is imported and no class is made."""

    def find_class(self, module: str, name: str, /) -> Any:  # noqa: ANN401 - pickle's signature
        """Return the stand-in."""
        return stand_in(module, name)

    def persistent_load(self, identity: Any, /) -> Storage:  # noqa: ANN401 - the same
        """Return a storage's key."""
        return storage(identity)


def read_checkpoint(stream: BinaryIO) -> object:
    """Return one pickle of a checkpoint, its tensors as places in the file. Raises ``ConversionError``."""
    try:
        return _Checkpoint(stream).load()
    except ConversionError:
        raise
    except Exception as error:  # noqa: BLE001 - a pickle may end in any error of the types that it is made of
        raise ConversionError(
            f"the file is no checkpoint ({type(error).__name__})", help="a scikit-learn model becomes model.skops"
        ) from None


def read_estimator(stream: BinaryIO) -> object:
    """Load a pickle or joblib file. The process is locked (``convert.lock``): it refuses every name not vetted."""
    import joblib

    try:
        return joblib.load(stream)
    except ConversionError:
        raise
    except Exception as error:  # noqa: BLE001 - a library may fail in any way on a file of another version
        raise ConversionError(
            f"the file could not be loaded ({type(error).__name__})",
            help="install the versions of scikit-learn and joblib that it was saved with",
        ) from None


def warm() -> None:
    """Import what loading an estimator needs, while libraries may still be loaded."""
    import joblib.numpy_pickle  # noqa: F401
