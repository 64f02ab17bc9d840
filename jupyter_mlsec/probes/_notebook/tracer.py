"""The interpreter of ``code``, made to remember for each value what went into it.

What the rules ask is what a call is and what it is given; a leak of test rows is a matter of where a value came from.
So nothing that is computed is given up as unknown here: it is a mixture of what it was computed from. What a method
does to its object (``scaler.fit(X)``, ``df["x"] = …``) is written down as the growth of that object, with its time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from jupyter_mlsec.code.expressions import element
from jupyter_mlsec.code.journal import Journal
from jupyter_mlsec.code.parse import Parsed
from jupyter_mlsec.code.scope import Globals
from jupyter_mlsec.code.values import (
    UNKNOWN,
    AnyOf,
    Argument,
    Arguments,
    Built,
    Const,
    Func,
    Instance,
    Klass,
    Map,
    Partial,
    Ref,
    Seq,
    Unknown,
    Value,
    any_of,
)
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import LINE, parsed_source
from jupyter_mlsec.probes._notebook.open_lists import OpenLists
from jupyter_mlsec.probes._notebook.spelled_names import spelled_names
from jupyter_mlsec.probes._notebook.traced import SEARCHED, Event, Item, Part, Written, is_text, mixed, spelled

_FEW = 4  # things that a comprehension goes through one by one
_SHORT = 14  # numbers that it makes names of
# What starts a function of the notebook for others: prefect, celery, ray, joblib; and what waits for its result.
_STARTS = frozenset({"apply_async", "delay", "fn", "map", "options", "remote", "run", "submit", "with_options"})
_CONFIGURES = frozenset({"options", "with_options"})
_WAITS = frozenset({"compute", "result"})


class Tracer(OpenLists):
    """Runs cells on abstract values and keeps all calls, the notebook's own as well, in the order of time."""

    __slots__ = ("carried", "constant", "inner", "known", "locals", "turns", "unbound")

    def __init__(self, journal: Journal, names: Globals) -> None:
        super().__init__(journal, names)
        self.inner: list[Value] = []
        self.carried = False  # a loop is about to run once more
        self.turns: dict[int, Value] = {}  # what targets were bound to, by their nodes
        self.constant = False  # what was evaluated last is a constant, which is not in ``inner``
        self.known: dict[str, Parsed] = {}
        self.locals: dict[Value, str] = {}  # what functions call a value first
        self.unbound: dict[object, Value] = {}

    def parse(self, content: str) -> Parsed:
        """Parse Python, or take what was parsed of the cell already: the same trees that everybody looks at."""
        if content not in self.parsed:
            self.parsed[content] = self.known.get(content) or parsed_source(content)
        return self.parsed[content]

    def evaluate(self, node: ast.expr) -> Value:
        """Return the value of an expression, never without what it was computed from."""
        if isinstance(node, ast.Name):
            value = self.lookup(node.id)
            self.inner.append(value)
            self.constant = False
            return value
        if isinstance(node, ast.Constant):
            self.constant = True
            return super().evaluate(node)
        outside, self.inner = self.inner, []
        try:
            if isinstance(node, ast.ListComp | ast.GeneratorExp | ast.DictComp) and self._stands_there(node):
                value = self._one_by_one(node)
            else:
                value = self._chosen(node) if isinstance(node, ast.IfExp) and self.inlined else super().evaluate(node)
            value = _one_of(node, value, self.inner)
            value = self._kept(node, value)
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name) and node.func.id == LINE:
                    self.keep(LINE, Arguments(), node, None)
                self._made_with(node, value)
        finally:
            self.inner = outside
            self.constant = False
        outside.append(value)
        return value

    def _kept(self, node: ast.expr, value: Value) -> Value:
        """Return a value with what it was computed from, and note how where that says more than the value."""
        if isinstance(value, Unknown) or (isinstance(value, Built) and not is_text(value, node)):
            value = mixed(self.inner)
            if isinstance(node, ast.Compare | ast.UnaryOp | ast.BoolOp | ast.BinOp):
                self.shapes[value] = Written(node, tuple(self.inner))
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp) or self.joins(node, value, self.inner):
            self.shapes[value] = Written(node, tuple(self.inner))
        elif isinstance(node, ast.Subscript) and isinstance(value, Ref) and _is_item(value, self.inner[0]):
            return self._item(value.base, node)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and self.is_open(self.inner[0]):
            return self._item(self.rows(self.inner[0]), node)
        return value

    def _made_with(self, node: ast.Call, value: Value) -> None:
        """Note that what a call gives is made of the options, too, that nobody here knows: ``SVC(**best)``."""
        for keyword in node.keywords:
            if keyword.arg is None and isinstance(keyword.value, ast.Name | ast.Attribute) and isinstance(value, Ref):
                options = self.evaluate(keyword.value)
                if isinstance(options, Ref):
                    self.grow(value, options, node, "**")

    def _stands_there(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> bool:
        """Tell whether a comprehension goes through a few things that are written there, and leaves none out."""
        turn = node.generators[0]
        if len(node.generators) > 1 or turn.ifs:
            return False
        if isinstance(turn.iter, ast.Name):
            known = self.lookup(turn.iter.id)
            return isinstance(known, Seq) and 1 < len(known.items) <= _FEW
        if isinstance(turn.iter, ast.Call) and isinstance(turn.iter.func, ast.Name):
            name = node.key if isinstance(node, ast.DictComp) else node.elt
            return isinstance(name, ast.JoinedStr) and bool(_numbers(turn.iter))
        if isinstance(turn.iter, ast.Call) and isinstance(turn.iter.func, ast.Attribute):
            named = turn.iter.func.value if turn.iter.func.attr in {"items", "values"} else None
            held = self.lookup(named.id) if isinstance(named, ast.Name) else None
            return isinstance(held, Map) and held.complete and 1 < len(held.items) <= _FEW
        return isinstance(turn.iter, ast.Tuple | ast.List) and 1 < len(turn.iter.elts) <= _FEW

    def _one_by_one(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> Value:
        """Return what such a comprehension gives, each of its things followed by itself."""
        turn = node.generators[0]
        numbers = _numbers(turn.iter) if isinstance(turn.iter, ast.Call) else ()
        given = Seq(numbers) if numbers else self.evaluate(turn.iter)
        before = self.scope.branch()
        keys: list[object] = []
        made: list[Value] = []
        for each in given.items if isinstance(given, Seq) else (element(given),):
            self.bind(turn.target, each)
            if isinstance(node, ast.DictComp):
                key = self.evaluate(node.key)
                keys.append(key.value if isinstance(key, Const) and isinstance(key.value, str | int) else ("other", 0))
            made.append(self.evaluate(node.value if isinstance(node, ast.DictComp) else node.elt))
        self.scope.names = before
        if not isinstance(node, ast.DictComp):
            return Seq(tuple(made))
        complete = ("other", 0) not in keys
        return Map(self.journal, {(key if complete else ("other", n)): made[n] for n, key in enumerate(keys)}, complete)

    def _item(self, owner: Value | None, node: ast.Subscript) -> Item:
        assert isinstance(owner, Ref)  # noqa: S101 - what ``_is_item`` said
        value = Item(owner, self._key(node.slice), node.slice)
        self._add(Event("", node, self.fragment, Arguments(), None, self.outer, value=value))
        if isinstance(node.ctx, ast.Del):
            given = Arguments((Argument(value.key, self.fragment, node.slice),))
            self.keep(f"{owner.name}.__delitem__", given, node, owner)
        return value

    def _key(self, node: ast.expr) -> Value:
        other = self.inner[-1] if len(self.inner) > 1 else UNKNOWN
        return Const(node.value) if isinstance(node, ast.Constant) else other

    def execute(self, body: list[ast.stmt]) -> None:
        """Run statements; of a branch that a call's own arguments decide about only what they choose."""
        if not self.inlined or not any(isinstance(statement, ast.If) for statement in body):
            super().execute(body)
            return
        for statement in body:
            test = self.evaluate(statement.test) if isinstance(statement, ast.If) else UNKNOWN
            if isinstance(statement, ast.If) and isinstance(test, Const):
                self.execute(statement.body if test.value else statement.orelse)
            else:
                super().execute([statement])

    def _chosen(self, node: ast.IfExp) -> Value:
        test = self.evaluate(node.test)
        if isinstance(test, Const):
            return self.evaluate(node.body if test.value else node.orelse)
        return super().evaluate(node)

    def lookup(self, name: str) -> Value:
        """Return what a name stands for; a name that nothing binds is the same thing wherever it stands."""
        value = super().lookup(name)
        if isinstance(value, Ref) and value.name.startswith("?.") and value.base is None:
            return self.unbound.setdefault(value.name, value)
        return value

    def enter(self, function: Func, arguments: Arguments, *, standalone: bool = False) -> Value:
        """Run a function's body with the arguments."""
        outside, self.inner = self.inner, []
        try:
            return super().enter(function, arguments, standalone=standalone)
        finally:
            self.inner = outside

    def _parameters(self, function: Func, arguments: Arguments, *, standalone: bool) -> Iterable[tuple[str, Value]]:
        """Yield the parameters and their values; what nobody says is one and the same unknown thing."""
        for name, value in super()._parameters(function, arguments, standalone=standalone):
            if isinstance(value, Unknown):
                yield name, self.unbound.setdefault((function.node, name), Ref(f"?.{name}"))
            else:
                yield name, value

    def invoke(self, function: Value, arguments: Arguments, node: ast.Call) -> Value:
        """Call a value, and note calls of the notebook's own functions and classes, too."""
        if isinstance(function, Func | Klass | Instance):
            self.keep(spelled(function), arguments, node, function)
        value = super().invoke(function, arguments, node)
        if isinstance(value, Unknown) and isinstance(function, Func):
            return mixed([argument.value for argument in arguments.positional])
        return value

    def _invoke_ref(self, function: Ref, arguments: Arguments, node: ast.Call) -> Value:
        value = super()._invoke_ref(function, arguments, node)
        method = function.name.rpartition(".")[2]
        if isinstance(function.base, Func) and method in _STARTS:
            return function.base if method in _CONFIGURES else self.follow(function.base, arguments, node)
        if method in _WAITS and function.base is not None and not arguments.positional:
            return function.base
        if method in words("choices", "searches"):
            self._searched(function, arguments, node, value)
        self.executed(function.name, arguments, node)
        if function.base is not None:
            self.changed(function, arguments, node)
        return value

    def _searched(self, function: Ref, arguments: Arguments, node: ast.Call, found: Value) -> None:
        """Ask the function that a search for the best setting asks; what is found is made of what it says."""
        for given in [*arguments.values()]:
            for option in given.options if isinstance(given, AnyOf) else (given,):
                if isinstance(option, Func | Partial | Instance):
                    said = self.invoke(option, Arguments(complete=False), node)
                    self.keep(SEARCHED, Arguments((Argument(said, self.fragment),)), node, None)
                    for owner in (found, function.base):
                        if isinstance(owner, Ref):
                            self.grow(owner, said, node, SEARCHED)

    def bind(self, target: ast.expr, value: Value) -> None:
        """Assign a value to a target; what ``x += y`` gives is made from both."""
        unknown = isinstance(value, Unknown) or (isinstance(value, Built) and not is_text(value, target))
        if unknown and self.carried and id(target) in self.turns:
            value = self.turns[id(target)]
        elif unknown and self.inner:
            known = [self.lookup(target.id)] if isinstance(target, ast.Name) else []
            value = mixed([*known] if self.constant else [self.inner[-1], *known])  # ``x += 1`` is made of x alone
        self.turns[id(target)] = value
        if isinstance(target, ast.Name) and self.scope.parent is not None:
            self.locals.setdefault(value, target.id)
        self.added(target, value, self.inner[-1] if self.inner else UNKNOWN)
        super().bind(target, value)

    def _carries(self, body: list[ast.stmt], before: dict[str, Value]) -> bool:
        """Tell whether a loop runs once more; what it goes through is what it was the first time."""
        self.carried = super()._carries(body, before)
        return self.carried

    def _again(self, body: list[ast.stmt]) -> None:
        self.carried = False
        super()._again(body)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        options = [option for option in value.options if isinstance(option, Ref)] if isinstance(value, AnyOf) else []
        if options and isinstance(value, AnyOf) and len(options) == len(value.options):
            for index, target in enumerate(targets):
                self.bind(target, any_of(*(Part(option, index, len(targets)) for option in options)))
        elif isinstance(value, Ref):
            for index, target in enumerate(targets):
                self.bind(target, Part(value, index, len(targets)))
        else:
            super()._unpack(targets, value)

    def _bind_item(self, target: ast.Subscript, value: Value) -> None:
        super()._bind_item(target, value)
        self._grow_target(target, value)

    def _bind_attribute(self, target: ast.Attribute, value: Value) -> None:
        super()._bind_attribute(target, value)
        self._grow_target(target, value)

    def _grow_target(self, target: ast.Subscript | ast.Attribute, value: Value) -> None:
        base: ast.expr = target
        while isinstance(base, ast.Subscript | ast.Attribute):
            base = base.value
        owner = self.lookup(base.id) if isinstance(base, ast.Name) else UNKNOWN
        if not isinstance(owner, Instance):
            key = self._key(target.slice) if isinstance(target, ast.Subscript) else UNKNOWN
            put = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.JoinedStr | ast.BinOp)
            names = spelled_names(target.slice, self.lookup) if isinstance(target, ast.Subscript) and put else ()
            for name in names:
                self.grow(owner, value, target, f"[{name}]")
            if not names:
                self.grow(owner, value, target, f"[{key.value}]" if isinstance(key, Const) else "")


def _is_item(value: Ref, owner: Value) -> bool:
    """Whether a value is what was taken out of its owner, and not what a dict of the notebook holds."""
    return type(value) is Ref and value.name.endswith("[]") and value.base is owner and isinstance(owner, Ref)


def _numbers(node: ast.Call) -> tuple[Value, ...]:
    """Return the numbers of a short range that is written out: ``range(1, 7)``."""
    plain = isinstance(node.func, ast.Name) and node.func.id == "range" and not node.keywords
    given = [each.value for each in node.args if isinstance(each, ast.Constant) and type(each.value) is int]
    if not plain or len(given) != len(node.args) or not given or 0 in given[2:]:
        return ()
    numbers = range(*given[:3])
    return tuple(map(Const, numbers)) if 1 < len(numbers) <= _SHORT else ()


def _one_of(node: ast.expr, value: Value, inner: list[Value]) -> Value:
    """Return what a dict holds under one of several keys, ``loaders[phase]``; any other value as it is."""
    if not (isinstance(node, ast.Subscript) and isinstance(value, Unknown) and len(inner) > 1):
        return value
    if isinstance(inner[0], Map) and isinstance(inner[-1], AnyOf):
        held = inner[0].items
        keys = [key.value if isinstance(key, Const) else None for key in inner[-1].options]
        if all(isinstance(key, str | int) and key in held for key in keys):
            return any_of(*(held[key] for key in keys))
    return value
