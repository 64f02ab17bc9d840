"""Interpreter: the abstract machine as a whole, and what calling a value means."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from jupyter_mlsec.code import iteration, options  # noqa: F401 - they put functions into the table
from jupyter_mlsec.code.attributes import attribute
from jupyter_mlsec.code.intrinsics import intrinsic
from jupyter_mlsec.code.lines import Lines
from jupyter_mlsec.code.names import LIMIT
from jupyter_mlsec.code.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    AnyOf,
    Arguments,
    Built,
    Const,
    Func,
    Instance,
    Klass,
    Map,
    Partial,
    Ref,
    Unknown,
    Value,
    any_of,
)

_OPTIONS = 8  # functions that one call may mean
_KEEPING = (
    "print help type isinstance issubclass hasattr callable repr str id getattr setattr vars dir hash format delattr "
    "dict list tuple set frozenset staticmethod classmethod property"
)
_LOOKING = frozenset(  # functions that look at a function or keep it, but do not call it
    {f"builtins.{name}" for name in _KEEPING.split()}
    | {
        "pprint.pprint",
        "pprint.pformat",
        "IPython.display.display",
        "functools.partial",
        "functools.partialmethod",
        "functools.lru_cache",
        "functools.wraps",
        "functools.reduce",
        "sys.modules.get",
        "builtins.globals().update",
        "builtins.locals().update",
        "joblib.delayed",
        "joblib.parallel.delayed",
        "dask.delayed",
        "dask.delayed.delayed",
        "types.SimpleNamespace",
        "argparse.Namespace",
        "collections.OrderedDict",
        "collections.defaultdict",
    }
)
_LOOKING_MODULES = (
    "argparse.",
    "inspect.",
    "unittest.",
    "pytest.",
    "mock.",
    "typing.",
    "dis.",
    "logging.",
    "warnings.",
    "dataclasses.",
)


class Interpreter(Lines):
    """Runs a notebook's cells on abstract values and notes what they call."""

    __slots__ = ()

    def invoke(self, function: Value, arguments: Arguments, node: ast.Call) -> Value:  # noqa: PLR0911 - one return for each kind
        """Call a value: note it, follow it where it is the notebook's own, and return what is known of the result."""
        if isinstance(function, Ref):
            return self._invoke_ref(function, arguments, node)
        if isinstance(function, AnyOf):
            return any_of(*(self.invoke(option, arguments, node) for option in function.options[:_OPTIONS]))
        if isinstance(function, Partial):
            function.use()
            merged = Arguments(
                (*function.arguments.positional, *arguments.positional),
                {**function.arguments.keywords, **arguments.keywords},
                function.arguments.complete and arguments.complete,
            )
            return self.invoke(function.function, merged, node)
        if isinstance(function, Func):
            if not self.follows(function):
                self._escapes(arguments, node)
            return self.follow(function, arguments, node)
        self._escapes(arguments, node)
        if isinstance(function, Klass):
            return self._construct(function, arguments, node)
        if isinstance(function, Instance):
            method = attribute(self, function, "__call__")
            return self.follow(method, arguments, node) if isinstance(method, Func) else UNKNOWN
        return UNKNOWN

    def _construct(self, klass: Klass, arguments: Arguments, node: ast.Call) -> Instance:
        instance = Instance(klass, Map(self.journal, {}))
        method = attribute(self, instance, "__init__")
        if isinstance(method, Func):
            self.follow(method, arguments, node)
        else:
            self._fill(instance, arguments)
        for base in klass.bases:
            if isinstance(base, Ref):
                self.emit(Ref(base.name, base=klass), arguments, node)
        return instance

    def _fill(self, instance: Instance, arguments: Arguments) -> None:
        """Give an object its fields where its class only lists them: a dataclass, a named tuple, a pydantic model."""
        given: dict[object, Value] = {name: argument.value for name, argument in arguments.keywords.items()}
        for name, argument in zip(_listed(instance.klass), arguments.positional, strict=False):
            given.setdefault(name, argument.value)
        if given and instance.fields is not None:
            instance.fields.put(given)

    def _invoke_ref(self, function: Ref, arguments: Arguments, node: ast.Call) -> Value:
        self.emit(function, arguments, node)
        if function.name not in _LOOKING and not function.name.startswith(_LOOKING_MODULES):
            self._escapes(arguments, node)
        known = intrinsic(self, function, arguments, node)
        if known is not None:
            return known
        return Ref(f"{function.name}()"[:LIMIT], arguments, function.base)

    def _escapes(self, arguments: Arguments, node: ast.Call) -> None:
        """Note functions that are handed on to others, who will call them."""
        for argument in (*arguments.positional, *arguments.keywords.values()):
            value = argument.value
            if isinstance(value, Const | Built | Unknown):
                continue
            for option in value.options if isinstance(value, AnyOf) else (value,):
                if isinstance(option, Ref) and _is_function(option.name):
                    self.emit(option, NO_ARGUMENTS, argument.node or node, escaped=True)
                elif isinstance(option, Func) and option.quiet:
                    self.follow(option, NO_ARGUMENTS, node)
                elif isinstance(option, Partial) and isinstance(option.function, Ref) and not option.used:
                    option.use()
                    merged = Arguments(option.arguments.positional, option.arguments.keywords, complete=False)
                    self.emit(option.function, merged, argument.node or node, escaped=True)

    def leave(self, partials: Iterable[Partial]) -> None:
        """Note the partial functions that were made and never called: somebody else will call them."""
        for partial in partials:
            if not partial.used and isinstance(partial.function, Ref):
                self.fragment = partial.fragment
                self.outer = None
                self.emit(partial.function, partial.arguments, partial.node, escaped=True)


def _listed(klass: Klass, depth: int = 8) -> list[str]:
    """Return the annotated names of a class, those of its bases first."""
    names: list[str] = []
    for base in klass.bases if depth else ():
        if isinstance(base, Klass):
            names.extend(_listed(base, depth - 1))
    for part in klass.node.body if klass.node else ():
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.target.id not in names:
            names.append(part.target.id)
    return names


def _is_function(name: str) -> bool:
    return "." in name and not name.endswith((")", "]")) and not name.startswith("?.")
