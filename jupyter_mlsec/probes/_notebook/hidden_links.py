"""Links that are guessed with a graph in which they still are: common neighbours, degrees, embeddings of all edges."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import is_metric, method_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import tables
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import Item

_LISTS = (".edges()", ".edges", ".get_edgelist()", ".es")
_CUTS = frozenset({"RandomLinkSplit", "train_test_split_edges"})


def shown_links(splits: Splits) -> Iterator[CellRef]:
    """Yield where a figure is made of answers about edges that were taken from a graph which still holds them."""
    program = splits.program
    roots = {name.partition(".")[0] for name in program.modules}
    if roots.isdisjoint(words("leakage", "graph_libraries")):
        return
    if not any(call.method in words("leakage", "guesses_links") for call in program.calls):
        return
    for call in program.calls:
        if is_metric(call.method) and call.arguments.positional and _knows_links(call, splits):
            yield call.cell


def _knows_links(figure: Call, splits: Splits) -> bool:
    program = splits.program
    given = tuple(figure.arguments.values())
    behind = program.flow.behind(*given, before=figure.order)
    listed = {each.base for each in behind if isinstance(each, Ref) and each.name.endswith(_LISTS) and _takes_all(each)}
    used = program.flow.behind(
        *given, before=figure.order, edges=_past_questions, without=frozenset({"add_nodes_from"})
    )
    cut = {each for call in _cut_graphs(behind, program) for each in call.arguments.values()}
    for graph in used:
        if _loses(graph, program):
            continue
        if isinstance(graph, Ref) and graph.name.endswith(".edge_index"):
            if graph.base in cut or _is_divided(graph, behind):
                return True
        elif (graph in listed and not isinstance(graph, Item)) or _is_of_all(graph, given, figure, splits):
            return True
    return False


def _takes_all(value: Ref) -> bool:
    """Tell whether all edges of a graph are listed, not those of one node."""
    return value.made is None or not value.name.endswith("()") or not value.made.positional


def _past_questions(value: Value) -> tuple[Value, ...] | None:
    """Return nothing behind questions that tell nobody which links there are."""
    if not isinstance(value, Ref):
        return None
    if isinstance(value, Item) and isinstance(value.base, Ref) and value.base.name.endswith(".edge_index"):
        return ()
    if value.name.endswith("]") or method_of(value) not in words("leakage", "plain_questions"):
        return None
    return () if _takes_all(value) or method_of(value) != "edges" else None


def _loses(graph: Value, program: Program) -> bool:
    return any(call.base is graph and call.method in words("leakage", "loses_edges") for call in program.calls)


def _cut_graphs(values: list[Value], program: Program) -> Iterator[Call]:
    """Yield the calls that take links out of a graph: ``RandomLinkSplit(…)(data)``."""
    for value in values:
        call = program.flow.call_of(value)
        if call is not None and any(f"{name}()" in call.name or call.method == name for name in _CUTS):
            yield call


def _is_divided(edges: Ref, values: list[Value]) -> bool:
    """Tell whether some of the edges were chosen to be guessed: ``data.edge_index[:, order[:n]]``."""
    return any(isinstance(each, Item) and _same(each.base, edges) for each in values)


def _same(one: Value | None, other: Ref) -> bool:
    return one is other or (isinstance(one, Ref) and one.name == other.name and one.base is other.base)


def _is_of_all(graph: Value, given: tuple[Value, ...], figure: Call, splits: Splits) -> bool:
    """Tell whether a graph is made of all edges of a table of which some are held back and judged."""
    call = splits.program.flow.call_of(graph)
    made = [call] if call is not None and call.method in words("leakage", "made_of_edges") else []
    rows = [each for one in made for each in one.arguments.values()]
    rows.extend(
        each.value
        for later in splits.program.calls
        if later.base is graph and later.method in words("leakage", "made_of_edges")
        for each in later.arguments.positional
    )
    if not rows or splits.parts(*rows, before=figure.order):
        return False
    held = {split for split, side in splits.parts(*given, before=figure.order) if side is Side.TEST and not split.folds}
    known = tables(splits.whole(*rows, before=figure.order))
    return any(known & tables(splits.whole(*split.rows, before=split.order)) for split in held)
