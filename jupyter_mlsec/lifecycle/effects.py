"""Effects: what a statement reads, what it binds, and which objects behind names it may change in place.

A call of a function that the notebook defines does to its arguments what the function's body does to its
parameters. A table changes only by what tables have for it; of any other object every method may change it that does
not look like one that only shows or measures.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from jupyter_mlsec.lifecycle.scopes import (
    Function,
    bound_names,
    local_names,
    own_nodes,
    parameters,
    plain_names,
    replaced,
)

# Methods that show or measure and change nothing; a line that only calls one of them feeds nothing.
_LOOKS = frozenset({
    "boxplot", "copy", "corr", "count", "describe", "format", "head", "hist", "info", "isna", "isnull", "item", "items",
    "keys", "mean", "median", "memory_usage", "nunique", "plot", "sample", "score", "show", "state_dict", "std",
    "strip", "sum", "summary", "tail", "transform", "unique", "value_counts", "values",
})  # fmt: skip
_LOOKING = ("decision_", "evaluate", "export", "get_", "inverse_", "is_", "plot", "predict", "save", "score_", "to_")
# What tables and arrays have for changing themselves; all else that they have returns a new one.
_TABLE_CHANGES = frozenset({
    "append", "byteswap", "clear", "drop_in_place", "extend", "fill", "insert", "insert_column", "insert_row",
    "itemset", "partition", "pop", "put", "remove", "replace_column", "resize", "set_sorted", "setfield", "setflags",
    "shrink_to_fit", "sort", "update",
})  # fmt: skip
# What only tables and arrays have, and what none of them has.
_OF_TABLES = frozenset({
    "astype", "columns", "drop_duplicates", "dropna", "dtypes", "groupby", "iloc", "iterrows", "itertuples", "loc",
    "melt", "pivot", "pivot_table", "reset_index", "reshape", "select_dtypes", "set_index", "sort_values",
    "value_counts", "with_columns",
})  # fmt: skip
_OF_OTHERS = frozenset({"backward", "compile", "fit", "fit_transform", "parameters", "partial_fit", "predict", "train"})
_TABLE_MODULES = ("cudf", "dask.dataframe", "geopandas", "modin.pandas", "numpy", "pandas", "polars", "pyarrow")
_SPLITS = frozenset({"train_test_split"})

_SETTINGS = ("disable_", "enable_", "manual_seed", "seed", "set_", "use_")  # what a module's functions change in it
_SHOW = frozenset(dir(builtins)) | {"display"}
_SHOWING = (
    "assert",
    "check",
    "describe",
    "display",
    "evaluate",
    "inspect",
    "plot",
    "print",
    "report",
    "show",
    "visual",
)
# Functions of modules that change what they are given, by the first word of their names.
_CHANGING = frozenset({
    "add", "append", "apply", "clean", "convert", "copyto", "drop", "encode", "fill", "fix", "impute", "insert",
    "normalise", "normalize", "place", "prepare", "preprocess", "put", "putmask", "remove", "replace", "scale",
    "shuffle", "sort", "update",
})  # fmt: skip


@dataclass(frozen=True)
class _Deeds:
    """What a call of a function changes: parameters, by their names, and names of the notebook."""

    parameters: AbstractSet[str] = frozenset()
    outside: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Effects:
    """What the statements of one notebook do; ``Effects.of`` reads them once."""

    modules: AbstractSet[str] = frozenset()
    tables: AbstractSet[str] = frozenset()
    functions: dict[str, Function] = field(default_factory=dict)
    _known: dict[str, _Deeds] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Sequence[ast.stmt]) -> Effects:
        """Read what the names of a notebook are."""
        nodes = [node for statement in statements for node in ast.walk(statement)]
        imports = [node for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]
        modules = {bound for statement in imports for bound in bound_names(statement)}
        defined = (node for statement in statements for node in own_nodes(statement))
        functions = {node.name: node for node in defined if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        return cls(modules, frozenset(_tables(nodes, imports)), functions)

    def touched(self, statement: ast.stmt) -> set[str]:
        """Return the names that a statement binds or whose objects it may change."""
        names = bound_names(statement)
        for node in own_nodes(statement):
            match node:
                case (
                    ast.Subscript(value=value, ctx=ast.Store() | ast.Del())
                    | ast.Attribute(value=value, ctx=ast.Store() | ast.Del())
                ):
                    names |= _base(value)
                case ast.Call(func=ast.Attribute(value=value, attr=method)):
                    names |= self._by_method(node, _base(value), method)
                case ast.Call(func=ast.Name(id=function)) if function in self.functions:
                    names |= self._by_function(node, function)
                case _:
                    pass
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Name(id=function), args=arguments)) if self._may_change(function):
                names.update(name for argument in arguments for name in _base(argument))
            case _:
                pass
        return names

    def _may_change(self, function: str) -> bool:
        return function not in _SHOW and function not in self.functions and not function.startswith(_SHOWING)

    def _by_method(self, call: ast.Call, owner: set[str], method: str) -> set[str]:
        if owner & self.modules:
            given = {name for argument in call.args[:1] for name in _base(argument)}
            changed = given if method.lower().partition("_")[0] in _CHANGING else set()
            return changed | (owner if method.startswith(_SETTINGS) else set())
        if any(each.arg == "inplace" and _is_on(each.value) for each in call.keywords) or _in_place(method):
            return owner
        if owner <= self.tables:
            return owner if method in _TABLE_CHANGES else set()
        return set() if method in _LOOKS or method.startswith(_LOOKING) else owner

    def _by_function(self, call: ast.Call, function: str) -> set[str]:
        deeds = self._deeds(function)
        if not deeds.parameters:
            return set(deeds.outside)
        arguments = self.functions[function].args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        given = [*zip(names, call.args, strict=False), *((each.arg, each.value) for each in call.keywords)]
        return {name for parameter, value in given if parameter in deeds.parameters for name in _base(value)} | set(
            deeds.outside
        )

    def _deeds(self, function: str) -> _Deeds:
        """Return what a function of the notebook changes; one that calls itself adds nothing to what it does."""
        if function not in self._known:
            self._known[function] = _Deeds()
            node = self.functions[function]
            own, given = local_names(node), set(parameters(node.args))
            changed: set[str] = set()
            outside: set[str] = set()
            for statement in node.body:
                touched = self.touched(statement)
                changed |= (touched - (bound_names(statement) - _grown(statement))) & given
                outside |= touched - own
                given -= replaced(statement)  # from here on the name is an object of the body's own
            self._known[function] = _Deeds(changed, outside)
        return self._known[function]


def _tables(nodes: list[ast.AST], imports: list[ast.Import | ast.ImportFrom]) -> Iterator[str]:
    """Yield the names that hold tables or arrays, by how they are made and by what is asked of them."""
    libraries = {
        alias.asname or alias.name.partition(".")[0]
        for statement in imports
        for alias in statement.names
        if isinstance(statement, ast.Import) and alias.name.startswith(_TABLE_MODULES)
    }
    asked: dict[str, set[str]] = {}
    made: set[str] = set()
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                asked.setdefault(name, set()).add(attribute)
            case ast.Assign(targets=targets, value=value):
                if _base(_called(value)) & libraries or _base(_called(value)) & _SPLITS:
                    made.update(name for target in targets for name in plain_names(target))
            case _:
                pass
    for name in asked.keys() | made:
        uses = asked.get(name, set())
        if uses.isdisjoint(_OF_OTHERS) and (name in made or uses & _OF_TABLES):
            yield name


def _called(node: ast.expr) -> ast.expr:
    """Return what a chain of calls begins with: ``pd`` of ``pd.read_csv(path).dropna()``."""
    while isinstance(node, (ast.Call, ast.Attribute, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def _base(node: ast.expr) -> set[str]:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def _grown(statement: ast.stmt) -> set[str]:
    """Return the names that ``+=`` and its kin change, perhaps in place."""
    grown = (node.target for node in own_nodes(statement) if isinstance(node, ast.AugAssign))
    return {name for target in grown for name in _base(target)}


def _in_place(method: str) -> bool:
    """Whether a name says that a method works in place, as PyTorch's do: ``zero_``."""
    return method.endswith("_") and not method.endswith("__")


def _is_on(node: ast.expr) -> bool:
    return not (isinstance(node, ast.Constant) and not node.value)
