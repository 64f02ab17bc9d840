"""HTML becomes the text a reader sees, whatever the markup looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.notebook.markup import markup_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p>", "\na\n"),
        ("gh<b>p_</b>x", "ghp_x"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ('<a href="https://x/?k=v&amp;l=w">z</a>', " href=https://x/?k=v&l=w z"),
        ("<!-- hidden -->shown", "\n hidden -->shown"),
        ('<img src="data:image/png;base64,AAAA">', ""),
        ("<script>var k = 1</script>", "\nvar k = 1\n"),
        ("<unclosed", "<unclosed"),
    ],
)
def test_text_of(markup: str, text: str) -> None:
    assert markup_text(markup)[0] == text


@given(st.text(alphabet="<>/!-=\"' atdhrbl&;1", max_size=300))
def test_labels_lie_inside_the_text(markup: str) -> None:
    text, labels = markup_text(markup)
    assert all(0 <= label.span.start < label.span.end <= len(text) for label in labels)


def test_hostile_markup_is_read_in_linear_time() -> None:
    text, _ = markup_text("<a " * 300_000)
    assert text == "<a " * 300_000
