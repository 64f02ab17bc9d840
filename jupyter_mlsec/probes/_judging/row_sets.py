"""Which rows a value holds, as stretches of what was read: ``load("a", split="train+test")``, ``rows[:900]``.

What only hands rows on, loaders, batches, columns, is seen through. What chooses rows in a way that nobody can follow
from here is something of its own, which shares rows with itself and with the whole that it was taken from.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf

from jupyter_mlsec.code.values import Built, Const, Instance, Map, Ref, Seq, Value
from jupyter_mlsec.probes._judging.alike import Alike
from jupyter_mlsec.probes._judging.chance import asked_by_chance, marks, shuffled, split_mark
from jupyter_mlsec.probes._judging.file_rows import written_rows
from jupyter_mlsec.probes._judging.stretches import Rows, bounds_of, cut, plain_bound, whole_number
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import method_of
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.overwritten import plain_path
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.split_calls import brings_rows, is_random, rows_of
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item, Part

_SPLIT = re.compile(r"(?P<name>[\w.\-]+)(?:\[(?P<begin>\d*)(?P<unit>%?):(?P<end>\d*)%?\])?")
_FILE = re.compile(r"[./\\]")
_PLACES = (".iloc", ".loc", ".values", ".data", ".dataset", ".train_dataloader")
_DEEPEST = 30
_HEAD = 5.0  # rows that a head has unless told otherwise


@dataclass(slots=True, eq=False)
class RowSets:
    """The rows of values, by the keys of ``alike``."""

    program: Program
    alike: Alike
    _known: dict[Value, frozenset[Rows]] = field(default_factory=dict)
    _files: dict[str, tuple[Value, ...]] | None = None

    def of(self, *values: Value | None) -> frozenset[Rows]:
        """Return the rows that values hold together."""
        return frozenset(rows for value in values if value is not None for rows in self._of(value, 0))

    def _of(self, value: Value, depth: int) -> frozenset[Rows]:
        if value not in self._known:
            self._known[value] = frozenset({Rows(self.alike.key(value))})  # while it is looked at, something of its own
            self._known[value] = frozenset(self._look(value, depth + 1))
        return self._known[value]

    def _look(self, value: Value, depth: int) -> Iterator[Rows]:
        inner = () if depth > _DEEPEST or self._is_added_to(value) else self._handed_on(value)
        if inner:
            for each in inner:
                yield from self._of(each, depth)
        elif isinstance(value, Const | Instance):
            yield from self._in_file(value, depth) if isinstance(value, Const) else self._fields(value, depth)
        elif (side := self._side(value)) is not None:
            yield from self._part(*side, value, depth)
        elif isinstance(value, Item) and isinstance(value.node, ast.Slice | ast.Tuple):
            yield from self._sliced(value, depth)
        elif isinstance(value, Ref) and value.made is not None and value.name.endswith("()"):
            yield from self._called(value, depth)
        elif isinstance(value, Item) and isinstance(value.key, Const) and isinstance(value.base, Ref):
            yield from self._by_name(value.base, value.key, depth)
        elif isinstance(value, Item) and value.base is not None and not isinstance(value.key, Const):
            yield from self._by_key(value.base, value.key, value, depth)
        else:
            yield Rows(value if isinstance(value, Seq | Map) else self.alike.key(value))  # two empty lists are two

    def _by_name(self, base: Ref, key: Const, depth: int) -> Iterator[Rows]:
        """Yield the part of a data set that has a name, or a column of a table."""
        whole = self._read_whole(base)
        files = whole.value(None, "data_files") if whole is not None else None
        if isinstance(files, Map) and key.value in files.items:
            yield from self._of(files.items[key.value], depth)
        elif whole is not None:
            yield Rows((self._source(whole), key.value))
        else:
            yield from (replace(rows, source=(rows.source, key.value)) for rows in self._of(base, depth))

    def _fields(self, value: Instance, depth: int) -> Iterator[Rows]:
        """Yield the rows of a data set of the notebook's own, by all that it was made of; settings tell two apart."""
        held = value.fields.items if value.fields is not None else {}
        for name, each in held.items() if depth <= _DEEPEST else ():
            known = each.value if isinstance(each, Const) and isinstance(each.value, str | int | float | bool) else None
            if known is not None:
                yield Rows(("setting", name, known))
            else:
                yield from self._of(each, depth)
        if not held:
            yield Rows(value)

    def _in_file(self, value: Const, depth: int) -> Iterator[Rows]:
        """Yield the rows of a file by its path: those that the notebook wrote into it, where it did."""
        path = value.value if isinstance(value.value, str) and _FILE.search(value.value) else None
        if path is None:
            return
        if self._files is None:
            self._files = {}  # while they are looked for
            self._files = written_rows(self.program)
        written = self._files.get(plain_path(path), ())
        found = {rows for each in written for rows in self._of(each, depth)}
        yield from found or {Rows(("file", plain_path(path)))}

    def _is_added_to(self, value: Value) -> bool:
        """Tell whether rows may have been added to an object, or taken out of it, after it was made."""
        return isinstance(value, Seq) and bool(self.program.flow.grown.get(value))

    def _handed_on(self, value: Value) -> tuple[Value, ...]:
        """Return what a value has its rows from where it has all of them."""
        made = self.program.written.get(value)
        if made is not None and isinstance(made.node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            return made.parts[:1] if _goes_through(made.node) else ()
        if not isinstance(value, Ref):
            return inside(value) if isinstance(value, Built | Seq) else ()
        if value.name == UNNAMED and value.made is not None and value not in self.program.written:
            return tuple(value.made.values())
        return (value.base,) if value.base is not None and _is_all(value, value.base) else ()

    def _called(self, value: Ref, depth: int) -> Iterator[Rows]:
        """Yield the rows that a call gives."""
        call = self.program.flow.call_of(value)
        method = method_of(value)
        if call is None:
            yield Rows(self.alike.key(value))
        elif method in words("rows", "sampled"):
            yield from self._sampled(call, value, depth)
        elif (asked := asked_by_chance(call)) is not None:
            yield Rows(("query", asked[0]), frozenset({asked[1]}), chosen=self.alike.key(value))
        elif (picked := _picked(call)) is not None:
            yield from self._by_key(picked[0], picked[1], value, depth)
        elif (found := self._stretch(call)) is not None:
            inner, begin, end = found
            yield from (cut(rows, begin, end, self.alike.key(value)) for rows in self._of(inner, depth))
        elif given := self._passed_on(call):
            mixed = {shuffled(call, value, self.alike)} if method == "shuffle" else set()
            for rows in (rows for each in given for rows in self._of(each, depth)):
                yield replace(rows, marks=rows.marks | mixed) if rows.whole else rows
        elif _reads(call):
            yield from self._read(call, depth)
        else:
            yield Rows(self.alike.key(value))

    def _passed_on(self, call: Call) -> tuple[Value, ...]:
        """Return what a call hands on all rows of."""
        given = tuple(argument.value for argument in call.arguments.positional)
        if call.method in words("rows", "joined"):
            return (*((call.base,) if call.base is not None and _is_data(call.base) else ()), *given[:1])
        if call.method in words("rows", "wrapped") or (call.method == "join" and call.name.startswith("str.")):
            first = call.value(0, "dataset", "data", "sequences", "df")
            return () if first is None else (first,)
        own = call.base is not None and _is_data(call.base)
        kept = call.method in words("rows", "kept") or (call.method == "drop" and _drops_columns(call))
        return (call.base,) if own and call.base is not None and kept else ()

    def _stretch(self, call: Call) -> tuple[Value, float | None, float | None] | None:
        """Return what a call takes a stretch of, and from where to where; None where it takes none."""
        rows, first = call.base, call.value(0, "count", "n", "num")
        if call.method in {"take", "head", "limit"} and rows is not None and _is_data(rows):
            return rows, 0.0, whole_number(first) if first is not None else _HEAD
        if call.method == "skip" and rows is not None and _is_data(rows):
            return rows, whole_number(first), inf
        if call.method == "islice" and first is not None:
            return (first, *bounds_of(call.arguments.positional[1:]))
        chosen = call.value(0, "indices") if call.method == "select" else None
        if call.method == "Subset":
            rows, chosen = call.value(0, "dataset"), call.value(1, "indices")
        if chosen is None or rows is None or not _is_data(rows):
            return None
        if isinstance(chosen, Ref) and chosen.made is not None and chosen.name.endswith("range()"):
            return (rows, *bounds_of(chosen.made.positional))
        return (rows, None, None) if call.method == "Subset" else None

    def _sampled(self, call: Call, value: Ref, depth: int) -> Iterator[Rows]:
        """Yield some of the rows that a method chooses from its own."""
        own = call.base if call.base is not None and _is_data(call.base) else None
        for rows in self._of(own, depth) if own is not None else ():
            every = call.method == "sample" and call.number("frac") == 1
            yield rows if every else replace(rows, chosen=(rows.chosen, self.alike.key(value)))
        if own is None:
            yield Rows(self.alike.key(value))

    def _by_key(self, base: Value, key: Value, value: Value, depth: int) -> Iterator[Rows]:
        """Yield the rows that a key chooses: drawn ones, or nobody knows which."""
        drawn = marks(key, self.program, self.alike)
        for rows in self._of(base, depth) if drawn else ():
            if rows.whole:
                yield replace(rows, marks=rows.marks | drawn, chosen=self.alike.key(key))
            else:
                yield Rows(self.alike.key(value))
        if not drawn:
            yield Rows(self.alike.key(value))

    def _side(self, value: Value) -> tuple[Call, Value, object] | None:
        """Return the split that a value is a part of, what is split, and which part; None where it is none."""
        base = value.base if isinstance(value, Part | Item) else None
        call = self.program.flow.call_of(base) if base is not None else None
        split = rows_of(call) if call is not None else None
        if call is None or not split:
            return None
        if isinstance(value, Part):
            twins = call.method == "train_test_split" and len(split) > 1 and value.of == 2 * len(split)
            return call, split[value.index // 2 if twins else 0], value.index % 2 if twins else value.index
        if isinstance(value, Item) and isinstance(value.key, Const) and len(split) == 1:
            return call, split[0], value.key.value
        return None

    def _part(self, call: Call, whole: Value, which: object, value: Value, depth: int) -> Iterator[Rows]:
        """Yield a part of a split: some of the rows of what is split."""
        drawn = {split_mark(call, self.alike)} if is_random(call, self.program) else set()
        for rows in self._of(whole, depth):
            if rows.chosen is None and rows.whole:
                yield replace(rows, marks=rows.marks | drawn, chosen=("part", id(call.arguments), which))
            else:
                yield Rows(self.alike.key(value))

    def _sliced(self, value: Item, depth: int) -> Iterator[Rows]:
        node = value.node.elts[0] if isinstance(value.node, ast.Tuple) and value.node.elts else value.node
        if value.base is None:
            return
        if not isinstance(node, ast.Slice) or node.step is not None:
            yield Rows(self.alike.key(value))
            return
        begin, end = (plain_bound(bound, default) for bound, default in ((node.lower, 0.0), (node.upper, inf)))
        yield from (cut(rows, begin, end, self.alike.key(value)) for rows in self._of(value.base, depth))

    def _read(self, call: Call, depth: int) -> Iterator[Rows]:
        """Yield what a call reads: all of a source, or the parts that it names, ``"train[:80%]+test"``."""
        first = call.value(0, "path", "filepath_or_buffer", "source", "file")
        inside = self._of(first, depth) if isinstance(first, Const) and call.base is not None else frozenset()
        if inside and not any(isinstance(rows.source, tuple) and rows.source[0] == "file" for rows in inside):
            yield from inside
            return
        source, split = self._source(call), call.value(None, "split")
        if split is None:
            yield Rows(source)
            return
        for word in split.value.split("+") if isinstance(split, Const) and isinstance(split.value, str) else ():
            found = _SPLIT.fullmatch(word.strip())
            if found is None:
                yield Rows((source, word))
            else:
                begin, end = float(found["begin"] or 0), float(found["end"] or inf)
                yield Rows((source, found["name"]), frozenset(), begin, end, found["unit"] or "")
        if not isinstance(split, Const):
            yield Rows((source, self.alike.key(split)))

    def _source(self, call: Call) -> object:
        """Return a key of what a call reads; options that choose no rows make no difference."""
        given = (*(self.alike.key(each.value, call.order) for each in call.arguments.positional),)
        chosen = frozenset(
            (name, self.alike.key(each.value, call.order))
            for name, each in call.arguments.keywords.items()
            if name not in words("rows", "plain_options") and name != "split"
        )
        owned = call.base is not None and _is_data(call.base) and not call.method.startswith("flow_from_")
        return call.name, self.alike.key(call.base, call.order) if owned and call.base is not None else 0, given, chosen

    def _read_whole(self, value: Value | None) -> Call | None:
        """Return the call that read all parts of a data set at once: ``load_dataset("team/rows").map(tokens)``."""
        while isinstance(value, Ref) and value.name.endswith("()") and method_of(value) in words("rows", "kept"):
            value = value.base
        call = None if value is None else self.program.flow.call_of(value)
        known = call is not None and _reads(call) and call.value(None, "split") is None
        return call if known else None


def _reads(call: Call) -> bool:
    return brings_rows(call) or call.method in words("rows", "reads")


def _drops_columns(call: Call) -> bool:
    """Tell whether a call leaves out columns, and no rows."""
    return "columns" in call.arguments.keywords or call.constant("axis") in {1, "columns"}


def _goes_through(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> bool:
    """Tell whether a comprehension leaves nothing out, and goes through one thing."""
    return len(node.generators) == 1 and not node.generators[0].ifs


def _picked(call: Call) -> tuple[Value, Value] | None:
    """Return what a call takes rows from by a list of numbers, and the list."""
    base = call.base if call.base is not None and _is_data(call.base) else None
    first = call.value(0, "dataset", "params", "input", "a")
    if call.method in {"DataLoader", "Subset"}:
        key = call.value(None, "sampler") if call.method == "DataLoader" else call.value(1, "indices")
        return None if first is None or key is None or _is_range(key) else (first, key)
    if call.method in {"gather", "index_select", "take", "take_along_axis"} and base is None and first is not None:
        key = call.value(2 if call.method == "index_select" else 1, "indices", "index")
        return None if key is None else (first, key)
    key = call.value(0, "indices") if call.method in {"select", "take", "loc", "iloc"} else None
    drawn = base is not None and isinstance(key, Ref) and not _is_range(key)
    return (base, key) if drawn and base is not None and key is not None else None


def _is_range(value: Value) -> bool:
    return isinstance(value, Ref) and value.name.endswith("range()")


def _is_all(value: Ref, base: Value) -> bool:
    """Tell whether a value is all rows of its base: turns of a loop over it, columns of it."""
    if isinstance(value, Part):
        return _is_turn(base)
    if isinstance(value, Item):
        columns = isinstance(value.key, Seq) and all(isinstance(each, Const) for each in value.key.items)
        return columns or (isinstance(value.key, Const) and _is_turn(base))
    return value.name.endswith(("[]", *_PLACES))


def _is_turn(value: Value) -> bool:
    """Tell whether a value is what a loop over rows gives in each turn."""
    return type(value) is Ref and value.name.endswith("[]")


def _is_data(value: Value) -> bool:
    """Tell whether a method is one of rows, and not a function of a module."""
    return isinstance(value, Ref) and value.name.endswith((")", "]"))
