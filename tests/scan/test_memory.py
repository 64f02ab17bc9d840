"""What is remembered of a text never changes an answer, and holds nothing of it."""

from __future__ import annotations

import time

import pytest

from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text
from jupyter_mlsec.scan.memory import CleanTexts, Notebooks, text_digest

TEXT = Text(Place.SOURCE, "a = 1", Syntax.PYTHON)


@pytest.mark.parametrize(
    "other",
    [
        Text(Place.SOURCE, "a = 2", Syntax.PYTHON),
        Text(Place.SOURCE, "a = 1", Syntax.PLAIN),
        Text(Place.OUTPUT, "a = 1", Syntax.PYTHON),
        Text(Place.SOURCE, "a = 1", Syntax.PYTHON, labels=(Label(Span(0, 1), "password"),)),
    ],
    ids=["content", "syntax", "place", "label"],
)
def test_whatever_an_answer_depends_on_changes_the_digest(other: Text) -> None:
    assert text_digest(other) != text_digest(TEXT)
    assert text_digest(Text(Place.SOURCE, "a = 1", Syntax.PYTHON)) == text_digest(TEXT)


def test_a_detector_is_remembered_for_itself_alone() -> None:
    clean = CleanTexts()
    clean.add("secrets", text_digest(TEXT))
    assert ("secrets", text_digest(TEXT)) in clean
    assert ("personal-data-in-output", text_digest(TEXT)) not in clean


def test_lone_surrogates_have_a_digest_too() -> None:
    assert len(text_digest(Text(Place.SOURCE, "\ud800", Syntax.PYTHON))) == 16


def test_notebooks_are_remembered_by_path_the_oldest_given_up_first() -> None:
    notebooks = Notebooks(most=2)
    with notebooks.of("a") as first:
        pass
    with notebooks.of("b"):
        pass
    with notebooks.of("a") as again:
        assert again is first
    with notebooks.of("c"):
        pass
    with notebooks.of("a") as again:
        assert again is first
    assert len(notebooks) == 2


def test_a_notebook_that_fails_is_forgotten() -> None:
    notebooks = Notebooks()
    with pytest.raises(ValueError, match="bug"), notebooks.of("a"):
        raise ValueError("bug")
    assert len(notebooks) == 0
    with notebooks.of("a"):
        pass
    assert len(notebooks) == 1


def test_a_notebook_that_nobody_edits_is_forgotten() -> None:
    notebooks = Notebooks(idle=0.02)
    with notebooks.of("a"):
        pass
    end = time.monotonic() + 20
    while len(notebooks) and time.monotonic() < end:
        time.sleep(0.01)
    assert len(notebooks) == 0
