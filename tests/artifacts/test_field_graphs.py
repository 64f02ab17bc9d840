"""Graphs of every class of NetworkX, in every protocol and compression, are read in full and called clean."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

import joblib
import networkx as nx
import pytest

from tests.artifacts.conftest import Seen

CLEAN: Seen = (set(), ())
CLUB = nx.karate_club_graph()
GRAPHS: dict[str, Any] = {
    "graph": CLUB,
    "directed": nx.DiGraph(CLUB),
    "multiple": nx.MultiGraph([(1, 2, {"weight": 0.5}), (1, 2)]),
    "directed and multiple": nx.MultiDiGraph(CLUB),
    "part": CLUB.subgraph([0, 1, 2]),
    "turned": nx.DiGraph(CLUB).reverse(copy=False),
    "frozen": nx.freeze(nx.path_graph(3)),
    "grid": nx.grid_2d_graph(3, 3),
    "tree": nx.balanced_tree(2, 3, create_using=nx.DiGraph),
    "planar": nx.check_planarity(nx.path_graph(4))[1],
    "with notes": nx.Graph([("a", "b", {"kind": "road", "at": (1.0, 2)})], name="map"),
    "views": [CLUB.nodes, CLUB.edges, CLUB.adj, CLUB.degree, nx.DiGraph(CLUB).pred],
    "measures": {"rank": nx.pagerank(CLUB), "parts": list(nx.connected_components(CLUB)), "core": nx.core_number(CLUB)},
}


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_are_clean(look: Callable[[bytes], Seen], name: str) -> None:
    for protocol in range(2, 6):
        assert look(pickle.dumps(GRAPHS[name], protocol)) == CLEAN


@pytest.mark.parametrize("compression", [None, "zlib", "gzip", "bz2", "lzma", "xz"])
def test_graphs_in_joblib_are_clean(look: Callable[[bytes], Seen], compression: str | None) -> None:
    for graph in GRAPHS.values():
        stream = io.BytesIO()
        joblib.dump(graph, stream, compress=(compression, 3) if compression else 0)
        assert look(stream.getvalue()) == CLEAN
