"""What is written is what TOML reads."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.environment.toml import dump_toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
INLINE = st.dictionaries(KEYS, TEXT, max_size=3)
TABLE = st.dictionaries(KEYS, st.one_of(TEXT, INLINE, st.lists(INLINE, max_size=2)), max_size=4)


@given(
    head=st.dictionaries(KEYS.filter(lambda key: key != "packages"), TEXT),
    tables=st.lists(TABLE, min_size=1, max_size=3),
)
def test_round_trip(head: dict[str, str], tables: list[dict[str, object]]) -> None:
    assert tomllib.loads(dump_toml(head, "packages", tables)) == {**head, "packages": tables}
