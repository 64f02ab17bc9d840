"""The digest of a fitted model: its class, its parameters and all that it learned, without serialising it."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._ground.packages import package_of

_DEEPEST = 60
_MOST = 5_000_000  # objects; a model of more Python objects than this is not fingerprinted


def model_digest(model: object) -> str:
    """Return ``sha256:…`` of a model: the same after ``predict`` and for an equal refit, another after any change.

    Walks attributes, arrays and the states that objects offer for copying. It is comparable within the same versions of
    the libraries, as what they keep in a model changes between them. Raises NotEvidenceError for what cannot be walked:
    evidence about such a model could never be seen to go stale.
    """
    walk = _Walk()
    try:
        walk.visit(model, 0)
    except NotEvidenceError:
        raise
    except Exception as error:
        raise NotEvidenceError(f"the model cannot be fingerprinted ({type(error).__name__})") from error
    return f"sha256:{walk.digest.hexdigest()}"


class _Walk:
    """Feeds everything that makes a model into one digest, each object once."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self._seen: dict[int, int] = {}
        self._kept: list[object] = []  # keeps temporary objects alive, so that ids stay unique

    def visit(self, value: Any, depth: int) -> None:  # noqa: ANN401 - whatever a model holds
        if depth > _DEEPEST or len(self._kept) > _MOST:
            raise NotEvidenceError("the model is too large or too deeply nested to be fingerprinted")
        if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
            self._feed("plain", type(value).__name__, repr(value))
            return
        if id(value) in self._seen:
            self._feed("again", str(self._seen[id(value)]))
            return
        self._seen[id(value)] = len(self._kept)
        self._kept.append(value)
        self._structure(value, depth + 1)

    def _structure(self, value: Any, depth: int) -> None:  # noqa: ANN401
        if isinstance(value, Mapping) and not hasattr(value, "state_dict"):
            self._feed("mapping", _name(type(value)), str(len(value)))
            for key, item in value.items():
                self.visit(key, depth)
                self.visit(item, depth)
        elif isinstance(value, (list, tuple)):
            self._feed("sequence", _name(type(value)), str(len(value)))
            for item in value:
                self.visit(item, depth)
        elif isinstance(value, (set, frozenset)):
            self._feed("set", *sorted(map(repr, value)))
        elif isinstance(value, (type, FunctionType, BuiltinFunctionType)):
            self._function(value, depth)
        elif type(value).__name__ == "ufunc":  # numpy 1 cannot say how to copy one
            self._feed("function", f"numpy.{value.__name__}")
        elif isinstance(value, MethodType):
            self.visit(value.__func__, depth)
            self.visit(value.__self__, depth)
        elif not self._array(value, depth) and not self._library(value, depth):
            self._object(value, depth)

    def _function(self, value: Any, depth: int) -> None:  # noqa: ANN401
        self._feed("function", _name(value))
        code = getattr(value, "__code__", None)
        if code is not None and (value.__module__ == "__main__" or (value.__closure__ and not _installed(code))):
            self._own_code(value, code, depth)

    def _own_code(self, value: Any, code: Any, depth: int) -> None:  # noqa: ANN401
        """Feed a person's own function: its name does not pin what it does, nor what it reaches beside its code."""
        self._feed("code", code.co_code.hex(), repr(code.co_names))
        self.visit(tuple(item for item in code.co_consts if not hasattr(item, "co_code")), depth)
        for cell in value.__closure__ or ():
            self.visit(cell.cell_contents, depth)
        self.visit(value.__defaults__, depth)
        for name in code.co_names if value.__module__ == "__main__" else ():
            held = value.__globals__.get(name)
            if held is not None and not isinstance(held, ModuleType):
                self._feed("global", name)
                self.visit(held, depth)

    def _array(self, value: Any, depth: int) -> bool:  # noqa: ANN401
        """Feed arrays by their bytes; object arrays by their items."""
        dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", None)
        if dtype is None or shape is None or not hasattr(value, "tobytes"):
            return False
        self._feed("array", str(dtype), str(shape))
        if getattr(dtype, "names", None):  # records have padding between their fields, and that is left as it was
            for name in dtype.names:
                self.visit(value[name].copy(), depth)
        elif getattr(dtype, "hasobject", False):
            for item in value.ravel().tolist():
                self.visit(item, depth)
        else:
            self.digest.update(value.tobytes())
        return True

    def _library(self, value: Any, depth: int) -> bool:  # noqa: ANN401
        """Feed models that offer their content in a form of their own, and tables that are kept inside."""
        if isinstance(value, weakref.ReferenceType):  # to something that is held elsewhere, or not at all
            self._feed("reference")
            return True
        if package_of(value) == "pandas" and hasattr(value, "to_frame"):
            self._feed("table", _name(type(value)), str(getattr(value, "name", "")), frame_digest(value.to_frame()))
            return True
        if package_of(value) == "pandas" and hasattr(value, "iloc"):
            self._feed("table", _name(type(value)), frame_digest(value))
            return True
        if isinstance(getattr(value, "mlir", None), str):  # a circuit for encrypted computation, as its own text
            self._feed("circuit", _name(type(value)), value.mlir)
            return True
        own: tuple[tuple[str, Callable[[Any], Any]], ...] = (
            ("state_dict", _of_network),
            ("_serialize_model", lambda model: model._serialize_model()),  # noqa: SLF001 - CatBoost offers bytes only so
            ("save_raw", lambda booster: bytes(booster.save_raw("ubj"))),
            ("model_to_string", lambda booster: booster.model_to_string()),
            ("get_arrays", lambda tree: tuple(map(_contents, tree.get_arrays()))),  # of neighbours; it counts its calls
            ("get_state", lambda generator: generator.get_state()),
        )
        for method, content in own:
            if callable(getattr(value, method, None)):
                self._feed(method, _name(type(value)))
                self.visit(content(value), depth)
                return True
        return False

    def _object(self, value: Any, depth: int) -> None:  # noqa: ANN401
        self._feed("object", _name(type(value)))
        if package_of(value) == "__main__":  # a person's own class: its methods are part of what it does
            for method in (each for each in vars(type(value)).values() if isinstance(each, FunctionType)):
                self.visit(method, depth)
        attributes = getattr(value, "__dict__", None)
        if isinstance(attributes, dict) and attributes:
            for name in sorted(attributes):
                self._feed("attribute", name)
                self.visit(attributes[name], depth)
            return
        reduced = value.__reduce_ex__(2)  # what copy.copy would use; nothing is serialised or called
        if isinstance(reduced, str):
            self._feed("global", reduced)
            return
        for part in reduced[:3]:
            self.visit(part, depth)

    def _feed(self, *parts: str) -> None:
        for part in parts:
            data = part.encode(errors="surrogatepass")
            self.digest.update(len(data).to_bytes(8, "little") + data)


def _name(value: Any) -> str:  # noqa: ANN401 - a class or a function
    home = getattr(value, "__module__", "")
    return f"{home if isinstance(home, str) else ''}.{getattr(value, '__qualname__', type(value).__name__)}"


def _installed(code: Any) -> bool:  # noqa: ANN401
    """Tell whether code comes from an installed package: its name and the package's version pin what it does."""
    return "site-packages" in code.co_filename or "dist-packages" in code.co_filename


def _of_network(network: Any) -> Any:  # noqa: ANN401 - a network, an optimiser or whatever else has a state
    """Return weights and structure: two activations have the same weights, namely none."""
    weights = {name: _numbers(item) for name, item in network.state_dict().items()}
    parts = network.named_modules() if callable(getattr(network, "named_modules", None)) else ()
    shape = [(name, _name(type(part)), part.extra_repr(), type(part).forward) for name, part in parts]
    return weights, shape


def _numbers(tensor: Any) -> Any:  # noqa: ANN401 - a tensor of any library
    detached = tensor.detach().cpu() if hasattr(tensor, "detach") else tensor
    return detached.numpy() if hasattr(detached, "numpy") else detached


def _contents(view: Any) -> Any:  # noqa: ANN401 - an array, or a memory view of one
    import numpy as np

    return np.asarray(view)
