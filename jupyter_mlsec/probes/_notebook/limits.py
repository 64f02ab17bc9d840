"""Figures that a notebook holds against limits: what is measured, on which side, and if the limit can be broken."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from jupyter_mlsec.probes._names.read import entries, table

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
_DEEPEST = 6
_HUGE = 1e5  # a limit for any figure that means nothing
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
_LONGEST = 30  # the power of ten of a limit
_INFINITE = frozenset({"inf", "Inf", "infty", "maxsize", "Infinity"})
_SUMS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@cache
def topics() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the items that figures belong to, with the words by which they are told."""
    return tuple((each["item"], re.compile(each["words"])) for each in entries("limits", "topic"))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns that lie in ``_names/limits``."""
    return re.compile(table("limits", "words")[name], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limit:
    """One comparison: the figure, the limit, whether the test holds where the figure is large."""

    item: str
    words: str  # of the figure, apart by blanks
    made: str  # the words of what the figure was given
    measured: ast.expr
    bound: ast.expr
    value: float | None
    above: bool  # the test asks for a large figure
    named: bool  # the limit has a name that says that it is one

    @property
    def void(self) -> bool:
        """Whether no figure of this kind is on the other side of the limit."""
        return self._beyond(above=self.above)

    @property
    def never(self) -> bool:
        """Whether the test itself holds for no figure: ``if auc < 0``, ``if gap > 1``."""
        return self._beyond(above=not self.above)

    def _beyond(self, *, above: bool) -> bool:
        if self.value is None:
            return False
        own = pattern("rates").search(self.words) is not None
        if above:
            return self.value <= 0 and (own or not pattern("negative").search(f"{self.words} {self.made}"))
        share = own or (not pattern("negative").search(self.words) and pattern("rates").search(self.made) is not None)
        return self.value >= _HUGE or (self.value >= 1 and share)


@dataclass(slots=True)
class Names:
    """What names of a notebook were given: expressions, in the order of the code."""

    given: dict[str, list[ast.expr]] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict)

    def number(self, node: ast.expr | None, depth: int = 0) -> float | None:  # noqa: PLR0911 - one return a kind of expression
        """Return the number that an expression is whatever happens; None where it is not known."""
        if depth > _DEEPEST or node is None:
            return None
        match node:
            case ast.Constant(value=int() | float() as known) if not isinstance(known, bool):
                return float(known)
            case ast.Name(id=name):
                values = {self.number(each, depth + 1) for each in self.given.get(name, ())[:4]}
                return values.pop() if len(values) == 1 else None
            case ast.Subscript(value=held, slice=ast.Constant(value=key)) if key is ...:
                return self._each(held, depth)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key)):
                return self.number(self._held(name, key), depth + 1)
            case ast.List() | ast.Tuple():
                return self._each(node, depth)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                turned = self.number(inner, depth + 1)
                return None if turned is None else -turned
            case ast.BinOp():
                return self._sum(node, depth)
        return _infinite(node)

    def _each(self, node: ast.expr, depth: int) -> float | None:
        """Return the number that all elements of a list are."""
        if isinstance(node, ast.Name) and len(self.given.get(node.id, ())) == 1:
            node = self.given[node.id][0]
        if not isinstance(node, ast.List | ast.Tuple):
            return None
        values = {self.number(each, depth + 1) for each in node.elts[:20]}
        return values.pop() if len(values) == 1 else None

    def _sum(self, node: ast.BinOp, depth: int) -> float | None:
        one, other = self.number(node.left, depth + 1), self.number(node.right, depth + 1)
        if one is None or other is None or type(node.op) not in _SUMS or (isinstance(node.op, ast.Div) and not other):
            return None
        if isinstance(node.op, ast.Pow) and (abs(other) > _LONGEST or one < 0):
            return None
        return _SUMS[type(node.op)](one, other)

    def truth(self, node: ast.expr | None, depth: int = 0) -> bool | None:  # noqa: PLR0911 - one return a kind of expression
        """Return whether a test always or never holds; None where that depends."""
        if depth > _DEEPEST or node is None:
            return None
        match node:
            case ast.Constant(value=value):
                return None if value is ... else bool(value)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                known = self.truth(inner, depth + 1)
                return None if known is None else not known
            case ast.Name(id=name):
                values = {self.truth(each, depth + 1) for each in self.given.get(name, ())[:4]}
                return values.pop() if len(values) == 1 else None
            case ast.BoolOp(op=op, values=parts):
                wanted = isinstance(op, ast.Or)
                return wanted if any(self.truth(each, depth + 1) is wanted for each in parts) else None
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key)):
                return self.truth(self._held(name, key), depth + 1)
        return None

    def _held(self, name: str, key: object) -> ast.expr | None:
        given = self.given.get(name, ())
        if len(given) != 1 or not isinstance(given[0], ast.Dict):
            return None
        pairs = zip(given[0].keys, given[0].values, strict=True)
        return next((held for own, held in pairs if isinstance(own, ast.Constant) and own.value == key), None)

    def words(self, node: ast.expr) -> str:
        """Return the names in an expression, apart by blanks."""
        return " ".join(_names_in(node))

    def behind(self, node: ast.expr, depth: int = 2) -> str:
        """Return the names in what the names of an expression were given."""
        found: list[str] = []
        found.extend(self._given_words(each.id, depth) for each in ast.walk(node) if isinstance(each, ast.Name))
        return " ".join(found)

    def _given_words(self, name: str, depth: int) -> str:
        known = self._words.get(name)
        if known is None:
            self._words[name] = ""  # while it is looked at
            given = self.given.get(name, ())[-3:]
            words = [self.words(each) for each in given]
            if depth > 1:
                words += [self._given_words(each.id, depth - 1) for value in given for each in ast.walk(value)
                          if isinstance(each, ast.Name)][:12]  # fmt: skip
            known = self._words[name] = " ".join(words)[:2_000]
        return known

    def item(self, node: ast.expr) -> str:
        """Return the item of the checklist that a figure belongs to; empty where it is none."""
        own = self.words(node)
        for words in (own, f"{own} {self.behind(node)}"):
            for item, told in topics():
                if told.search(words):
                    return item
        return ""

    def limits(self, test: ast.expr) -> Iterator[Limit]:
        """Yield the comparisons of figures with limits in a test; ``not`` turns them around."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            for each in self.limits(test.operand):
                yield replace(each, above=not each.above)
        elif isinstance(test, ast.BoolOp):
            for value in test.values:
                yield from self.limits(value)
        elif isinstance(test, ast.Call) and isinstance(test.func, ast.Name | ast.Attribute) and test.args[:1]:
            if _last(test.func) in {"bool", "all", "any"}:
                yield from self.limits(test.args[0])
        elif isinstance(test, ast.Compare) and len(test.ops) == 1:
            yield from self._compared(test.left, type(test.ops[0]), test.comparators[0])

    def _compared(self, left: ast.expr, op: type[ast.cmpop], right: ast.expr) -> Iterator[Limit]:
        if op not in _FLIPPED:
            return
        for measured, how, bound in ((left, op, right), (right, _FLIPPED[op], left)):
            value = self.number(bound)
            named = pattern("limits").search(self.words(bound)) is not None
            if (value is None and not named) or self.number(measured) is not None:
                continue
            item = self.item(measured)
            if item and not (named and value is None and pattern("limits").search(self.words(measured))):
                made, above = self.behind(measured, 1), how in {ast.Gt, ast.GtE}
                yield Limit(item, self.words(measured), made, measured, bound, value, above, named)
                return


def _infinite(node: ast.expr) -> float | None:
    match node:
        case ast.Attribute(attr=attr) if attr in _INFINITE:
            return math.inf
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]) if "inf" in text.lower():
            return -math.inf if text.strip().startswith("-") else math.inf
    return None


def _names_in(node: ast.expr) -> Iterator[str]:
    for each in ast.walk(node):
        name = ""
        if isinstance(each, ast.Name):
            name = each.id
        elif isinstance(each, ast.Attribute):
            name = each.attr
        elif isinstance(each, ast.Constant) and isinstance(each.value, str) and len(each.value) < 40:  # noqa: PLR2004 - a key
            name = each.value
        if name:
            yield " ".join(_CAMEL.sub(" ", name).lower().split())


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
