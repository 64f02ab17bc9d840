"""Copied beside the kernel's start-up file: seeds libraries when they load, and notes which files are opened.

It runs in the kernel's own interpreter, which need not have this package, so it imports the standard library only.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import json
import os
import random
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import Any

_MEASURING = "jupyter_mlsec.magic.run_end"
Seeding = Callable[[Any], object]  # takes the library's module


def start(shell: Any, seed: int, salt: str, opened: str, *, measures: bool) -> None:  # noqa: ANN401 - an IPython shell, which is not imported
    """Seed ``random`` before the first cell, other libraries once imported; append opened files to ``opened``.

    ``measures`` loads the magics, where this interpreter has them; whoever asks for measures finds out if not.
    """
    shell.enable_tip = False  # picking a tip for the banner draws from random, as often as a client asks for it

    def seed_once(*_: object) -> None:
        shell.events.unregister("pre_run_cell", seed_once)
        random.seed(seed)

    shell.events.register("pre_run_cell", seed_once)
    seedings: dict[str, Seeding] = {
        "numpy.random": lambda numpy_random: numpy_random.seed(seed % 4_294_967_296),
        "torch": lambda torch: torch.manual_seed(seed),
        "tensorflow": lambda tensorflow: tensorflow.random.set_seed(seed),
        "matplotlib": lambda matplotlib: matplotlib.rcParams.update({"svg.hashsalt": salt}),
    }
    sys.meta_path.insert(0, SeedingFinder(seedings))
    note_opened_files(opened)
    if measures:
        with suppress(ImportError):
            shell.extension_manager.load_extension("jupyter_mlsec")


class SeedingFinder(importlib.abc.MetaPathFinder):
    """Lets the other finders find a library, and has it seeded after its first import."""

    def __init__(self, seedings: dict[str, Seeding]) -> None:
        self.seedings = seedings

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for the libraries that wait to be seeded, each one once."""
        seeding = self.seedings.pop(fullname, None)
        if seeding is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = SeedingLoader(spec.loader, seeding)
                return spec
        return None


class SeedingLoader(importlib.abc.Loader):
    """Loads a module as its own loader does, then seeds it."""

    def __init__(self, loader: Any, seeding: Seeding) -> None:  # noqa: ANN401 - loaders are duck-typed
        self.loader, self.seeding = loader, seeding

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave it to the module's own loader."""
        module: ModuleType | None = self.loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code, put its own loader back, and seed it."""
        self.loader.exec_module(module)
        module.__loader__ = self.loader
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        with suppress(Exception):  # a library that cannot be seeded must still be importable
            self.seeding(module)


def note_opened_files(opened: str) -> None:
    """Append a line of JSON, the path and whether it is written to, for each file that this process opens."""
    log = os.open(opened, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    seen: set[tuple[str, bool]] = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in {"open", "sqlite3.connect"} or not isinstance(arguments[0], str | bytes):
            return
        if _MEASURING in sys.modules:
            return  # the cells have run: what is read now is no input of theirs
        with suppress(Exception):  # noting a file must never disturb the notebook
            path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100 - an audit hook must be cheap
            written = event == "open" and bool(int(arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR))
            if (path, written) not in seen:
                seen.add((path, written))
                os.write(log, (json.dumps([path, written]) + "\n").encode())

    sys.addaudithook(note)
