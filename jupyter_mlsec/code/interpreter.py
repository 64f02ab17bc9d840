"""Interpreter: the abstract machine as a whole, and what calling a value means."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from jupyter_mlsec.code.attributes import attribute
from jupyter_mlsec.code.intrinsics import intrinsic
from jupyter_mlsec.code.lines import Lines
from jupyter_mlsec.code.names import LIMIT
from jupyter_mlsec.code.values import (
    NO_ARGUMENTS,
    UNKNOWN,
    AnyOf,
    Arguments,
    Func,
    Instance,
    Klass,
    Partial,
    Ref,
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
        "types.SimpleNamespace",
        "argparse.Namespace",
        "collections.OrderedDict",
        "collections.defaultdict",
    }
)
_LOOKING_MODULES = (
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
        self._escapes(arguments, node)
        if isinstance(function, Func):
            return self.follow(function, arguments, node)
        if isinstance(function, Klass):
            self._construct(function, arguments, node)
            return Instance(function)
        if isinstance(function, Instance):
            method = attribute(self, function, "__call__")
            return self.follow(method, arguments, node) if isinstance(method, Func) else UNKNOWN
        return UNKNOWN

    def _construct(self, klass: Klass, arguments: Arguments, node: ast.Call) -> None:
        method = attribute(self, Instance(klass), "__init__")
        if isinstance(method, Func):
            self.follow(method, arguments, node)
        for base in klass.bases:
            if isinstance(base, Ref):
                self.emit(Ref(base.name, base=klass), arguments, node)

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
        given = (*arguments.positional, *arguments.keywords.values())
        for argument in given:
            value = argument.value
            for option in value.options if isinstance(value, AnyOf) else (value,):
                if isinstance(option, Ref) and _is_function(option.name):
                    self.emit(option, NO_ARGUMENTS, argument.node or node, escaped=True)
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


def _is_function(name: str) -> bool:
    return "." in name and not name.endswith((")", "]")) and not name.startswith("?.")
