"""Whether two values are the same thing, by what they were made of and not by what they are called.

Two data sets that are read from one file with the same arguments are alike; two draws of a generator are not, nor is
an object that has learned something in between what it was before.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from jupyter_mlsec.code.values import Built, Const, Func, Map, Ref, Seq, Unknown, Value
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item, Part

_OTHER_EACH_TIME = re.compile(
    r"\w*rand\w*|(?!score_samples)\w*sampl\w*|shuffl\w*|\w*permut\w*|normal|uniform|laplace|choices?|integers"
    r"|bootstrap|draws?|pop|next"
    r"|read|readline|recv|fetch(?:one|many)|generate|now|time|perf_counter|uuid\d|input|get_nowait|step|split|resample"
    r"|clone|copy|deepcopy|remote|invoke|complete|completions?|create"
)
_RANDOM_OBJECTS = re.compile(r"\.(?:default_rng|RandomState|Random|Generator)\(\)")
_NAMED = re.compile(r"id='[^']*'")
_DEEPEST = 40


@dataclass(slots=True, eq=False)
class Alike:
    """Keys of values: equal ones are the same thing. ``each`` tells the turns of two loops over one thing apart."""

    program: Program
    each: bool = False
    _known: dict[Value, int] = field(default_factory=dict)
    _numbers: dict[object, int] = field(default_factory=dict)

    def same(self, one: Value | None, other: Value | None, before: float = float("inf")) -> bool:
        """Tell whether two values are one thing, and anything that is no constant."""
        if one is None or other is None or isinstance(one, Const) or isinstance(other, Const):
            return False
        return self.key(one, before) == self.key(other, before)

    def key(self, value: Value, before: float = float("inf"), depth: int = 0) -> int:
        """Return the key of what a value is before a moment."""
        plain = self._plain(value, depth)
        grown = [each for each in self.program.flow.grown.get(value, ()) if each[0] < before]
        if not grown or depth > _DEEPEST:
            return plain
        left = tuple((how, *self._gained(what, time, depth + 1)) for time, what, how in grown if what is not value)
        return self._number(("grown", plain, left))

    def _gained(self, what: Value, time: float, depth: int) -> tuple[int, ...]:
        """Return the keys of what an object was given, which comes as a mixture of it."""
        mixture = isinstance(what, Ref) and what.name == UNNAMED and what not in self.program.written
        parts = what.made.values() if mixture and isinstance(what, Ref) and what.made is not None else (what,)
        return tuple(self.key(each, time, depth) for each in parts)

    def _plain(self, value: Value, depth: int) -> int:
        known = self._known.get(value)
        if known is None:
            self._known[value] = self._number(value)  # while it is looked at, itself
            known = self._known[value] = self._number(self._shape(value, depth + 1))
        return known

    def _number(self, shape: object) -> int:
        return self._numbers.setdefault(shape, len(self._numbers))

    def _shape(self, value: Value, depth: int) -> object:  # noqa: PLR0911 - one return a kind of value
        if depth > _DEEPEST:
            return value
        match value:
            case Const(value=held) if isinstance(held, str | int | float | bytes | bool | None):
                return ("const", type(held).__name__, held)
            case Seq(items=items) | Built(parts=items):
                return (type(value).__name__, *(self.key(each, depth=depth) for each in items))
            case Map(items=held, complete=True):
                return ("map", *sorted((str(name), self.key(each, depth=depth)) for name, each in held.items()))
            case Func(node=node):
                return ("function", node)
            case Part(index=index, of=of, base=base) if base is not None:
                return ("part", index, of, self.key(base, depth=depth))
            case Item(key=key, base=base) if base is not None:
                return ("item", self._chosen(value, key, depth), self.key(base, depth=depth))
            case Ref():
                return self._of_ref(value, depth)
            case Unknown():
                return object()  # two things of which nothing is known may be two
        return value

    def _chosen(self, value: Item, key: Value, depth: int) -> object:
        if isinstance(key, Const):
            return ("const", key.value)
        return (_form(value.node), self.key(key, depth=depth))

    def _of_ref(self, value: Ref, depth: int) -> object:
        if value.name == UNNAMED or value in self.program.written:
            return self._written(value, depth)
        if value.name.endswith("[]"):
            return value if self.each or value.base is None else ("each", self.key(value.base, depth=depth))
        if not value.name.endswith("()"):
            return value.name if value.base is None else (value.name, self.key(value.base, depth=depth))
        call = self.program.flow.call_of(value)
        if call is None or value.made is None or self._differs(value, call):
            return value
        given = (*(self.key(each.value, call.order, depth) for each in value.made.positional),)
        named = sorted((name, self.key(each.value, call.order, depth)) for name, each in value.made.keywords.items())
        owner = 0 if value.base is None else self.key(value.base, call.order, depth)
        return ("call", value.name, owner, given, tuple(named))

    def _written(self, value: Ref, depth: int) -> object:
        written = self.program.written.get(value)
        if written is None:
            return value
        return (_form(written.node), *(self.key(each, depth=depth) for each in written.parts))

    def _differs(self, value: Ref, call: Call) -> bool:
        """Whether another call of the same kind may give something else."""
        if _OTHER_EACH_TIME.fullmatch(call.method) or _RANDOM_OBJECTS.search(value.name):
            return True
        owned = value.base is not None and any(mark in getattr(value.base, "name", "") for mark in ("()", "[]"))
        bare = not call.arguments.positional and not call.arguments.keywords
        return bare and not owned and not call.method[:1].isupper()


def _form(node: ast.expr) -> str:
    """Return an expression without the names in it, whose values are looked at by themselves."""
    return _NAMED.sub("id=", ast.dump(node))
