"""What Python's own unpicklers ask for, in a process of its own: names are noted down and never looked up.

Every name becomes an inert class that takes any call, state, item and member, so that a load goes as far as it can.
Reads streams as lines of hexadecimal from stdin; answers each with a line of JSON: the names that the C unpickler,
the Python one and joblib's asked for, as ``[module, name]`` in order.
"""

from __future__ import annotations

import io
import json
import pickle
import resource
import signal
import sys
from typing import Any

from joblib import numpy_pickle

Names = list[tuple[str, str]]


class Inert(type):
    """A class that can be treated as anything."""

    def __setitem__(cls, key: object, value: object) -> None: ...
    def _take(cls, *_: object) -> None: ...

    append = extend = add = _take


def inert() -> type:
    def take(*_: object, **__: object) -> None: ...

    def make(cls: type, *_: object, **__: object) -> object:
        return object.__new__(cls)

    members: dict[str, Any] = dict.fromkeys(
        ("__init__", "append", "extend", "add", "__setitem__", "__setstate__"), take
    )
    return Inert(
        "Stub", (), {**members, "__new__": make, "__call__": lambda *_, **__: inert(), "__hash__": lambda _: 1}
    )


REAL = {("joblib.numpy_pickle", "NumpyArrayWrapper"), ("numpy", "ndarray"), ("numpy", "dtype")}


class Noting:
    """Notes names instead of finding classes; the three that describe joblib's arrays are real there."""

    names: Names
    is_joblib = False

    def find_class(self, module: str, name: str) -> Any:
        mapped = module, name
        self.names.append(mapped)
        if self.is_joblib and mapped in REAL:
            return super().find_class(module, name)  # type: ignore[misc]
        return inert()

    def persistent_load(self, _identity: object) -> object:
        return inert()

    def get_extension(self, code: int) -> Any:
        self.names.append(("extension", str(code)))
        return inert()


class InC(Noting, pickle.Unpickler):
    pass


class InPython(Noting, pickle._Unpickler):
    pass


class InJoblib(Noting, numpy_pickle.NumpyUnpickler):  # type: ignore[misc]
    is_joblib = True


def names_of(data: bytes, make: type) -> Names:
    names: Names = []
    stream = io.BytesIO(data)

    def inner(handle: io.BytesIO, **_: object) -> object:
        unpickler = InC(handle, buffers=[b""] * 9)
        unpickler.names = names
        return unpickler.load()

    numpy_pickle.pickle.load = inner
    try:
        if make is InJoblib:
            unpickler = make("", stream, ensure_native_byte_order=False)
        else:
            unpickler = make(stream, buffers=[b""] * 9)
        unpickler.names = names
        unpickler.load()
    except (Exception, RecursionError):  # noqa: BLE001 - what a stream may raise is not the question
        return names
    return names


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    allowed = 2 << 30 if hard == resource.RLIM_INFINITY else min(2 << 30, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))  # a stream may ask NumPy for an array of any size
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    for line in sys.stdin:
        data = bytes.fromhex(line)
        answers = {}
        for make in (InC, InPython, InJoblib):
            signal.setitimer(signal.ITIMER_REAL, 2)
            answers[make.__name__] = names_of(data, make)
            signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
