"""Copied into the kernel's IPython profile: seeds libraries when they load, and notes which files are opened.

It runs in the kernel's own interpreter, which need not have this package, so it imports the standard library only and
leaves no name behind in the person's namespace.
"""


def _mlsec_startup(seed: int, salt: str, opened: str) -> None:
    """Seed ``random`` now and numpy, torch, tensorflow and matplotlib on import; log opened files to ``opened``."""
    import importlib.abc
    import importlib.machinery
    import json
    import os
    import random
    import sys
    from types import ModuleType
    from typing import Any

    def numpy(module: Any) -> None:  # noqa: ANN401 - whatever the library's module offers
        module.seed(seed % 4_294_967_296)

    def torch(module: Any) -> None:  # noqa: ANN401 - the same
        module.manual_seed(seed)

    def tensorflow(module: Any) -> None:  # noqa: ANN401 - the same
        module.random.set_seed(seed)

    def matplotlib(module: Any) -> None:  # noqa: ANN401 - the same
        module.rcParams["svg.hashsalt"] = salt

    waiting = {"numpy.random": numpy, "torch": torch, "tensorflow": tensorflow, "matplotlib": matplotlib}

    class Seeder(importlib.abc.Loader):
        def __init__(self, loader: Any, seeding: Any) -> None:  # noqa: ANN401 - import machinery is untyped
            self.loader, self.seeding = loader, seeding

        def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
            return self.loader.create_module(spec)  # type: ignore[no-any-return]

        def exec_module(self, module: ModuleType) -> None:
            self.loader.exec_module(module)
            if module.__spec__ is not None:
                module.__spec__.loader = module.__loader__ = self.loader
            try:
                self.seeding(module)
            except Exception:  # noqa: BLE001, S110 - a library that cannot be seeded must still be importable
                pass

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:  # noqa: ANN401 - import machinery is untyped
            seeding = waiting.pop(name, None)
            if seeding is None:
                return None
            for finder in sys.meta_path:
                spec = None if finder is self else finder.find_spec(name, path, target)
                if spec is not None:
                    if spec.loader is not None:
                        spec.loader = Seeder(spec.loader, seeding)
                    return spec
            return None

    log = os.open(opened, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    seen = set()

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open":
            return
        path, mode, flags = arguments
        if not isinstance(path, str | bytes):
            return
        try:
            full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - pathlib would open more than it needs to
            write = bool(flags & (os.O_WRONLY | os.O_RDWR)) if isinstance(flags, int) else "w" in str(mode)
            if (full, write) not in seen:
                seen.add((full, write))
                os.write(log, (json.dumps([full, write]) + "\n").encode())
        except Exception:  # noqa: BLE001, S110 - noting a file must never disturb the notebook
            pass

    random.seed(seed)
    sys.meta_path.insert(0, Finder())
    sys.addaudithook(note)
