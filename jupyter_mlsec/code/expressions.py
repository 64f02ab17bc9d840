"""Expressions: what an expression is known to be, and the calls that evaluating it makes."""

from __future__ import annotations

import ast
from collections.abc import Callable

from jupyter_mlsec.code.attributes import attribute, item
from jupyter_mlsec.code.constants import add, join_path, percent
from jupyter_mlsec.code.ipython import PLACEHOLDER
from jupyter_mlsec.code.state import DEPTH, State
from jupyter_mlsec.code.values import (
    UNKNOWN,
    AnyOf,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Map,
    Ref,
    Seq,
    Value,
    any_of,
    options,
)

_COMPARED = (str, int, bool, type(None))
_LIBRARIES = frozenset({"ctypes.cdll", "ctypes.windll", "ctypes.oledll", "ctypes.pydll"})
_BITS = 4096
_LARGE = 256  # elements of a literal beyond which they are not told apart


class Expressions(State):
    """The half of the interpreter that evaluates expressions."""

    __slots__ = ()

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression; where it is nested too deeply, only look for calls in it."""
        if isinstance(node, ast.Name):  # more than half of all expressions are names or constants
            return self.lookup(node.id)
        if isinstance(node, ast.Constant):
            return UNKNOWN if _is_huge(node.value) else Const(node.value, self.fragment, node)
        self.depth += 1
        try:
            if self.depth > DEPTH:
                return self._shallow(node)
            if self.inlined:
                self.budget -= 1
                if self.budget < 0:
                    return UNKNOWN
            handler = _HANDLERS.get(type(node))
            return self._children(node) if handler is None else handler(self, node)
        finally:
            self.depth -= 1

    def _shallow(self, node: ast.expr) -> Value:
        if self.depth == DEPTH + 1:
            self.depth += DEPTH  # the calls found here are looked at one by one, not searched again
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name | ast.Attribute):
                    self._shallow_call(inner)
            self.depth -= DEPTH
        return UNKNOWN

    def _shallow_call(self, node: ast.Call) -> None:
        names: list[str] = []
        callee: ast.expr = node.func
        while isinstance(callee, ast.Attribute):
            names.append(callee.attr)
            callee = callee.value
        if not isinstance(callee, ast.Name):
            return
        value = self.lookup(callee.id)
        for name in reversed(names):
            value = attribute(self, value, name)
        arguments = Arguments(
            tuple(Argument(_literal(given), self.fragment, given) for given in node.args),
            {
                given.arg: Argument(_literal(given.value), self.fragment, given.value, given)
                for given in node.keywords
                if given.arg
            },
            complete=all(given.arg for given in node.keywords),
        )
        for option in value.options if isinstance(value, AnyOf) else (value,):
            if isinstance(option, Ref):
                self.emit(option, arguments, node)

    def _children(self, node: ast.expr) -> Value:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return UNKNOWN

    def _attribute(self, node: ast.Attribute) -> Value:
        return attribute(self, self.evaluate(node.value), node.attr)

    def _call(self, node: ast.Call) -> Value:
        if isinstance(node.func, ast.Name) and node.func.id == PLACEHOLDER and node.lineno in self.fragment.lines:
            return self.run_line(self.fragment.lines[node.lineno])
        function = self.evaluate(node.func)
        return self.invoke(function, self._arguments(node), node)

    def _arguments(self, node: ast.Call) -> Arguments:
        positional: list[Argument] = []
        keywords: dict[str, Argument] = {}
        complete = True
        for given in node.args:
            if isinstance(given, ast.Starred):
                spread = self.evaluate(given.value)
                if isinstance(spread, Seq):
                    positional.extend(Argument(value, self.fragment) for value in spread.items)
                else:
                    complete = False
            else:
                positional.append(Argument(self.evaluate(given), self.fragment, given))
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = Argument(value, self.fragment, keyword.value, keyword)
            elif all(isinstance(option, Map) for option in options(value)):
                for option in options(value):
                    if isinstance(option, Map):
                        complete = complete and option.complete
                        self._spread(option, keywords)
            else:
                complete = False
        return Arguments(tuple(positional), keywords, complete)

    def _spread(self, given: Map, keywords: dict[str, Argument]) -> None:
        """Add the items of a dict to the keywords of a call; where several dicts may be given, any of them counts."""
        for key, value in given.items.items():
            known = keywords.get(str(key))
            if known is None:
                keywords[str(key)] = Argument(value, self.fragment)
            elif known.node is None:
                keywords[str(key)] = Argument(any_of(known.value, value), self.fragment)

    def _binary(self, node: ast.BinOp) -> Value:
        """Evaluate ``a + b + c …`` from the left without nesting, however long it is."""
        spine: list[ast.BinOp] = [node]
        while isinstance(spine[-1].left, ast.BinOp):
            spine.append(spine[-1].left)
        value = self.evaluate(spine[-1].left)
        for operation in reversed(spine):
            right = self.evaluate(operation.right)
            if isinstance(operation.op, ast.Add):
                value = add(value, right)
            elif isinstance(operation.op, ast.Mod):
                value = percent(value, right)
            elif isinstance(operation.op, ast.Div):
                value = join_path(value, right)
            elif isinstance(operation.op, ast.BitOr) and isinstance(value, Map) and isinstance(right, Map):
                value = Map(self.journal, {**value.items, **right.items}, value.complete and right.complete)
            else:
                value = UNKNOWN
        return value

    def _joined(self, node: ast.JoinedStr) -> Value:
        parts: list[Value] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.evaluate(part.value)
                if part.format_spec is not None:
                    self.evaluate(part.format_spec)
                parts.append(value)
            else:
                parts.append(self.evaluate(part))
        whole: Value = Const("", self.fragment, node)
        for value in parts:
            scalar = isinstance(value, Const) and isinstance(value.value, int | float)
            whole = add(whole, Const(str(value.value)) if scalar and isinstance(value, Const) else value)
        if isinstance(whole, Const):
            return Const(whole.value, self.fragment, node)
        return whole if isinstance(whole, Built) else Built((whole,))

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        if len(node.elts) > _LARGE:
            for element in node.elts:
                if not isinstance(element, ast.Constant):
                    self.evaluate(element)
            return UNKNOWN
        items: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                spread = self.evaluate(element.value)
                items.extend(spread.items if isinstance(spread, Seq) else (UNKNOWN,))
            else:
                items.append(self.evaluate(element))
        return Seq(tuple(items[:_LARGE]))

    def _dict(self, node: ast.Dict) -> Value:
        items: dict[object, Value] = {}
        complete = True
        for key, expression in zip(node.keys, node.values, strict=True):
            value = self.evaluate(expression)
            if key is None:
                complete = complete and isinstance(value, Map) and value.complete
                items.update(value.items if isinstance(value, Map) else {})
                continue
            name = self.evaluate(key)
            if isinstance(name, Const) and len(items) < _LARGE:
                items[name.value] = value
            else:
                complete = False
                items.setdefault(("other", len(items)), value)
        return Map(self.journal, items, complete)

    def _lambda(self, node: ast.Lambda) -> Value:
        return self.define(node)

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Func:
        """Return the function that a definition makes, having looked at its body once."""
        raise NotImplementedError

    def _choice(self, node: ast.IfExp) -> Value:
        test = self.evaluate(node.test)
        body, other = self.evaluate(node.body), self.evaluate(node.orelse)
        if isinstance(test, Const):
            return body if test.value else other
        return any_of(body, other)

    def _bool(self, node: ast.BoolOp) -> Value:
        return any_of(*[self.evaluate(value) for value in node.values])

    def _compare(self, node: ast.Compare) -> Value:
        """Compare constants; what else is compared is not known."""
        left = self.evaluate(node.left)
        rights = [self.evaluate(other) for other in node.comparators]
        right = rights[0]
        if len(rights) != 1 or not isinstance(left, Const) or not isinstance(right, Const):
            return UNKNOWN
        if not isinstance(left.value, _COMPARED) or not isinstance(right.value, _COMPARED):
            return UNKNOWN
        if isinstance(node.ops[0], ast.Eq | ast.Is):
            return Const(left.value == right.value)
        return Const(left.value != right.value) if isinstance(node.ops[0], ast.NotEq | ast.IsNot) else UNKNOWN

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self.evaluate(node.operand)
        if isinstance(node.op, ast.Not) and isinstance(value, Const):
            return Const(not value.value)
        if isinstance(node.op, ast.USub) and isinstance(value, Const) and isinstance(value.value, int | float):
            return Const(-value.value)
        return UNKNOWN

    def _subscript(self, node: ast.Subscript) -> Value:
        value, key = self.evaluate(node.value), self.evaluate(node.slice)
        if isinstance(value, Ref) and value.name in _LIBRARIES and isinstance(key, Const):
            self.emit(Ref(f"{value.name}.LoadLibrary"), Arguments((Argument(key, self.fragment, node.slice),)), node)
        return item(self, value, key, node.slice)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        before = self.scope.branch()
        for generator in node.generators:
            self.bind(generator.target, element(self.evaluate(generator.iter)))
            for condition in generator.ifs:
                self.evaluate(condition)
        if isinstance(node, ast.DictComp):
            self.evaluate(node.key)
            value: Value = Map(self.journal, {("other", 0): self.evaluate(node.value)}, complete=False)
        else:
            value = Seq((self.evaluate(node.elt),))
        self.scope.names = before
        return value

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign a value to a target."""
        raise NotImplementedError

    def _walrus(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.bind(node.target, value)
        return value

    def _await(self, node: ast.Await | ast.Starred | ast.FormattedValue) -> Value:
        return self.evaluate(node.value)

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> Value:
        value = self.evaluate(node.value) if node.value is not None else UNKNOWN
        if self.returned:
            self.returned[-1].append(Seq((value,)) if isinstance(node, ast.Yield) else value)
        return UNKNOWN


def element(value: Value) -> Value:
    """Return what iterating over a value gives."""
    if isinstance(value, Seq):
        return any_of(*value.items) if value.items else UNKNOWN
    if isinstance(value, Map):
        return any_of(*(Const(key) for key in value.items if not isinstance(key, tuple))) if value.items else UNKNOWN
    if isinstance(value, Ref):
        return Ref(f"{value.name}[]"[:300], value.made, value)
    return UNKNOWN


def _literal(node: ast.expr) -> Value:
    return Const(node.value) if isinstance(node, ast.Constant) and not _is_huge(node.value) else UNKNOWN


def _is_huge(value: object) -> bool:
    """Whether a number has so many digits that Python refuses to write them."""
    return type(value) is int and value.bit_length() > _BITS


_HANDLERS: dict[type[ast.AST], Callable[..., Value]] = {
    ast.Attribute: Expressions._attribute,  # noqa: SLF001 - the table of this class's own methods
    ast.Call: Expressions._call,  # noqa: SLF001
    ast.BinOp: Expressions._binary,  # noqa: SLF001
    ast.JoinedStr: Expressions._joined,  # noqa: SLF001
    ast.List: Expressions._sequence,  # noqa: SLF001
    ast.Tuple: Expressions._sequence,  # noqa: SLF001
    ast.Set: Expressions._sequence,  # noqa: SLF001
    ast.Dict: Expressions._dict,  # noqa: SLF001
    ast.Lambda: Expressions._lambda,  # noqa: SLF001
    ast.IfExp: Expressions._choice,  # noqa: SLF001
    ast.BoolOp: Expressions._bool,  # noqa: SLF001
    ast.UnaryOp: Expressions._unary,  # noqa: SLF001
    ast.Compare: Expressions._compare,  # noqa: SLF001
    ast.Subscript: Expressions._subscript,  # noqa: SLF001
    ast.ListComp: Expressions._comprehension,  # noqa: SLF001
    ast.SetComp: Expressions._comprehension,  # noqa: SLF001
    ast.GeneratorExp: Expressions._comprehension,  # noqa: SLF001
    ast.DictComp: Expressions._comprehension,  # noqa: SLF001
    ast.NamedExpr: Expressions._walrus,  # noqa: SLF001
    ast.Await: Expressions._await,  # noqa: SLF001
    ast.Starred: Expressions._await,  # noqa: SLF001
    ast.FormattedValue: Expressions._await,  # noqa: SLF001
    ast.Yield: Expressions._yield,  # noqa: SLF001
    ast.YieldFrom: Expressions._yield,  # noqa: SLF001
}
