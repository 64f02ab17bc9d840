"""Write ``jupyter_mlsec/artifacts/vetted.txt``: the names that a pickle may import without a question.

Run it with ``python tools/vet_names.py``. It makes each environment of ``tools/vetted_environments.txt`` with uv in a
temporary folder (or below ``--environments FOLDER``, where they stay for the next time; uv finds or fetches the
versions of Python), and runs itself there as ``vet_names.py --collect PACKAGE...``, which prints names. All results and
the hand-written ``tools/vetted_by_hand.txt`` become the list; its header says which releases were looked at.

A class is collected where neither its source nor that of a class it derives from could run or open something, and
where what a load runs of it (``__setstate__``, ``__new__``, and ``__init__`` where its pickles call it) reaches nothing
that could, over all functions it calls. ``scipy.stats`` distributions, for example, execute a text of their state,
which ``special_states.py`` judges. Of libraries whose models also have methods that save and load files (``LOADED``),
only what a load runs counts: a method is a name of its own, which stands on the list or is asked about.
``name()`` says that the library's pickles call the name: because a class defines how it is reduced.
"""

from __future__ import annotations

import argparse
import contextlib
import copyreg
import importlib
import importlib.metadata
import inspect
import io
import pkgutil
import re
import subprocess
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools.vetting import Reach

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "jupyter_mlsec/artifacts/vetted.txt"
BY_HAND = ROOT / "tools/vetted_by_hand.txt"
ENVIRONMENTS = ROOT / "tools/vetted_environments.txt"
SKIPPED = re.compile(
    r"(^|\.)(_?tests?|_?testing|conftest|externals|io|_arff_parser|datasets|computation|compat|_array_api|array_api_\w+"
    r"|_config|clipboard|util|experimental|api|_highs\w*|\w*doccer|setup|__main__|callback\w*|f2py|distutils|ctypeslib"
    r"|npyio|_npyio_impl|_datasource|weave|readwrite|backends|dask|spark|pyspark|sphinxext|_pyinstaller|federated"
    r"|tracker|cli|commands|utils\.hub|dynamic_module_utils|onnx|integrations|pipelines|generation|trainer\w*|sandbox"
    r"|examples?|scripts?|(image_processing|feature_extraction|video_processing|processing|convert|modular)_\w+|validators|dviread|texmanager|smpickle|widget|downloader|orca|kaleido|offline|x13|text_cleaning|cpp_extension|_internal_testing"
    r"|swa_utils_test|animation|lazy_imports|backend_\w+|_\w*tests|_pep440|__config__|cobyqa|pyprima|hnsw|eval|corpora|_corpora"
    r"|_mmreader|_hnsw|parallel|quantized?|quantizable|qat|intrinsic|_dynamo|viz|plots?|plot_util|models\.wrappers)(\.|$)"
)
FUNCTIONS = re.compile(
    r"(sklearn\.(metrics|feature_selection|preprocessing|feature_extraction\.text|utils\.extmath)"
    r"|scipy\.spatial\.distance|torch\.nn\.(functional|init))(\.|$)"
)
UNWANTED = re.compile(  # names that promise more than computing, whatever their source says
    r"(?i)file|reader|writer|loader|import|save|memmap|process$|download|fetch|url|socket|registry|pyfunc|executable"
    r"|unpickler|instantier|^ufunc$|chararray$|vectorize$|^__(?!pyx_unpickle)|callback|corpus"
)
LOADED = re.compile(  # libraries whose models save and load files in methods that the program calls with its own path
    r"(statsmodels|scipy\.stats|umap|pynndescent|hdbscan|gensim|transformers|mpl_toolkits|matplotlib|networkx)(\.|$)"
)
COMPILED = ("sklearn", "hdbscan", "imblearn", "statsmodels")  # whose extension classes only compute
REDUCED = {"__reduce__", "__reduce_ex__"}
Names = dict[str, set[str]]


def main() -> None:
    """Collect here, or everywhere and write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--collect", nargs="+", metavar="PACKAGE")
    parser.add_argument("--environments", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.collect:
        with contextlib.redirect_stdout(io.StringIO()):
            names = collect(options.collect)
            releases = [
                f"{name} {release(name)}" for name in dict.fromkeys(p.partition(".")[0] for p in options.collect)
            ]
        print("#", ", ".join(releases))
        print(*(f"{module} {' '.join(sorted(found))}" for module, found in sorted(names.items()) if found), sep="\n")
    elif options.environments:
        write(options.environments)
    else:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder))


def write(folder: Path) -> None:
    """Merge what is found in all environments with what was vetted by hand."""
    names: Names = defaultdict(set)
    releases: dict[str, set[str]] = defaultdict(set)
    lines = [line for line in ENVIRONMENTS.read_text(encoding="ascii").splitlines() if line and line[0] != "#"]
    for number, line in enumerate(lines):
        place, _, requirements = line.partition(":")
        python, *packages = place.split()
        head, *found = environment(folder / f"{number}", python, packages, requirements.split())
        for item in head.removeprefix("# ").split(", "):
            library, _, version = item.partition(" ")
            releases[library].add(version)
        for entry in found:
            add(names, entry, is_wanted)
    read: Names = defaultdict(set)
    for entry in BY_HAND.read_text(encoding="ascii").splitlines():
        if entry and not entry.startswith("#"):
            add(read, entry)
    for module, found_names in read.items():  # whoever read a name has also decided whether it may be called
        plain = {name.removesuffix("()") for name in found_names}
        names[module] = {name for name in names[module] if name.removesuffix("()") not in plain} | found_names
    for module in [module for module in names if module.startswith("numpy._core.")]:
        names[module.replace("numpy._core.", "numpy.core.", 1)] |= names[module]
    for found_names in names.values():
        found_names -= {name.removesuffix("()") for name in found_names if name.endswith("()")}
    text = ", ".join(f"{library} {' '.join(sorted(releases[library]))}" for library in sorted(releases))
    head = f"# Written by tools/vet_names.py from {text}. Exact names; change the script, not this file."
    entries = [f"{module} {' '.join(sorted(names[module]))}" for module in sorted(names)]
    TARGET.write_text("\n".join([head, *entries]) + "\n", encoding="ascii")
    print(f"{sum(map(len, names.values()))} names of {len(names)} modules")


def add(names: Names, entry: str, accept: Callable[[str, str], bool] = lambda _module, _name: True) -> None:
    """Add one line of a list, as far as its names are accepted."""
    module, *rest = entry.split()
    names[module].update(name for name in rest if accept(module, name))
    if not names[module]:
        del names[module]


def is_wanted(module: str, name: str) -> bool:
    """Whether a collected name may be vetted without having been read."""
    return not SKIPPED.search(module) and not UNWANTED.search(name)


def environment(folder: Path, version: str, packages: list[str], requirements: list[str]) -> list[str]:
    """Make an environment if it is not there, and return the lines collected in it."""
    python = folder / "bin/python"
    uv = Path(sys.executable).with_name("uv")
    if not (folder / "ready").exists():
        subprocess.run([uv, "venv", "-q", "--clear", "--python", version, folder], check=True)  # noqa: S603 - our own command
        subprocess.run([uv, "pip", "install", "-q", "--python", python, *requirements], check=True)  # noqa: S603 - our own command
        (folder / "ready").touch()
    done = subprocess.run(  # noqa: S603 - our own command
        [python, "-W", "ignore", __file__, "--collect", *packages], check=True, stdout=subprocess.PIPE, text=True
    )
    lines = done.stdout.splitlines()
    print(f"{packages}: {sum(len(line.split()) - 1 for line in lines[1:])} names", file=sys.stderr)
    return lines


def release(package: str) -> str:
    """Return which release of a package is installed."""
    distributions = importlib.metadata.packages_distributions().get(package, [package])
    return importlib.metadata.version(distributions[0])


def collect(packages: list[str]) -> Names:
    """Return the names of these packages' classes, and of what their pickles refer to or call beside them."""
    names: Names = defaultdict(set)
    reach = Reach()
    for package in packages:
        for module in modules(package):
            for found in with_inner(vars(module).values()):
                entry = judged(found, package, reach)
                if entry is not None:
                    names[entry[0]].add(entry[1])
            for name in vars(module):
                if name.startswith("__pyx_unpickle_") and is_compiled(module):
                    names[module.__name__].add(f"{name}()")
    if "numpy" in packages:
        universal_functions(names)
    return names


def with_inner(values: Iterable[object]) -> Iterator[object]:
    """Yield values, and the classes that classes among them define inside themselves."""
    for value in list(values):
        yield value
        if isinstance(value, type) and not is_extension(value):
            inner = (one for one in vars(value).values() if isinstance(one, type))
            yield from (one for one in inner if one.__qualname__ == f"{value.__qualname__}.{one.__name__}")


def judged(found: object, package: str, reach: Reach) -> tuple[str, str] | None:
    """Return module and name of what may be imported, or None."""
    if isinstance(found, type):
        if not is_named(found, package):
            return None
        if is_extension(found):
            return entry(found) if package.partition(".")[0] in COMPILED else None
        if LOADED.match(found.__module__) and not is_called(found):
            return entry(found) if reach.is_harmless_load(found) else None
        return entry(found) if reach.is_harmless_class(found, called=is_called(found)) else None
    if isinstance(found, FunctionType | BuiltinFunctionType) and FUNCTIONS.match(found.__module__ or ""):
        is_own = is_named(found, package) and found.__name__.isidentifier() and found.__name__[0] != "_"
        return (found.__module__, found.__name__) if is_own and reach.is_harmless(found) else None
    return None


def entry(found: type) -> tuple[str, str]:
    """Return a class's module and name, with the mark of those that pickles call."""
    return found.__module__, f"{found.__qualname__}()" if is_called(found) else found.__qualname__


def is_called(found: type) -> bool:
    """Whether the class says itself how it is reduced, which is mostly a call of it."""
    if issubclass(found, BaseException) or found in copyreg.dispatch_table:
        return True
    return any(REDUCED & vars(base).keys() for base in found.__mro__ if base is not object)


def modules(package: str) -> Iterator[ModuleType]:
    """Import a package's modules, those that are not for data left out."""
    top = importlib.import_module(package)
    yield top
    for info in pkgutil.walk_packages(getattr(top, "__path__", []), f"{package}.", onerror=lambda _name: None):
        if not SKIPPED.search(info.name):
            with contextlib.suppress(BaseException):  # an optional dependency is missing; its names stay unvetted
                yield importlib.import_module(info.name)


def is_named(found: type | Callable[..., object], package: str) -> bool:
    """Whether a name belongs to the package, by its file too, and is what its module and name lead to."""
    module = found.__module__ or ""
    if not f"{module}.".startswith(f"{package}.") or SKIPPED.search(module) or "<" in found.__qualname__:
        return False
    if led_to(sys.modules.get(module), found.__qualname__) is not found:
        return False
    if is_extension(found) or not isinstance(found, type | FunctionType):
        return True
    try:
        file = inspect.getsourcefile(found) or ""
    except (OSError, TypeError):
        return False
    dotted = file.rpartition("site-packages/")[2].removesuffix(".py").replace("/", ".")
    return not SKIPPED.search(dotted)


def led_to(owner: object, qualified: str) -> object:
    """Return what a dotted name leads to, without running anything for it."""
    for name in qualified.split("."):
        owner = inspect.getattr_static(owner, name, None)
    return owner


def is_extension(found: object) -> bool:
    """Whether a class is compiled: those of Python are made on the heap and know their module as an entry."""
    return isinstance(found, type) and is_compiled(sys.modules.get(found.__module__))


def is_compiled(module: ModuleType | None) -> bool:
    """Whether a module is an extension."""
    return str(getattr(module, "__file__", "") or "").endswith((".so", ".pyd"))


def universal_functions(names: Names) -> None:
    """Add NumPy's element-wise functions and scalar types, under the two places that pickles name."""
    import numpy as np

    for name, value in vars(np).items():
        if isinstance(value, np.ufunc) or (inspect.isclass(value) and issubclass(value, np.generic)):
            names["numpy"].add(name)
            names["numpy._core._multiarray_umath"].add(name)
    with contextlib.suppress(ImportError):  # NumPy has it since 1.25
        types = importlib.import_module("numpy.dtypes")
        names["numpy.dtypes"].update(name for name in vars(types) if name.endswith("DType"))


if __name__ == "__main__":
    main()
