"""Laws of what is shown."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.reports.visible import crop, visible, width


@given(st.text())
def test_nothing_that_a_screen_obeys_or_hides_is_left(text: str) -> None:
    assert {unicodedata.category(character) for character in visible(text)}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"},
    )


@given(st.text())
def test_what_is_visible_stays(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_escapes() -> None:
    assert visible("a\x1b\t\u202e\u2028\U000e0041\u3164é日") == "a\\x1b\\x09\\u202e\\u2028\\U000e0041\\u3164é日"
    assert visible("a\n\t\r", keep="\n\t") == "a\n\t\\x0d"


def test_width() -> None:
    assert [width(text) for text in ("abc", "日本", "e\u0301", "")] == [3, 4, 1, 0]


def test_crop() -> None:
    assert [crop("abcd", 4), crop("abcde", 4)] == ["abcd", "abc…"]
