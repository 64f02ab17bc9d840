"""Figures of Matplotlib with all kinds of artists, in every protocol and compression, are read and called clean."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

import joblib
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import collections, colors, patches, ticker
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from mpl_toolkits.axes_grid1 import ImageGrid, make_axes_locatable

from tests.artifacts.conftest import Seen

# Bars of Matplotlib 3.11 hold an iterator, about which Python 3.12 and 3.13 warn when it is pickled.
pytestmark = pytest.mark.filterwarnings("ignore:Pickle, copy, and deepcopy support:DeprecationWarning")
CLEAN: Seen = (set(), ())
GRID = np.random.default_rng(0).random((8, 8))
LINE = GRID[0]
U, V = np.meshgrid(np.arange(4.0), np.arange(4.0))
Draw = Callable[[Any], Any]
TWO = colors.ListedColormap(["r", "b"])
SHAPES: tuple[Callable[[], Any], ...] = (
    lambda: patches.Circle((0, 0)),
    lambda: patches.Ellipse((0, 0), 1, 2),
    lambda: patches.Wedge((0, 0), 1, 0, 90),
    lambda: patches.FancyArrowPatch((0, 0), (1, 1)),
    lambda: patches.FancyBboxPatch((0, 0), 1, 1),
)

FLAT: dict[str, Draw] = {
    "lines": lambda a: a.plot(LINE, "o--", label="x") and a.legend(),
    "points": lambda a: a.scatter(LINE, LINE, c=LINE, cmap="viridis"),
    "bars": lambda a: a.bar_label(a.bar(["a", "b"], [1, 2])),
    "lying bars": lambda a: a.barh(["a", "b"], [1, 2]),
    "histogram": lambda a: a.hist(LINE),
    "histogram of two": lambda a: a.hist2d(LINE, LINE),
    "picture with colours": lambda a: a.figure.colorbar(a.imshow(GRID)),
    "colours by steps": lambda a: a.imshow(GRID, norm=colors.BoundaryNorm([0, 1, 2], 2), cmap=TWO),
    "colours by logarithm": lambda a: a.imshow(GRID + 1, norm=colors.LogNorm()),
    "own colours": lambda a: a.imshow(GRID, cmap=colors.LinearSegmentedColormap.from_list("own", ["r", "b"])),
    "heights": lambda a: a.clabel(a.contour(GRID)),
    "filled heights": lambda a: a.contourf(GRID),
    "pie": lambda a: a.pie([1, 2], labels=["a", "b"]),
    "boxes": lambda a: a.boxplot(LINE),
    "violins": lambda a: a.violinplot(LINE),
    "errors": lambda a: a.errorbar([1, 2], [1, 2], yerr=0.1),
    "area": lambda a: a.fill_between([1, 2], [1, 2]),
    "stack": lambda a: a.stackplot([1, 2], [1, 2], [3, 4]),
    "stems": lambda a: a.stem([1, 2]),
    "steps": lambda a: a.step([1, 2], [1, 2]),
    "arrows": lambda a: a.quiver(GRID, GRID),
    "streams": lambda a: a.streamplot(U, V, np.ones((4, 4)), V),
    "hexagons": lambda a: a.hexbin(LINE, LINE),
    "mesh": lambda a: a.pcolormesh(GRID),
    "triangles": lambda a: a.tripcolor(GRID[0], GRID[1], GRID[2]),
    "texts": lambda a: (a.text(0, 0, "$x^2$"), a.annotate("b", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"})),
    "outlined text": lambda a: a.text(0, 0, "x", path_effects=[withStroke(linewidth=3)]),
    "scales": lambda a: (a.set_xscale("log"), a.set_yscale("symlog"), a.grid(visible=True)),
    "dates": lambda a: a.plot(np.arange("2026-01", "2026-02", dtype="M8[D]"), np.arange(31)),
    "two scales": lambda a: a.twinx().plot([1, 2]),
    "inset": lambda a: a.inset_axes([0.5, 0.5, 0.2, 0.2]).plot([1]),
    "marks": lambda a: (a.axhline(1), a.axvspan(0, 1), a.axline((0, 0), slope=1), a.table([["1"]])),
    "shapes": lambda a: [a.add_patch(shape()) for shape in SHAPES],
    "segments": lambda a: a.add_collection(collections.LineCollection([[(0, 0), (1, 1)]])),
    "events": lambda a: a.eventplot([1, 2]),
    "matrix": lambda a: a.matshow(GRID),
    "ticks": lambda a: a.xaxis.set_major_formatter(ticker.PercentFormatter()),
    "places of ticks": lambda a: a.yaxis.set_major_locator(ticker.MaxNLocator(3)),
    "divided": lambda a: a.figure.colorbar(a.imshow(GRID), cax=make_axes_locatable(a).append_axes("right", "5%")),
    "drawn": lambda a: (a.plot([1]), a.figure.savefig(io.BytesIO())),
}  # fmt: skip
SOLID: dict[str, Draw] = {
    "lines": lambda a: a.plot(LINE, LINE, LINE),
    "points": lambda a: a.scatter(LINE, LINE, LINE),
    "surface": lambda a: a.plot_surface(U, V, U * V, cmap="viridis"),
    "wires": lambda a: a.plot_wireframe(U, V, U * V),
    "bars": lambda a: a.bar3d([1], [1], [0], 1, 1, 1),
    "triangles": lambda a: a.plot_trisurf(GRID[0], GRID[1], GRID[2]),
    "heights": lambda a: (a.contour(U, V, U * V), a.contourf(U, V, U * V)),
    "texts": lambda a: a.text(0, 0, 0, "x"),
    "arrows": lambda a: a.quiver(0, 0, 0, 1, 1, 1),
    "blocks": lambda a: a.voxels(np.ones((2, 2, 2))),
    "stems": lambda a: a.stem([1], [1], [1]),
}
WHOLE: dict[str, Callable[[], Any]] = {
    "several": lambda: Figure(layout="constrained").subplots(2, 2, squeeze=True, sharex=True)[0, 0].figure,
    "tight": lambda: Figure(layout="tight").subplots(2).item(0).figure,
    "mosaic": lambda: Figure().subplot_mosaic("AB;CC")["A"].figure,
    "parts": lambda: Figure().subfigures(1, 2, squeeze=False)[0, 0].subplots().figure,
    "titles": lambda: [(figure := Figure()).suptitle("a"), figure.supxlabel("b"), figure],
    "polar": lambda: Figure().add_subplot(projection="polar").plot([1, 2]),
    "mollweide": lambda: Figure().add_subplot(projection="mollweide"),
    "hammer": lambda: Figure().add_subplot(projection="hammer"),
    "pictures": lambda: ImageGrid(Figure(), 111, (2, 2))[0].figure,
    "colour maps": lambda: [mpl.colormaps[name] for name in ("viridis", "tab10", "RdBu")],
    "norms": lambda: [colors.Normalize(), colors.LogNorm(), colors.TwoSlopeNorm(0), colors.SymLogNorm(1)],
}  # fmt: skip


def drawn(draw: Draw, **place: str) -> Figure:
    figure = Figure()
    draw(figure.add_subplot(**place))
    return figure


@pytest.mark.parametrize("name", FLAT)
def test_figures_are_clean(look: Callable[[bytes], Seen], name: str) -> None:
    assert look(pickle.dumps(drawn(FLAT[name]))) == CLEAN


@pytest.mark.parametrize("name", SOLID)
def test_figures_in_space_are_clean(look: Callable[[bytes], Seen], name: str) -> None:
    assert look(pickle.dumps(drawn(SOLID[name], projection="3d"))) == CLEAN


@pytest.mark.parametrize("name", WHOLE)
def test_whole_figures_are_clean(look: Callable[[bytes], Seen], name: str) -> None:
    assert look(pickle.dumps(WHOLE[name]())) == CLEAN


@pytest.mark.parametrize("protocol", range(2, 6))
def test_figures_in_every_protocol_are_clean(look: Callable[[bytes], Seen], protocol: int) -> None:
    for figure in (drawn(FLAT["lines"]), drawn(SOLID["surface"], projection="3d")):
        assert look(pickle.dumps(figure, protocol)) == CLEAN


@pytest.mark.parametrize("compression", [None, "zlib", "gzip", "bz2", "lzma", "xz"])
def test_figures_in_joblib_are_clean(look: Callable[[bytes], Seen], compression: str | None) -> None:
    stream = io.BytesIO()
    joblib.dump([drawn(FLAT["picture with colours"]), GRID], stream, compress=(compression, 3) if compression else 0)
    assert look(stream.getvalue()) == CLEAN
