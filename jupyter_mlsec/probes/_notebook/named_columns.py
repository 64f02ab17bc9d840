"""Columns that stand for themselves: lists of names, written out or as all of a table but some."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_COPIES = frozenset({"copy", "to_list", "tolist"})
_NAMED = (".alias()", ".col()", ".name()", ".column()", ".as_()")
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns ``chosen`` of a table (None: all), without those that were ``dropped``.

    ``tables`` is the table and what it was before rows were left out of it or put into order. ``numbers`` where only
    columns of numbers were kept, whichever they are.
    """

    tables: tuple[Value, ...]
    chosen: frozenset[str] | None
    dropped: frozenset[str]
    numbers: bool = False
    spelled: frozenset[tuple[str, str]] = frozenset()  # of ``chosen``: those whose names begin, end or go so, if any

    def holds(self, name: str) -> bool:
        """Whether a column is among them."""
        return name not in self.dropped and (self.chosen is None or name in self.chosen) and self._is_spelled(name)

    def _is_spelled(self, name: str) -> bool:
        return not self.spelled or any(
            (how == "startswith" and name.startswith(text))
            or (how == "endswith" and name.endswith(text))
            or (how == "in" and text in name)
            for how, text in self.spelled
        )


def picked(item: Item, program: Program) -> Columns | None:
    """Return which columns a choice picks: all where it picks rows, None where nobody can say."""
    key, node = item.key, item.node
    if isinstance(node, ast.Tuple) and isinstance(key, Seq) and len(node.elts) == len(key.items) == 2:  # noqa: PLR2004
        node, key = node.elts[1], key.items[1]
        if isinstance(node, ast.Slice):
            return _all() if node.lower is None and node.upper is None else None
    if isinstance(node, ast.Slice) or item in program.written:
        return _all()
    if isinstance(key, Const) and isinstance(key.value, str):
        return _only({key.value})
    if (names := named_columns(key, program)) is not None:
        return names
    masks = key in program.written and not isinstance(key, Seq)
    return _all() if masks or isinstance(node, ast.Compare | ast.UnaryOp) or _says_of_each(key) else None


def _says_of_each(key: Value) -> bool:
    """Tell whether a key is what a method says of each row: ``df["state"].isin(["paid", "late"])``."""
    method = key.name.removesuffix("()").rpartition(".")[2] if isinstance(key, Ref) else ""
    return isinstance(key, Ref) and key.name.endswith("()") and method in words("rows", "masks")


def named_columns(key: Value | None, program: Program) -> Columns | None:
    """Return the columns that a list of names stands for: written out, or all of a table but some."""
    written = program.written.get(key) if key is not None else None
    if isinstance(key, Seq):
        if written is not None and isinstance(written.node, ast.ListComp | ast.SetComp) and written.node.generators:
            return _filtered(key, written.node, program)
        names = [each.value for each in key.items if isinstance(each, Const) and isinstance(each.value, str)]
        return _only(names) if names and len(names) == len(key.items) else None
    if isinstance(key, Ref) and key.name.endswith((".columns", ".feature_names_in_")):
        return _all()
    return _all_but(key, program) if isinstance(key, Ref) else None


def _all_but(key: Ref, program: Program) -> Columns | None:
    """Return what ``df.columns.drop("y")`` or ``list(df.columns)`` stand for."""
    call = program.flow.call_of(key)
    if call is None:
        return None
    if call.base is None:
        return named_columns(call.value(0), program) if call.method in {"list", "sorted"} else None
    inner = named_columns(call.base, program) if call.method in {"difference", "drop", *_COPIES} else None
    if inner is None or call.method in _COPIES:
        return inner
    return Columns((), inner.chosen, inner.dropped | frozenset(all_texts(call.value(0))))


def _filtered(key: Seq, node: ast.ListComp | ast.SetComp, program: Program) -> Columns | None:
    """Return the columns that a comprehension keeps: ``[c for c in df.columns if c not in ("id", "y")]``."""
    each, turn = key.items[0] if key.items else None, node.generators[0]
    if not isinstance(node.elt, ast.Name) or not isinstance(turn.target, ast.Name) or len(node.generators) > 1:
        return None
    if node.elt.id != turn.target.id or not isinstance(each, Ref) or not each.name.endswith("[]"):
        return None
    held = {text for part in program.written[key].parts for text in _compared(part, program)}
    left: set[str] = set()
    spelled: frozenset[tuple[str, str]] = frozenset()
    for test in (test for condition in turn.ifs for test in _tests(condition)):
        if not spelled and (spelled := frozenset(_spelled(test, turn.target.id))):
            continue
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.NotEq | ast.NotIn):
            return None
        left |= {
            each.value for each in ast.walk(test) if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }
        names = {each.id for each in ast.walk(test) if isinstance(each, ast.Name)} - {turn.target.id}
        if names and not held:
            return None
        left |= held if names else set()
    return Columns((), None, frozenset(left), spelled=spelled)


def _spelled(test: ast.expr, name: str) -> Iterator[tuple[str, str]]:
    """Yield how names must be spelled to be kept: ``c.startswith(("lag_", "mean_"))``, ``"lag" in c``."""
    match test:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=asked), attr="startswith" | "endswith" as how), args=[given]
        ) if asked == name:
            several = given.elts if isinstance(given, ast.Tuple) else [given]
            texts = [each.value for each in several if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield from ((how, text) for text in texts if len(texts) == len(several))
        case ast.Compare(left=ast.Constant(value=str(text)), ops=[ast.In()], comparators=[ast.Name(id=asked)]) if (
            asked == name
        ):
            yield "in", text
        case ast.BoolOp(op=ast.Or(), values=values):
            found = [[*_spelled(each, name)] for each in values]
            yield from (each for several in found for each in several) if all(found) else ()
        case _:
            pass


def _tests(condition: ast.expr) -> list[ast.expr]:
    """Return the conditions that must all be met."""
    both = isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And)
    return condition.values if both and isinstance(condition, ast.BoolOp) else [condition]


def _compared(value: Value, program: Program) -> Iterator[str]:
    written = program.written.get(value)
    for part in written.parts if written is not None else ():
        yield from all_texts(part)
        if part in program.written and part is not value:
            yield from _compared(part, program)


def _all() -> Columns:
    return Columns((), None, frozenset())


def _only(names: Iterable[str]) -> Columns:
    return Columns((), frozenset(names), frozenset())


def selected(call: Call) -> frozenset[str] | None:
    """Return the columns that ``table.select("a", pl.col("b"))`` names; None where one of them has no name."""
    found: set[str] = set()
    for argument in (each.value for each in call.arguments.positional):
        for each in argument.items if isinstance(argument, Seq) else (argument,):
            name = column_name(each)
            if name is None:
                return None
            found.add(name)
    return frozenset({*found, *call.arguments.keywords}) or None


def column_name(value: Value | None) -> str | None:
    """Return the name that an expression of a column has in the end: ``pl.col("a").sum().alias("b")`` is b."""
    current = value
    for _ in range(_STEPS):
        if isinstance(current, Const):
            return current.value if isinstance(current.value, str) else None
        if not isinstance(current, Ref) or current.made is None:
            return None
        if current.name.endswith(_NAMED) or current.name == "?.col()":
            current = next((given.value for given in current.made.positional), None)
        elif isinstance(current, Item):
            current = current.key
        else:
            current = current.base
    return None
