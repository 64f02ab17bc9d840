"""Reach: whether a class or function could run or open something, found in its source and in what that calls."""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import re
import types
from collections.abc import Iterator
from pathlib import Path

UNSAFE = re.compile(
    r"\b(exec|eval|compile|open|__import__|import_module|\w*[lL]oads?|\w*unpickle\w*|urlopen|urlretrieve|memmap|tempfile|subprocess|ctypes"
    r"|Popen|system|unlink|remove_file|rmtree|fromfile|read_csv|loadtxt|genfromtxt|from_pretrained|download\w*"
    r"|hf_hub_\w+|cached_file|run_path|run_module|exec_module|FileIO|literal_load|sympify|lambdify)\s*\("
    r"|\b(os|sys|subprocess|ctypes|pickle|cloudpickle|dill|importlib|shutil|socket|urllib|httpx|joblib"
    r"|tempfile|zipfile|tarfile|multiprocessing)\.\w|\brequests\.(get|post|put|request|Session)\b"
)
PLAIN = {"builtins", "abc", "typing", "enum", "collections", "collections.abc", "numpy", "typing_extensions"}
HARMLESS_MODULES = re.compile(
    r"_?(math|cmath|copy|copyreg|warnings|itertools|functools|operator|numbers|collections|re|abc|datetime"
    r"|decimal|fractions|string|textwrap|types|enum|dataclasses|weakref|weakrefset|typing|contextlib|inspect"
    r"|keyword|heapq|bisect|random|statistics|uuid|time|locale|unicodedata|packaging|numpy|scipy|pandas|sklearn|torch"
    r"|narwhals|threadpoolctl|threading|thread|logging|json|html|base64|hashlib|struct|array|zlib|six|difflib|pprint"
    r"|calendar|dateutil|pytz|zoneinfo|matplotlib|networkx|cycler|kiwisolver|patsy|numba|llvmlite)(\.|$)"
)
BANNED_BUILTINS = {"exec", "eval", "compile", "open", "__import__", "input", "breakpoint"}
AT_LOAD = ("__setstate__", "__new__", "__setattr__", "__getattr__", "__getattribute__", "__hash__", "__eq__", "__del__")
JUDGED = {  # whose states are judged by their entries, in jupyter_mlsec/artifacts/special_states.py
    "scipy.stats._distn_infrastructure.rv_generic",
    "statsmodels.base.data.ModelData",
}
_DEPTH = 6


class Reach:
    """Answers, each remembered: a function is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, bool] = {}
        self._held: list[object] = []  # so that no id is used twice

    def is_harmless_class(self, found: type, *, called: bool) -> bool:
        """Whether the class, what it derives from, and all that a load of it runs, only compute."""
        for base in found.__mro__:
            if base.__module__ in PLAIN:
                continue
            code = source(base)
            if code is None and base is found:
                return False
            if base.__module__.startswith("multiprocessing") or (code is not None and UNSAFE.search(code)):
                return False
        metaclass = type(found)
        if metaclass.__module__ not in PLAIN and not self._runs(metaclass, ("__call__",)):
            return False
        return self._runs(found, (*AT_LOAD, "__init__", "__post_init__") if called else AT_LOAD)

    def is_harmless_load(self, found: type) -> bool:
        """Whether all that a load of the class runs only computes; its other methods are the program's to call."""
        return source(found) is not None and self._runs(found, AT_LOAD)

    def _runs(self, found: type, names: tuple[str, ...]) -> bool:
        for name in names:
            owner = next((base for base in found.__mro__ if name in vars(base)), object)
            if name == "__setstate__" and f"{owner.__module__}.{owner.__name__}" in JUDGED:
                continue
            method = vars(owner).get(name)
            method = getattr(method, "__func__", method)
            if isinstance(method, types.FunctionType) and not self.is_harmless(method, owner=found):
                return False
        return True

    def is_harmless(self, function: object, *, owner: type | None = None, depth: int = 0) -> bool:
        """Whether a function and all that it calls by name only compute."""
        function = inspect.unwrap(function) if isinstance(function, types.FunctionType) else function
        if id(function) not in self._known:
            self._held.append(function)
            self._known[id(function)] = True  # a function that calls itself adds nothing
            self._known[id(function)] = depth <= _DEPTH and self._look(function, owner, depth)
        return self._known[id(function)]

    def _look(self, function: object, owner: type | None, depth: int) -> bool:
        if not isinstance(function, types.FunctionType):
            return bool(HARMLESS_MODULES.match(getattr(function, "__module__", None) or ""))
        code = source(function)
        if code is None:
            return function.__module__ in {"typing", "functools"} or function.__code__.co_filename.startswith("<")
        if UNSAFE.search(code):
            return False
        return all(self._is_harmless_call(called, depth) for called in calls(function, code, owner))

    def _is_harmless_call(self, called: object, depth: int) -> bool:
        module = getattr(called, "__module__", None) or ""
        if module == "builtins" or (isinstance(called, types.BuiltinFunctionType) and module == "builtins"):
            return getattr(called, "__name__", "") not in BANNED_BUILTINS
        if isinstance(called, type):
            if called.__module__ in PLAIN or issubclass(called, BaseException):
                return True
            if HARMLESS_MODULES.match(module) and "__init__" not in vars(called):
                return True
            return self._runs(called, ("__init__", "__new__", "__post_init__"))
        if isinstance(called, types.FunctionType):
            return self.is_harmless(called, depth=depth + 1)
        return bool(HARMLESS_MODULES.match(module)) or module == ""


def source(found: object) -> str | None:
    """Return the code without docstrings and comments, or None where there is none."""
    try:
        if isinstance(found, types.FunctionType):
            key: tuple[str, int] = (found.__code__.co_name, found.__code__.co_firstlineno)
            return definitions(found.__code__.co_filename).get(key)
        if isinstance(found, type):
            return definitions(inspect.getsourcefile(found) or "").get((found.__qualname__, 0))
    except (OSError, TypeError, SyntaxError, UnicodeDecodeError):
        return None
    return None


@functools.cache
def definitions(file: str) -> Definitions:
    """Return what a file defines: functions by name and first line, classes by qualified name and line 0."""
    return Definitions(ast.parse(Path(file).read_text(encoding="utf-8")))


class Definitions:
    """A file's definitions, as code without docstrings and comments, each made when it is asked for."""

    def __init__(self, tree: ast.Module) -> None:
        self._nodes: dict[tuple[str, int], ast.AST] = {}
        self._code: dict[tuple[str, int], str] = {}
        self._index(tree, "")

    def _index(self, node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.ClassDef):
                self._nodes[prefix + child.name, 0] = child
                inner = f"{prefix}{child.name}."
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                self._nodes[child.name, first] = child
                inner = f"{prefix}{child.name}.<locals>."
            elif (
                isinstance(child, ast.Expr)
                and isinstance(child.value, ast.Constant)
                and isinstance(child.value.value, str)
            ):
                child.value.value = ""
            self._index(child, inner)

    def get(self, key: tuple[str, int]) -> str | None:
        """Return a definition's code."""
        if key in self._nodes and key not in self._code:
            self._code[key] = ast.unparse(self._nodes[key])
        return self._code.get(key)


def calls(function: types.FunctionType, code: str, owner: type | None) -> Iterator[object]:
    """Yield what a function calls, as far as names lead to it."""
    names = {**vars(builtins), **function.__globals__}
    closure = inspect.getclosurevars(function).nonlocals if function.__closure__ else {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            found = resolved(node.func, {**names, **closure}, owner)
            if found is not None:
                yield found
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from imported(node)


def imported(node: ast.ImportFrom | ast.Import) -> Iterator[object]:
    """Yield what an import inside a function names, as something of that module."""
    for alias in node.names:
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        if module and not (isinstance(node, ast.ImportFrom) and node.level) and not HARMLESS_MODULES.match(module):
            yield types.SimpleNamespace(__module__=module)


def resolved(node: ast.expr, names: dict[str, object], owner: type | None) -> object:
    """Return what a called expression is, or None where only running the code would tell."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"} and owner is not None:
            found = inspect.getattr_static(owner, node.attr, None)
            return getattr(found, "__func__", found) if isinstance(found, staticmethod | classmethod) else method(found)
        base = resolved(node.value, names, owner)
        if isinstance(base, types.ModuleType):
            return getattr(base, node.attr, None)
    return None


def method(found: object) -> object:
    """Return a function that stands in a class, and nothing for what only its instances have."""
    if isinstance(found, functools.partialmethod):
        return found.func
    return found if isinstance(found, types.FunctionType) else None
