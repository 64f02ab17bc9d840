"""Notebooks that do it right, as people write them: none of the probes of leakage has anything to say against them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

PAGE = Path(__file__).parent / "clean" / "leakage.md"
PROBES = ("answer_in_features", "draws_that_share_rows", "dropped_test_rows", "fit_before_split", "future_rows",
          "known_after_the_answer", "learned_from_later_rows", "only_fitted_rows_judged", "pieces_split_apart",
          "shown_test_answers",
          "shuffled_time_split", "split_through_groups", "test_rows_in_fit")  # fmt: skip
CLEAN = dict(re.findall(r"## ([^\n]+)\n\n```python\n(.*?)```\n", PAGE.read_text("utf-8"), re.DOTALL))


@pytest.mark.parametrize("title", CLEAN)
def test_nothing_is_said_against_it(ask_notebook: Callable[..., tuple[str, str]], title: str) -> None:
    said = {probe: ask_notebook(probe, CLEAN[title]) for probe in PROBES}
    assert {probe: words for probe, words in said.items() if words[0] not in {"pass", "not-applicable"}} == {}


def test_the_page_is_read_whole() -> None:
    assert len(CLEAN) == PAGE.read_text("utf-8").count("\n## ")
