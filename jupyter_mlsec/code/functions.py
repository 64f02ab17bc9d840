"""Functions: what the notebook defines, and how its helpers are followed into."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from jupyter_mlsec.code.expressions import Expressions
from jupyter_mlsec.code.scope import Scope
from jupyter_mlsec.code.state import INLINE_DEPTH
from jupyter_mlsec.code.values import (
    UNKNOWN,
    Arguments,
    Const,
    Func,
    Instance,
    Klass,
    Map,
    Seq,
    Value,
    any_of,
)


class Functions(Expressions):
    """The part of the interpreter that defines functions and classes, and follows calls of them."""

    __slots__ = ()

    def define_class(self, node: ast.ClassDef) -> None:
        """Bind a class and look at its methods once, ``__init__`` first."""
        for decorator in node.decorator_list:
            self.evaluate(decorator)
        bases = tuple(self.evaluate(base) for base in node.bases)
        for keyword in node.keywords:
            self.evaluate(keyword.value)
        klass = Klass(self.journal, node.name, bases, node)
        self.scope.names[node.name] = klass
        outside, self.scope = self.scope, Scope(self.scope)
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
        self.execute([part for part in node.body if part not in methods])
        klass.put(self.scope.names)
        self.scope = outside
        pending = [(method, self.prepare(method)) for method in methods]
        klass.put({method.name: function for method, function in pending})
        for method, function in sorted(pending, key=lambda entry: entry[0].name != "__init__"):
            for decorator in method.decorator_list:
                self.evaluate(decorator)
            if self.outer is not None:
                function.quiet = True
                continue
            function.returns = self.enter(_bound_to(function, klass), Arguments(), standalone=True)

    def prepare(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Func:
        """Return the function that a definition makes, its defaults evaluated, its body not looked at."""
        defaults: dict[str, Value] = {}
        parameters = [*node.args.posonlyargs, *node.args.args]
        for parameter, default in zip(reversed(parameters), reversed(node.args.defaults), strict=False):
            defaults[parameter.arg] = self.evaluate(default)
        for parameter, expression in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if expression is not None:
                defaults[parameter.arg] = self.evaluate(expression)
        return Func(node, self.fragment, self.scope, defaults)

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Func:
        """Return the function that a definition makes, having looked at its body once with its defaults."""
        function = self.prepare(node)
        if self.outer is None:
            function.returns = self.enter(function, Arguments(), standalone=True)
        else:
            function.quiet = True
        return function

    def enter(self, function: Func, arguments: Arguments, *, standalone: bool = False) -> Value:
        """Run a function's body with the arguments and return what it may return."""
        node, outside = function.node, (self.scope, self.fragment, self.depth, self.said)
        scope = Scope(function.scope)
        scope.names.update(self._parameters(function, arguments, standalone=standalone))
        self.scope, self.fragment, self.said = scope, function.fragment, function.said
        self.inlined += not standalone
        self.returned.append([])
        try:
            if isinstance(node, ast.Lambda):
                return self.evaluate(node.body)
            self.execute(node.body)
            returned = self.returned[-1]
            return any_of(*returned) if returned else Const(None)
        finally:
            self.returned.pop()
            self.inlined -= not standalone
            self.scope, self.fragment, self.depth, self.said = outside

    def follows(self, function: Func) -> bool:
        """Whether a call of the notebook's own function can be followed into its body."""
        return self.inlined < INLINE_DEPTH and self.budget > 0 and id(function.node) not in self.running

    def follow(self, function: Func, arguments: Arguments, node: ast.Call) -> Value:
        """Call one of the notebook's own functions."""
        informed = function.quiet or any(value is not UNKNOWN for value in arguments.values())
        if not informed and isinstance(function.bound, Instance) and function.bound.fields is not None:
            informed = bool(function.bound.fields.items)
        if not informed or not self.follows(function):
            return function.returns or UNKNOWN
        outer = self.outer
        enters = function.fragment.home.path and not self.fragment.home.path  # a file: where the notebook calls it
        self.outer = (self.fragment, node) if outer is None or enters else outer
        self.running.add(id(function.node))
        try:
            return self.enter(function, arguments)
        finally:
            self.running.discard(id(function.node))
            self.outer = outer

    def _parameters(self, function: Func, arguments: Arguments, *, standalone: bool) -> Iterable[tuple[str, Value]]:
        """Yield the parameters and their values; what nobody says is unknown."""
        spec = function.node.args
        names = [parameter.arg for parameter in (*spec.posonlyargs, *spec.args)]
        given = [argument.value for argument in arguments.positional]
        if function.bound is not None:
            given.insert(0, function.bound)
        for index, name in enumerate(names):
            if index < len(given):
                yield name, given[index]
            else:
                yield name, _named(function, arguments, name)
        for parameter in spec.kwonlyargs:
            yield parameter.arg, _named(function, arguments, parameter.arg)
        if spec.vararg is not None:
            known = arguments.complete and not standalone
            yield spec.vararg.arg, Seq(tuple(given[len(names) :])) if known else UNKNOWN
        if spec.kwarg is not None:
            taken = {*names, *(parameter.arg for parameter in spec.kwonlyargs)}
            rest: dict[object, Value] = {
                key: argument.value for key, argument in arguments.keywords.items() if key not in taken
            }
            yield spec.kwarg.arg, Map(self.journal, rest, complete=arguments.complete and not standalone)


def _bound_to(function: Func, klass: Klass) -> Func:
    return replace(function, bound=Instance(klass), returns=None)


def _named(function: Func, arguments: Arguments, name: str) -> Value:
    argument = arguments.keywords.get(name)
    if argument is not None:
        return argument.value
    return function.defaults.get(name, UNKNOWN)
