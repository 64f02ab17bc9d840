"""Drawings are well-formed, escaped, read aloud, and seen on light and dark ground."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.reports.canvas import ACCENT, BAD, GOOD, Canvas

_NS = "{http://www.w3.org/2000/svg}"


def test_the_whole_drawing() -> None:
    canvas = Canvas(100, 40, "Drift", "age 0.5")
    canvas.rect(1, 2.25, 30, 4)
    canvas.line(0, 0, 10, 0, dash="4 3", opacity=0.5)
    canvas.dot(3, 4)
    canvas.text(5, 6, "age", anchor="end")
    assert canvas.markup() == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="mlsec-plot" role="img" viewBox="0 0 100 40" width="100"'
        ' height="40" font-family="inherit" aria-label="Drift. age 0.5"><title>Drift</title><desc>age 0.5</desc>'
        '<rect x="1" y="2.2" width="30" height="4" fill="#3b7ddd"/>'
        '<line x1="0" y1="0" x2="10" y2="0" stroke="currentColor" stroke-width="1" stroke-dasharray="4 3"'
        ' opacity="0.5"/><circle cx="3" cy="4" r="3.5" fill="#3b7ddd"/>'
        '<text x="5" y="6" text-anchor="end" font-size="12" fill="currentColor">age</text></svg>'
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_becomes_markup(title: str, words: str) -> None:
    canvas = Canvas(10, 10, title, words)
    canvas.text(0, 0, words)
    root = ET.fromstring(canvas.markup())  # noqa: S314 - our own output
    assert [child.tag for child in root] == [f"{_NS}title", f"{_NS}desc", f"{_NS}text"]
    assert len(root.findall(f"{_NS}text")[0]) == 0


@pytest.mark.parametrize("color", [ACCENT, BAD, GOOD])
@pytest.mark.parametrize("ground", ["#ffffff", "#181e28"])
def test_colours_stand_out_from_light_and_dark_ground(color: str, ground: str) -> None:
    light, dark = sorted((luminance(color), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    shares = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
