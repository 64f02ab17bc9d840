from __future__ import annotations

import pytest

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.item_page import item_called, item_text


def test_an_item_is_found_however_it_is_spelled() -> None:
    item = item_called(" pre-06")
    assert item is not None
    assert item.id == "PRE-06"
    assert item_called("PRE-99") is None


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_every_item_can_be_explained(item: object) -> None:
    text = item_text(item)  # type: ignore[arg-type]
    first, *_, last = text.splitlines()
    assert first == f"{item.id}  {item.title}"  # type: ignore[attr-defined]
    assert last.startswith("next: ")
    assert "  decided by  " in text


def test_the_probes_of_an_item_are_described() -> None:
    item = item_called("PRE-06")
    assert item is not None
    text = item_text(item)
    assert "\nrows-in-both-splits:\n  Rows that stand in the training data and in the test data.\n" in text
    assert "\nnext: Measure it in the notebook: %mlsec measure" in text
