"""Paths to values: ``X_test``, ``test["text"]``, ``data.train``, ``df[["a", "b"]]``, ``train.drop(columns="y")``.

Nothing of a person's own is called or computed: methods that show a table in another way are, and arithmetic with a
number, and both only on the types of the libraries that tables come from; and fitted scalers, imputers and the like of
scikit-learn are asked for what they make of a table.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.probes._ground.packages import module_of, package_of

_HELP = 'a name, or parts of one: X_test, test["text"], data.train, test[columns], test.drop(columns="y"), X_test / 255'
_TABLES = frozenset({"numpy", "pandas", "polars", "pyarrow", "scipy"})
_VIEWS = frozenset(
    {
        "astype",
        "copy",
        "drop",
        "fillna",
        "filter",
        "flatten",
        "ravel",
        "reset_index",
        "reshape",
        "select",
        "select_dtypes",
        "squeeze",
        "to_frame",
        "to_numpy",
        "toarray",
    }
)
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = MappingProxyType(
    {ast.Add: operator.add, ast.Div: operator.truediv, ast.Mult: operator.mul, ast.Sub: operator.sub}
)
_TRANSFORMING = frozenset({"sklearn.feature_selection", "sklearn.preprocessing"})  # in next to no time
_TRANSFORMERS = frozenset({"PCA", "SimpleImputer", "TruncatedSVD"})  # of other modules
_VECTORIZERS = frozenset({"CountVectorizer", "HashingVectorizer", "TfidfVectorizer"})
_CALLS_BACK = frozenset({"FunctionTransformer", "SelectFromModel"})  # what runs a function of the person's own
_TYPES = MappingProxyType({each.__name__: each for each in (bool, float, int, str)})  # as astype is given them


def root(path: str) -> str:
    """Return the variable that a path begins with; the path itself where it is none."""
    node = _parsed(path)
    while True:
        match node:
            case ast.Call(func=ast.Attribute(attr="transform"), args=[inner], keywords=[]):
                node = inner
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner) | ast.BinOp(left=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return path


def is_path(node: ast.expr) -> bool:
    """Return whether an expression is written as a path is."""
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return is_path(inner)
        case ast.Call(func=ast.Attribute(value=owner, attr="transform"), args=[inner], keywords=[]):
            return is_path(owner) and is_path(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)):
            return method in _VIEWS and is_path(inner)
        case ast.BinOp(left=inner, op=sign, right=ast.Constant()):
            return type(sign) in _ARITHMETIC and is_path(inner)
        case _:
            return False


def is_computed(path: str) -> bool:
    """Return whether the value at a path is made when it is looked up, and not there already."""
    node = _parsed(path)
    return node is not None and any(isinstance(each, (ast.BinOp, ast.Call)) for each in ast.walk(node))


def same_values(path: str) -> str:
    """Return the shortest path to the values at a path: ``X`` for ``X.to_numpy()``, ``X.values`` and ``X.copy()``."""
    node = _parsed(path)
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr="copy" | "ravel" | "squeeze" | "to_numpy"), args=[]):
                node = inner
            case ast.Attribute(value=inner, attr="values"):
                node = inner
            case _:
                return path if node is None else ast.unparse(node)


def last_key(path: str) -> str:
    """Return the text by which a path takes its last part: ``y`` of ``train["y"]`` and of ``train.y``."""
    match _parsed(path):
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def follow(path: str, namespace: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the person's variable holds
    """Return the value at a path whose first name is in ``namespace``.

    Raises ``UsageError`` where the path is something else than names, attributes, keys (constants, or such paths
    themselves), views of a table and numbers that it is multiplied by or so, or where it leads nowhere.
    """
    node = _parsed(path)
    if node is None:
        raise UsageError(f"{path!r} is no path to a value", help=_HELP)
    return _value(node, path, namespace)


def _parsed(path: str) -> ast.expr | None:
    """Return a path as an expression; None where it is none."""
    try:
        return ast.parse(path, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr, path: str, namespace: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
    match node:
        case ast.Name(id=name):
            return _step(path, lambda held, at: held[at], namespace, name)
        case ast.Attribute(value=owner, attr=attribute):
            return _step(path, getattr, _value(owner, path, namespace), attribute)
        case ast.Subscript(value=owner, slice=key):
            return _step(path, lambda held, at: held[at], _value(owner, path, namespace), _key(key, path, namespace))
        case ast.Call(func=ast.Attribute(value=owner, attr="transform"), args=[rows], keywords=[]):
            fitted, table = _value(owner, path, namespace), _table(_value(rows, path, namespace), path)
            if _is_transformer(fitted):
                return _step(path, lambda held, by: by.transform(held), table, fitted)
        case ast.Call(func=ast.Attribute(value=owner, attr=method), args=given, keywords=named) if method in _VIEWS:
            table = _table(_value(owner, path, namespace), path)
            if any(each.arg in {None, "inplace"} for each in named):
                raise UsageError(f"{path!r} is no path to a value", help=_HELP)
            words = {str(each.arg): _key(each.value, path, namespace) for each in named}
            values = [_key(each, path, namespace) for each in given]
            return _step(path, lambda held, name: getattr(held, name)(*values, **words), table, method)
        case ast.BinOp(left=owner, op=sign, right=ast.Constant(value=int() | float() as number)):
            if type(sign) in _ARITHMETIC:
                table = _table(_value(owner, path, namespace), path)
                return _step(path, _ARITHMETIC[type(sign)], table, number)
    raise UsageError(f"{path!r} is no path to a value", help=_HELP)


def _table(value: object, path: str) -> Any:  # noqa: ANN401 - as above
    """Return a value of a library's own type; what a person wrote may do anything when it is called."""
    if package_of(value) not in _TABLES:
        raise UsageError(f"{path!r} is no path to a value", help=_HELP)
    return value


def _is_transformer(value: object) -> bool:
    """Tell whether scikit-learn alone has written something that learns from tables and shows them in another way."""
    kind, module = type(value).__name__, module_of(type(value))
    if ".".join(module.split(".")[:2]) in _TRANSFORMING:
        return kind not in _CALLS_BACK
    if module == "sklearn.feature_extraction.text" and kind in _VECTORIZERS:
        return not any(callable(vars(value).get(name)) for name in ("analyzer", "preprocessor", "tokenizer"))
    return package_of(value) == "sklearn" and kind in _TRANSFORMERS


def _step(path: str, take: Any, owner: object, key: object) -> Any:  # noqa: ANN401 - as above
    try:
        return take(owner, key)
    except Exception as error:  # noqa: BLE001 - the person's own object may raise anything
        raise UsageError(f"{path!r} leads nowhere ({type(error).__name__})", help=_HELP) from None


def _key(node: ast.expr, path: str, namespace: Mapping[str, Any]) -> object:
    def of(part: ast.expr) -> object:
        return _key(part, path, namespace)

    match node:
        case ast.Slice(lower=lower, upper=upper, step=step):
            return slice(*(None if end is None else of(end) for end in (lower, upper, step)))
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return (tuple if isinstance(node, ast.Tuple) else list)(map(of, elements))
        case ast.Call(func=ast.Name(id="len"), args=[owner], keywords=[]) if "len" not in namespace:
            return _step(path, lambda held, _: len(held), _table(_value(owner, path, namespace), path), "len")
        case ast.Name(id=name) if name in _TYPES and name not in namespace:
            return _TYPES[name]
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _value(node, path, namespace)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        raise UsageError(f"{path!r} is no path to a value", help=_HELP) from None


def words(line: str) -> str:
    """Return a line in which what stands between brackets survives the splitting into words: ``--x te["text"]``."""
    return "".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    quote, place = "", 0
    while place < len(line):
        end = _closing(line, place) if not quote and _opens(line, place) else place
        if end > place:
            yield "".join(f"\\{character}" if character in " \t\"'\\" else character for character in line[place:end])
        else:
            quote = _quoting(quote, line[place])
            end = place + 1
            yield line[place]
        place = end


def _opens(line: str, place: int) -> bool:
    before = line[place - 1 : place]
    return line[place] in "[(" and (before.isalnum() or before in {"_", "]", ")"}) and before != ""


def _quoting(quote: str, character: str) -> str:
    if quote:
        return "" if character == quote else quote
    return character if character in "\"'" else ""


def _closing(line: str, place: int) -> int:
    """Return the end of the brackets that open at ``place``, quotes minded; ``place`` itself where they stay open."""
    depth, quote = 0, ""
    for at in range(place, len(line)):
        if not quote and line[at] in "[]()":
            depth += 1 if line[at] in "[(" else -1
            if depth == 0:
                return at + 1
        quote = _quoting(quote, line[at])
    return place
