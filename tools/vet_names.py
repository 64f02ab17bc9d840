"""Write ``jupyter_mlsec/artifacts/vetted.txt``: the names that a pickle may import without anybody being asked.

Run it with the libraries installed: ``python tools/vet_names.py``. Names come from three places: the hand-written
``tools/vetted_by_hand.txt`` (the standard library, reconstruction functions, names of versions that are not
installed, and libraries too heavy to install), the classes of the packages below, and NumPy's universal functions. A
class is left out where its source, or that of a class it derives from, could run or open something: ``scipy.stats``
distributions, for example, execute a text of their state in ``__setstate__``. Compiled classes have no source and are
listed by hand.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "jupyter_mlsec/artifacts/vetted.txt"
BY_HAND = ROOT / "tools/vetted_by_hand.txt"
PACKAGES = ("sklearn", "pandas", "scipy.sparse", "scipy.interpolate", "scipy.spatial", "scipy.optimize", "numpy.ma")
SKIPPED = re.compile(
    r"(^|\.)(_?tests?|_?testing|conftest|externals|io|_arff_parser|datasets|computation|compat|_array_api|array_api_\w+"
    r"|plotting|_config|clipboard|util|_libs|experimental|api|_highs\w*|\w*doccer|setup|__main__|callback\w*)(\.|$)"
)
UNSAFE = re.compile(
    r"\b(exec|eval|compile|open|__import__|import_module|loads?|urlopen|urlretrieve|memmap|tempfile|subprocess|ctypes"
    r"|Popen|system|unlink|remove_file|rmtree)\s*\(|\b(os|sys|subprocess|ctypes|pickle|importlib|shutil)\.\w"
)


def main() -> None:
    """Collect, and write one line a module: its name, then the names in it."""
    warnings.simplefilter("ignore")
    names: dict[str, set[str]] = defaultdict(set)
    for line in BY_HAND.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            module, *rest = line.split()
            names[module].update(rest)
    for found in classes():
        names[found.__module__].add(found.__name__)
    universal_functions(names)
    for module in [module for module in names if module.startswith("numpy._core.")]:
        names[module.replace("numpy._core.", "numpy.core.", 1)] |= names[module]
    lines = [f"# Written by tools/vet_names.py from {versions()}. Exact names; change the script, not this file."]
    lines += [f"{module} {' '.join(sorted(names[module]))}" for module in sorted(names)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{sum(map(len, names.values()))} names of {len(names)} modules")


def versions() -> str:
    """Return which libraries the names are from."""
    return ", ".join(
        f"{name} {importlib.import_module(name).__version__}" for name in ("numpy", "pandas", "scipy", "sklearn")
    )


def modules(package: str) -> Iterator[ModuleType]:
    """Import a package's modules, those that are not for data left out."""
    top = importlib.import_module(package)
    yield top
    for info in pkgutil.walk_packages(top.__path__, f"{package}.", onerror=lambda _name: None):
        if not SKIPPED.search(info.name):
            try:
                yield importlib.import_module(info.name)
            except Exception as error:  # noqa: BLE001 - an optional dependency is missing; its names stay unvetted
                print(f"{info.name}: {type(error).__name__}", file=sys.stderr)


def classes() -> Iterator[type]:
    """Yield the classes of those packages whose source does nothing but compute, by the name that pickles give them."""
    for package in PACKAGES:
        for module in modules(package):
            for found in list(vars(module).values()):
                if isinstance(found, type) and is_named(found, package) and is_harmless(found):
                    yield found


def is_named(found: type, package: str) -> bool:
    """Whether a class belongs to the package, by its file too, and is what its module and name lead to."""
    home = f"{found.__module__}."
    if not home.startswith(f"{package}.") or SKIPPED.search(found.__module__) or "." in found.__qualname__:
        return False
    try:
        file = inspect.getsourcefile(found) or ""
    except (OSError, TypeError):
        return False
    dotted = file.rpartition("site-packages/")[2].removesuffix(".py").replace("/", ".")
    named = getattr(sys.modules.get(found.__module__), found.__name__, None)
    return named is found and not SKIPPED.search(dotted)


def is_harmless(found: type) -> bool:
    """Whether neither the class nor anything it derives from could run or open something."""
    for base in found.__mro__:
        if base.__module__ in {"builtins", "abc", "typing", "enum", "collections", "collections.abc", "numpy"}:
            continue
        try:
            source = inspect.getsource(base)
        except (OSError, TypeError):
            if base is found:
                return False
            continue
        code = re.sub(r'""".*?"""', "", source, flags=re.DOTALL)
        if base.__module__.startswith("multiprocessing") or UNSAFE.search(code):
            return False
    return True


def universal_functions(names: dict[str, set[str]]) -> None:
    """Add NumPy's element-wise functions and scalar types, under the two places that pickles name."""
    import numpy as np

    for name, value in vars(np).items():
        if isinstance(value, np.ufunc) or (inspect.isclass(value) and issubclass(value, np.generic)):
            names["numpy"].add(name)
            names["numpy._core._multiarray_umath"].add(name)
    names["numpy.dtypes"].update(
        name for name in vars(importlib.import_module("numpy.dtypes")) if name.endswith("DType")
    )


if __name__ == "__main__":
    main()
