from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("print(df['email'].head())", ("warn", "Cell 1 shows email, which identifies people.")),
        (
            "df[['vorname', 'nachname']].head()",
            ("warn", "Cell 1 shows vorname and nachname, which identifies people."),
        ),
        (
            "df[['vorname', 'nachname']].shape",
            ("not-applicable", "Does not apply: no cell is seen to show a column by its name."),
        ),
        ("print(df['income'])", ("pass", "1 place that shows columns, none of which names people.")),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_what_is_shown(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("shown_persons", source) == said
