"""Numbers that belong together become one picture; each kind of picture is recognised by the names of its numbers."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.plot import drawn, plots


def number(name: str, value: float, *, limit: str | None = None, half: float = 0.05) -> Measurement:
    return Measurement(name=name, value=value, low=value - half, high=value + half, limit=limit)


KINDS = {
    "Accuracy under attack": [
        number("robust accuracy at 0.05 spreads", 0.9),
        number("robust-accuracy", 0.8, limit=">= 0.5"),
        number("robust accuracy at 0.5 spreads", 0.3),
    ],
    "Membership inference, ROC": [
        number("caught at 1 % false alarms", 0.02),
        number("caught at 10 % false alarms", 0.2),
    ],
    "Selection rate by sex": [
        number("selection rate:sex, group 1", 0.6),
        number("selection rate:sex, group 2", 0.4),
    ],
    "Drift by column (PSI)": [Measurement(name="psi", value=0.4, limit="<= 0.25"), number("psi:age", 0.4)],
    "A copy trained on its answers": [
        number("agreement after 25 questions", 0.7),
        number("agreement after 100 questions", 0.9),
    ],
    "Permutation importance": [number("importance of age", 0.1), number("importance of sex", 0.01)],
    "Reliability": [number("right where 0.600 sure", 0.55), number("right where 0.900 sure", 0.93)],
    "Accuracy as words change": [number("word-robust-accuracy", 0.9), number("word-robust accuracy at 3 words", 0.4)],
    "Quality under noise": [number("accuracy at 0.1 noise", 0.9), number("accuracy at 0.2 noise", 0.7)],
}


@pytest.mark.parametrize("title", KINDS)
def test_each_kind_is_drawn_and_says_its_numbers(title: str) -> None:
    pictures, shown = drawn([*KINDS[title], number("accuracy", 0.9)])
    assert [picture.title for picture in pictures] == [title]
    assert shown == {one.name for one in KINDS[title]}
    assert ET.fromstring(pictures[0].markup()).get("role") == "img"  # noqa: S314 - our own output
    if title != "Drift by column (PSI)":
        assert all(f"{one.value:g}" in pictures[0].description for one in KINDS[title])


def test_there_is_a_test_for_every_plot_in_the_folder() -> None:
    assert len(plots()) == len(KINDS)


def test_one_number_alone_is_no_picture() -> None:
    assert drawn([number("importance of age", 0.1)]) == ([], frozenset())


def test_limits_are_drawn_and_told() -> None:
    (picture,), _ = drawn(KINDS["Accuracy under attack"])
    assert picture.description.endswith(". limit ≥ 0.5")
    assert "stroke-dasharray" in picture.markup()


@given(st.lists(st.floats(), min_size=2, max_size=6), st.sampled_from(sorted(KINDS)))
def test_no_number_breaks_a_drawing(values: list[float], title: str) -> None:
    names = [one.name for one in KINDS[title]]
    measured = [
        Measurement(name=names[place % len(names)], value=value, low=value, high=math.inf)
        for place, value in enumerate(values)
    ]
    for picture in drawn(measured)[0]:
        root = ET.fromstring(picture.markup())  # noqa: S314 - our own output
        for child in root:
            for name, text in child.attrib.items():
                if name in {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height"}:
                    assert -1000 <= float(text) <= 1000
