"""Lists as long as something outside the notebook, a row for each line of a file: taken apart and put together."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from jupyter_mlsec.code.journal import Journal
from jupyter_mlsec.code.scope import Globals
from jupyter_mlsec.code.values import AnyOf, Argument, Arguments, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.starter import Starter
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Written


class OpenLists(Starter):
    """Knows how values were written, and gives the same rows each time that a list is taken apart."""

    __slots__ = ("lists", "longer", "shapes")

    def __init__(self, journal: Journal, names: Globals) -> None:
        super().__init__(journal, names)
        self.shapes: dict[Value, Written] = {}
        self.lists: dict[Value, Ref] = {}
        self.longer: set[Value] = set()  # lists to which rows were added that nobody counts

    def is_open(self, value: Value) -> bool:
        """Tell whether a list has as many elements as something outside the notebook."""
        written = self.shapes.get(value) if isinstance(value, Seq) else None
        return value in self.longer or (written is not None and isinstance(written.node, ast.ListComp | ast.BinOp))

    def grow(self, owner: Value, value: Value, node: ast.expr, how: str = "") -> None:
        """Note that an object holds something more from now on; a list that is given rows is open."""
        super().grow(owner, value, node, how)
        if isinstance(owner, Seq) and isinstance(value, Ref | AnyOf):
            self.longer.add(owner)

    def rows(self, value: Value) -> Ref:
        """Return a list as rows that can be taken apart; the same ones each time."""
        given = Arguments((Argument(value, self.fragment),), complete=False)
        return self.lists.setdefault(value, Ref(UNNAMED, given))

    def joins(self, node: ast.expr, value: Value, parts: Iterable[Value]) -> bool:
        """Tell whether lists are put together of which one is open."""
        return isinstance(node, ast.BinOp) and isinstance(value, Seq) and any(map(self.is_open, parts))

    def added(self, target: ast.expr, value: Value, right: Value) -> None:
        """Note how ``rows += […]`` puts a list together."""
        if not isinstance(target, ast.Name) or not isinstance(value, Seq) or value in self.shapes:
            return
        known = self.lookup(target.id)
        if isinstance(known, Seq) and value is not right and value.items[: len(known.items)] == known.items:
            self.shapes[value] = Written(ast.BinOp(target, ast.Add(), target), (known, right))
