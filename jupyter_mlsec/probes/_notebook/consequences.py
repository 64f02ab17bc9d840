"""What follows from a check: whether anything of a notebook's code becomes another when it fails."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.code.ipython import PLACEHOLDER
from jupyter_mlsec.probes._notebook.limits import Names, pattern

_DEEPEST = 5
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Code:
    """The trees of a notebook, gone through once: parents, order, what names are given and where they are read."""

    trees: tuple[ast.Module, ...]
    names: Names = field(default_factory=Names)
    nodes: list[ast.AST] = field(default_factory=list)
    order: dict[int, int] = field(default_factory=dict)
    parents: dict[int, ast.AST] = field(default_factory=dict)
    reads: dict[str, list[ast.Name]] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    columns: dict[tuple[str, str], ast.expr] = field(default_factory=dict)  # what they were given last
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)  # by the last name of what is called
    unpacked: set[str] = field(default_factory=set)  # names of parts of a value: no two of them are one thing
    _words: dict[int, str] = field(default_factory=dict)
    _lasts: dict[str, int] = field(default_factory=dict)
    _known: dict[object, bool] = field(default_factory=dict)  # what was asked before; what is being asked is not yet so

    def __post_init__(self) -> None:
        """Go through all nodes, in the order in which they are written."""
        for tree in self.trees:
            pending: list[ast.AST] = [tree]
            while pending:
                node = pending.pop()
                self.order[id(node)] = len(self.nodes)
                self.nodes.append(node)
                self._note(node)
                children = list(ast.iter_child_nodes(node))
                for child in children:
                    self.parents[id(child)] = node
                pending.extend(reversed(children))
        for name, function in self.functions.items():
            for call in self.calls.get(name, ()):
                self._hand(function, call)

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self.reads.setdefault(node.id, []).append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._give(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            self._give(node.target, node.value)
        elif isinstance(node, ast.AugAssign):
            self._give(node.target, ast.BinOp(node.target, node.op, node.value))
        elif isinstance(node, ast.For | ast.comprehension):
            self._give(node.target, ast.Subscript(node.iter, ast.Constant(...), ast.Load()))
        elif isinstance(node, Function):
            self._define(node)
        elif isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
        elif isinstance(node, ast.Call):
            self.calls.setdefault(called(node), []).append(node)

    def _define(self, node: Function) -> None:
        self.functions[node.name] = node
        named = [*node.args.posonlyargs, *node.args.args]
        last = named[len(named) - len(node.args.defaults) :]
        for argument, default in zip(last, node.args.defaults, strict=True):
            self._give(ast.Name(argument.arg, ast.Store()), default)
        for argument, given in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if given is not None:
                self._give(ast.Name(argument.arg, ast.Store()), given)

    def _hand(self, function: Function, call: ast.Call) -> None:
        """Note what a function of the notebook is given."""
        for argument, value in zip(function.args.args, call.args, strict=False):
            self._give(ast.Name(argument.arg, ast.Store()), value)
        for keyword in call.keywords:
            if keyword.arg is not None:
                self._give(ast.Name(keyword.arg, ast.Store()), keyword.value)

    def _give(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            if not (isinstance(value, ast.Name) and value.id == target.id):
                self.names.given.setdefault(target.id, []).append(value)
        elif isinstance(target, ast.Subscript):
            if isinstance(target.value, ast.Name) and isinstance(target.slice, ast.Constant):
                self.columns[target.value.id, str(target.slice.value)] = value
        elif isinstance(target, ast.Tuple | ast.List):
            held = value.elts if isinstance(value, ast.Tuple | ast.List) else []
            if len(held) != len(target.elts):
                self.unpacked.update(each.id for each in target.elts if isinstance(each, ast.Name))
            for place, each in enumerate(target.elts):
                self._give(each, held[place] if len(held) == len(target.elts) else value)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that holds a node."""
        return self.parents.get(id(node))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, from the inside."""
        inner = self.parent(node)
        while inner is not None:
            yield inner
            inner = self.parent(inner)

    def function_of(self, node: ast.AST) -> Function | None:
        """Return the function that a node stands in."""
        return next((each for each in self.around(node) if isinstance(each, Function)), None)

    def follows(self, block: list[ast.stmt], depth: int = 0) -> bool:
        """Tell whether a block of statements does something: stops, answers, or calls what nobody knows."""
        if depth > _DEEPEST:
            return True
        key = ("block", id(block[0]) if block else 0, len(block))
        if key not in self._known:
            self._known[key] = False
            self._known[key] = any(self._does(node, depth) for each in block for node in ast.walk(each))
        return self._known[key]

    def tested(self, name: str) -> bool:
        """Tell whether some test of what a name holds has a consequence."""
        key = ("test", name)
        if key not in self._known:
            self._known[key] = False
            self._known[key] = any(self._is_tested(read) for read in self.reads.get(name, ()))
        return self._known[key]

    def _is_tested(self, read: ast.Name) -> bool:
        child: ast.AST = read
        for place in self.around(read):
            if isinstance(place, ast.Assert) and child is place.test:
                return True
            if isinstance(place, ast.If | ast.While) and child is place.test:
                return self.follows([*place.body, *place.orelse])
            if isinstance(place, ast.Compare) and self.matters(place):
                return True
            if isinstance(place, ast.stmt):
                return False
            child = place
        return False

    def words_of(self, node: ast.expr) -> str:
        """Return the names in an expression of the code, read once."""
        if id(node) not in self._words:
            self._words[id(node)] = self.names.words(node)[:2_000]
        return self._words[id(node)]

    def last_call(self, kind: str, wanted: Callable[[str], bool]) -> int:
        """Return the place of the last call of some names in the order of the code; -1 where there is none."""
        if kind not in self._lasts:
            places = [self.order[id(calls[-1])] for name, calls in self.calls.items() if wanted(name)]
            self._lasts[kind] = max(places, default=-1)
        return self._lasts[kind]

    def _does(self, node: ast.AST, depth: int) -> bool:
        if isinstance(node, ast.Raise | ast.Assert | ast.Break | ast.Continue | ast.Delete | ast.Yield | ast.YieldFrom):
            return True
        if isinstance(node, ast.Return):
            function = self.function_of(node)
            return function is None or self._answer_matters(function, depth + 1)
        if isinstance(node, ast.Call):
            return self._call_does(node, depth)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return any(self.matters_named(name, depth + 1) for target in targets for name in _bound(target))
        return False

    def _call_does(self, node: ast.Call, depth: int) -> bool:
        name = called(node)
        if name == PLACEHOLDER or pattern("stops").fullmatch(name):
            return True
        if isinstance(node.func, ast.Name) and name in self.functions:
            key = ("call", name)
            if key not in self._known:
                self._known[key] = False
                self._known[key] = self.follows(self.functions[name].body, depth + 1)
            return self._known[key]
        if isinstance(node.func, ast.Attribute) and name in {
            "append",
            "add",
            "extend",
            "update",
            "insert",
            "setdefault",
        }:
            return any(self.matters_named(each, depth + 1) for each in _bound(node.func.value))
        if not name:
            return not isinstance(node.func, ast.Call | ast.Subscript | ast.Lambda)
        return pattern("soft").fullmatch(name) is None and not (
            name[:1].isupper() and name.endswith(("Warning", "Error"))
        )

    def _answer_matters(self, function: Function, depth: int) -> bool:
        """Tell whether what a function answers is of consequence where it is called."""
        if depth > _DEEPEST:
            return True
        key = ("answer", id(function))
        if key not in self._known:
            self._known[key] = False
            calls = self.calls.get(function.name, [])
            handed = any(not isinstance(self.parent(each), ast.Call) for each in self.reads.get(function.name, ()))
            self._known[key] = handed or any(self.matters(each, depth + 1) for each in calls)
        return self._known[key]

    def matters_named(self, name: str, depth: int = 0) -> bool:
        """Tell whether something hangs on what a name holds."""
        if depth > _DEEPEST:
            return True
        if name not in self._known:
            self._known[name] = False
            self._known[name] = any(self.matters(read, depth + 1) for read in self.reads.get(name, ()))
        return self._known[name]

    def matters(self, node: ast.expr, depth: int = 0) -> bool:  # noqa: C901, PLR0911, PLR0912 - one return a place where a value may stand
        """Tell whether something hangs on a value: a test that does something, an assert, an argument of a stranger."""
        if depth > _DEEPEST:
            return True
        child: ast.AST = node
        for place in self.around(node):
            match place:
                case ast.Assert():
                    return True
                case ast.If() | ast.While() if child is place.test:
                    return self.follows([*place.body, *place.orelse], depth + 1)
                case ast.Return():
                    function = self.function_of(place)
                    return function is None or self._answer_matters(function, depth + 1)
                case ast.Assign(targets=targets):
                    return any(self.matters_named(name, depth + 1) for each in targets for name in _bound(each))
                case ast.AnnAssign(target=target) | ast.AugAssign(target=target) | ast.NamedExpr(target=target):
                    return any(self.matters_named(name, depth + 1) for name in _bound(target))
                case ast.For() if child is place.iter:
                    return self.follows(place.body, depth + 1)
                case ast.Call() if child is not place.func:
                    if isinstance(place.func, ast.Name) and place.func.id in self.functions:
                        return self._call_does(place, depth)
                    if self._call_does(place, depth):
                        return True
                    if called(place) in {"append", "add", "extend", "update", "insert"}:
                        return False
                case ast.Raise() | ast.With() | ast.Delete() | ast.Yield() | ast.Lambda():
                    return True
                case ast.stmt():
                    return False
            child = place
        return False


def called(node: ast.Call) -> str:
    """Return the last name of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def is_empty(block: list[ast.stmt]) -> bool:
    """Tell whether a block does nothing on purpose: ``pass``, ``...``."""
    told = (each.value if isinstance(each, ast.Expr) else each for each in block)
    return all(isinstance(each, ast.Pass) or (isinstance(each, ast.Constant) and each.value is ...) for each in told)


def _bound(target: ast.expr) -> Iterator[str]:
    """Yield the names whose objects are changed when something is bound to a target."""
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _bound(each)
    while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
        target = target.value
    if isinstance(target, ast.Name):
        yield target.id
