"""JSON as text, and the way back from a place in that text to the path in the JSON."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.notebook.flatten import flatten, path_at

WORDS = st.text(alphabet="ab\n", max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 99) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet="kx.", max_size=3), inner, max_size=3),
    max_leaves=12,
)


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@given(JSON, st.sampled_from(["", "top"]))
def test_every_string_is_found_again_from_its_place(value: Any, name: str) -> None:
    content, labels = flatten(value, name)
    for label in labels:
        text = content[label.span.start : label.span.end]
        if text:
            found = at(value, path_at(value, name, label.span.start))
            entries = found if isinstance(found, list) else [found]
            assert str(entries[0]) in {text, *text.split("\n"), ""} or text in "".join(map(str, entries))


@pytest.mark.parametrize(
    ("value", "name", "marked", "path"),
    [
        ({"a": {"b": "X"}}, "top", "X", ("a", "b")),
        ({"a": {"b": "X", "c": "Y"}}, "", "Y", ("a", "c")),
        ({"a": [{"b": "x"}, {"b": "Y"}]}, "top", "Y", ("a", 1, "b")),
        ({"tags": ["one", "Y", "three"]}, "top", "Y", ("tags", 1)),
        ({"text": ["one\n", "Y\n", "three"]}, "top", "Y", ("text",)),
        ({"n": 1, "Key": "v"}, "top", "Key", ("Key",)),
        ({"n": 1, "Key": {"in": {"x": 1}}, "z": 2}, "top", "Key", ("Key",)),
        ({"a": {"Key": {"x": 1}}}, "", "Key", ("a", "Key")),
        ({"m": "data:image/png;base64,aaaa", "b": "Y"}, "top", "Y", ("b",)),
        ({"c": "\x1b[31mred\x1b[0m", "b": "Y"}, "top", "Y", ("b",)),
        ("Y", "top", "Y", ()),
    ],
)
def test_the_path_to_what_stands_at_a_place(value: Any, name: str, marked: str, path: tuple[str | int, ...]) -> None:
    content, _ = flatten(value, name)
    assert path_at(value, name, content.index(marked)) == path
