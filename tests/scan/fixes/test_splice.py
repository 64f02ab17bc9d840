"""Changes of a JSON document in its own text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.scan.fixes.splice import REMOVED, Origin, splice

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


def paths(value: Any, at: Origin = ()) -> list[Origin]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, item in items for path in ((*at, key), *paths(item, (*at, key)))]


def without(value: Any, path: Origin) -> Any:
    key, *rest = path
    if isinstance(value, list):
        kept = [without(item, tuple(rest)) if rest and n == key else item for n, item in enumerate(value)]
        return kept if rest else [item for n, item in enumerate(value) if n != key]
    kept_keys = {k: without(item, tuple(rest)) if rest and k == key else item for k, item in value.items()}
    return kept_keys if rest else {k: item for k, item in value.items() if k != key}


@given(value=JSON.filter(paths), data=st.data(), indent=st.sampled_from([None, 0, 1, 4]), ascii_=st.booleans())
def test_a_removal_takes_that_and_nothing_else(
    value: Any, data: st.DataObject, indent: int | None, *, ascii_: bool
) -> None:
    path = data.draw(st.sampled_from(paths(value)))
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    after = splice(text, {path: REMOVED})
    assert json.loads(after) == without(value, path)
    assert list(json.loads(after)) == list(without(value, path))


@pytest.mark.parametrize(
    ("before", "path", "change", "after"),
    [
        ('{"a": "x" , "b": 1.0}', ("a",), "é\n", '{"a": "é\\n" , "b": 1.0}'),
        ('{"a": "\\u00e9"}', ("a",), "ü", '{"a": "\\u00fc"}'),
        ('{"a": ["x\\n", "y"]}', ("a",), "x\nz\ny", '{"a": ["x\\n", "z\\n", "y"]}'),
        ('{"a": [\n "x"\n]}', ("a",), "w\nx", '{"a": [\n "w\\n",\n "x"\n]}'),
        ('{"a": ["x"]}', ("a",), "w\nx", '{"a": ["w\\n", "x"]}'),
        ('{"a": []}', ("a",), "w\nx", '{"a": ["w\\n", "x"]}'),
        ('{"a": ["x"]}', ("a",), "", '{"a": []}'),
        ("[1,\n 2,\n 3]", (1,), REMOVED, "[1,\n 3]"),
        ("[1,\n 2,\n 3]", (2,), REMOVED, "[1,\n 2]"),
        ("[\n 1\n]", (0,), REMOVED, "[]"),
        ('{"a": 1, "b": 2, "a": 3}', ("a",), REMOVED, '{"b": 2}'),
        (' {"a": {"b": 1}}\n', ("a", "b"), REMOVED, ' {"a": {}}\n'),
    ],
)
def test_the_text_around_a_change_stays(before: str, path: Origin, change: Any, after: str) -> None:
    assert splice(before, {path: change}) == after


def test_several_changes_do_not_move_each_other() -> None:
    changes: dict[Origin, Any] = {("a", 0): REMOVED, ("a", 2): "z", ("b",): REMOVED}
    assert splice('{"a": [0, 1, "y"], "b": 1, "c": 2}', changes) == '{"a": [1, "z"], "c": 2}'


@pytest.mark.parametrize("path", [("x",), ("a", "b"), ("a", 3), ("c", "d")])
def test_a_path_that_leads_nowhere_is_an_error(path: Origin) -> None:
    with pytest.raises(UnreadableError, match="changed while it was being fixed"):
        splice('{"a": [1], "c": 2}', {path: REMOVED})
