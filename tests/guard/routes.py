"""Run by test_routes.py in a process of its own: every way to load a pickle here, with a payload that makes a file.

``python routes.py FOLDER on|off`` prints JSON: for each route and payload, what was raised and whether the payload ran.
"""

from __future__ import annotations

import copyreg
import gzip
import importlib
import io
import json
import operator
import os
import pickle
import shelve
import sys
import threading
from collections.abc import Callable
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cloudpickle
import joblib
import numpy as np
import pandas as pd
from IPython.external.pickleshare import PickleShareDB

FOLDER = Path(sys.argv[1])
MARKER = FOLDER / "ran"
CODE = f"open({str(MARKER)!r}, 'w').close()"
COMMAND = f": > {MARKER}"


class Payload:
    """Pickles as a call."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> Any:
        return self.call


def plain(protocol: int = 4) -> bytes:
    return pickle.dumps(Payload(os.system, COMMAND), protocol)


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def by_hand(module: str, name: str) -> bytes:
    """Return a pickle that calls a name which no object has, written by hand."""
    return b"\x80\x04" + short(module) + short(name) + b"\x93" + short(COMMAND) + b"\x85R."


def called(function: bytes, *arguments: bytes) -> bytes:
    return function + b"(" + b"".join(arguments) + b"tR"


def attribute(target: bytes, name: str) -> bytes:
    return called(b"cbuiltins\ngetattr\n", target, f"V{name}\n".encode())


def through_globals() -> bytes:
    """Return a pickle that names nothing but vetted classes and getattr."""
    get = attribute(b"cbuiltins\ndict\n", "get")
    space = attribute(attribute(b"ccollections\nCounter\n", "__init__"), "__globals__")
    modules = attribute(called(get, space, b"V_sys\n"), "modules")
    return called(attribute(called(get, modules, b"Vos\n"), "system"), f"V{COMMAND}\n".encode())


PAYLOADS: dict[str, Callable[[], bytes]] = {
    "getattr of a vetted class": lambda: through_globals() + b".",
    "getattr as tables with time zones use it, and otherwise": lambda: (
        pickle.dumps(ZoneInfo("UTC"), 0)[:-1] + b"0" + through_globals() + b"."
    ),
    "getattr in another protocol": lambda: pickle.dumps(ZoneInfo("UTC"))[:-1] + b"0" + through_globals() + b".",
    "system": plain,
    "system in protocol 0": lambda: plain(0),
    "system in protocol 2": lambda: plain(2),
    "eval": lambda: pickle.dumps(Payload(eval, CODE)),
    "exec": lambda: pickle.dumps(Payload(exec, CODE)),
    "eval by its Python 2 name": lambda: text("c__builtin__", "eval", f"(V{CODE}", "tR."),
    "commands of Python 2": lambda: text("ccommands", "getoutput", f"(V{COMMAND}", "tR."),
    "INST": lambda: text(f"(V{COMMAND}", "iposix", "system", "."),
    "run": lambda: pickle.dumps(Payload(importlib.import_module("subprocess").run, ["touch", str(MARKER)])),
    "open": lambda: pickle.dumps(Payload(open, str(MARKER), "w")),
    "getattr of a module": lambda: text(
        "cbuiltins", "getattr", "(cimportlib", "import_module", "(Vos", "tRVsystem", f"tR(V{COMMAND}", "tR."
    ),
    "attrgetter": lambda: text(
        "coperator", "attrgetter", "(Vsystem", "tR(cimportlib", "import_module", "(Vos", f"tRtR(V{COMMAND}", "tR."
    ),
    "methodcaller": lambda: pickle.dumps(
        Payload(operator.methodcaller("system", COMMAND), Payload(importlib.import_module, "os"))
    ),
    "partial": lambda: text("cfunctools", "partial", "(cposix", "system", f"V{COMMAND}", "tR(tR."),
    "map": lambda: pickle.dumps([Payload(list, Payload(map, os.system, [COMMAND]))]),
    "a module's module": lambda: by_hand("shutil", "os.system"),
    "a vetted package's module": lambda: by_hand("pandas.io.common", "os.system"),
    "numpy's runner of texts": lambda: pickle.dumps(Payload(np.testing.runstring, CODE, {})),
    "a function's code": lambda: cloudpickle.dumps(Payload(make_function(), str(MARKER))),
    "a loader inside": lambda: pickle.dumps(Payload(pickle.loads, plain())),
    "numpy's loader inside": lambda: pickle.dumps(Payload(np.load, io.BytesIO(numpy_file(plain())), None, True)),  # noqa: FBT003
    "joblib's loader inside": lambda: pickle.dumps(Payload(joblib.load, file(plain(), "inner.joblib"))),
    "a function of the session": lambda: by_hand("__main__", "run"),
    "a function that calls one": lambda: by_hand("__main__", "runner"),
    "a name that the session has imported": lambda: by_hand("__main__", "imported"),
    "a method of a class": lambda: by_hand("__main__", "Runner.run"),
    "a class that runs": lambda: by_hand("__main__", "Runner"),
}


def run(command: str) -> None:
    os.system(command)  # noqa: S605


def runner(command: str) -> None:
    for _ in range(1):
        imported(command)


imported = os.system


class Runner:
    def __init__(self, command: str) -> None:
        self.run(command)

    @staticmethod
    def run(command: str) -> None:
        __import__("subprocess").run(["sh", "-c", command], check=False)


def make_function() -> Callable[[str], None]:
    space: dict[str, Any] = {"__name__": "elsewhere"}
    exec("def touch(path):\n    open(path, 'w').close()", space)  # noqa: S102 - the payload
    found: Callable[[str], None] = space["touch"]
    return found


def short(name: str) -> bytes:
    return b"\x8c" + bytes([len(name)]) + name.encode()


def numpy_file(data: bytes) -> bytes:
    """Return an array file of objects whose pickle is ``data``."""
    stream = io.BytesIO()
    header = {"descr": "|O", "fortran_order": False, "shape": (1,)}
    np.lib.format.write_array_header_1_0(stream, header)
    return stream.getvalue() + data


class Plain(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(module, name)


def file(data: bytes, name: str = "m.pkl") -> str:
    path = FOLDER / name
    path.write_bytes(data)
    return str(path)


def from_file(load: Callable[[Any], Any]) -> Callable[[bytes], Any]:
    def loaded(data: bytes) -> Any:
        with Path(file(data)).open("rb") as stream:
            return load(stream)

    return loaded


def zipped_arrays(data: bytes) -> Any:
    import zipfile

    with zipfile.ZipFile(FOLDER / "m.npz", "w") as archive:
        archive.writestr("a.npy", numpy_file(data))
    return np.load(FOLDER / "m.npz", allow_pickle=True)["a"]


def shelf(data: bytes) -> Any:
    path = str(FOLDER / "shelf")
    with shelve.open(path) as made:  # noqa: S301
        vars(made)["dict"][b"key"] = data
    with shelve.open(path) as made:  # noqa: S301
        return made["key"]


def memory(data: bytes) -> Any:
    store = joblib.Memory(FOLDER / "memory", verbose=0)
    cached = store.cache(operator.neg)
    cached(1)
    (path,) = (FOLDER / "memory").rglob("output.pkl")
    path.write_bytes(data)
    return cached(1)


def pickle_share(data: bytes) -> Any:
    base: Any = PickleShareDB(str(FOLDER / "db"))  # type: ignore[no-untyped-call]
    base["x"] = 1
    (FOLDER / "db" / "x").write_bytes(data)
    base.cache.clear()
    return base["x"]


def over_network(data: bytes) -> Any:
    from multiprocessing.connection import Client, Listener

    with Listener(("127.0.0.1", 0)) as listener:
        there = threading.Thread(target=lambda: listener.accept().send_bytes(data))
        there.start()
        with Client(listener.address) as client:
            there.join()
            return client.recv()


def extension(_data: bytes) -> Any:
    code = 0xE1
    copyreg.add_extension("posix", "system", code)
    try:
        data = (
            b"\x80\x02\x82" + bytes([code]) + b"X" + len(COMMAND).to_bytes(4, "little") + COMMAND.encode() + b"\x85R."
        )
        return pickle.loads(data)  # noqa: S301
    finally:
        copyreg.remove_extension("posix", "system", code)


def in_thread(data: bytes) -> Any:
    failures: list[BaseException] = []

    def load() -> None:
        try:
            pickle.loads(data)  # noqa: S301
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    thread = threading.Thread(target=load)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


ROUTES: dict[str, Callable[[bytes], Any]] = {
    "pickle.load": from_file(pickle.load),
    "pickle.loads": pickle.loads,
    "pickle.Unpickler": lambda data: pickle.Unpickler(io.BytesIO(data)).load(),  # noqa: S301
    "pickle._loads": vars(pickle)["_loads"],
    "pickle._Unpickler": lambda data: vars(pickle)["_Unpickler"](io.BytesIO(data)).load(),
    "_pickle.loads": lambda data: importlib.import_module("_pickle").loads(data),
    "a subclass": lambda data: Plain(io.BytesIO(data)).load(),
    "memoryview": lambda data: pickle.loads(memoryview(data)),  # noqa: S301
    "cloudpickle.loads": cloudpickle.loads,
    "cloudpickle.load": from_file(cloudpickle.load),
    "joblib.load": lambda data: joblib.load(file(data, "m.joblib")),
    "joblib.load of a gzip file": lambda data: joblib.load(file(gzip.compress(data), "m.joblib.gz")),
    "joblib.load of a stream": lambda data: joblib.load(io.BytesIO(data)),
    "joblib.load with mmap_mode": lambda data: joblib.load(file(data, "m.joblib"), mmap_mode="r"),
    "joblib.Memory": memory,
    "numpy.load": lambda data: np.load(file(numpy_file(data), "m.npy"), allow_pickle=True),
    "numpy.load of a pickle": lambda data: np.load(file(data, "m.npy"), allow_pickle=True),
    "numpy.load of an archive": zipped_arrays,
    "numpy.lib.format.read_array": lambda data: np.lib.format.read_array(
        io.BytesIO(numpy_file(data)), allow_pickle=True
    ),
    "pandas.read_pickle": lambda data: pd.read_pickle(file(data)),  # noqa: S301
    "pandas.read_pickle of a gzip file": lambda data: pd.read_pickle(file(gzip.compress(data), "m.pkl.gz")),  # noqa: S301
    "shelve": shelf,
    "IPython's database": pickle_share,
    "multiprocessing's pickler": ForkingPickler.loads,
    "a connection over the network": over_network,
    "an extension code": extension,
    "a thread": in_thread,
}


WAYS: dict[str, Callable[[bytes], Any]] = {
    "in memory": lambda data: pickle.loads(data),  # noqa: PLW0108, S301 - a line as people write it
    "in a file": from_file(pickle.load),
    "in Python": vars(pickle)["_loads"],
}


def attempt(load: Callable[[bytes], Any], data: bytes) -> list[object]:
    """Return what was raised, through whatever the library wrapped it in, and whether the payload ran."""
    MARKER.unlink(missing_ok=True)
    try:
        load(data)
    except BaseException as error:  # noqa: BLE001
        names = {type(one).__name__ for one in (error, error.__cause__, error.__context__) if one is not None}
        return ["GuardError" if "GuardError" in names else type(error).__name__, MARKER.exists()]
    return ["", MARKER.exists()]


def main() -> None:
    payloads = {name: make() for name, make in PAYLOADS.items()}
    if sys.argv[2] == "on":
        from jupyter_mlsec.guard.guard import GUARD
        from jupyter_mlsec.guard.policy import Policy
        from jupyter_mlsec.model.guard import GuardMode

        GUARD.tell = lambda _event: None
        GUARD.follow(Policy(mode=GuardMode.BLOCK))
    answers = {route: attempt(load, payloads["system"]) for route, load in ROUTES.items()}
    for way, load in WAYS.items():
        answers |= {f"payload {way}: {name}": attempt(load, data) for name, data in payloads.items()}
    print(json.dumps(answers))  # noqa: T201


if __name__ == "__main__":
    main()
