"""What is remembered of a text never changes an answer, and holds nothing of it."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text
from jupyter_mlsec.scan.memory import CleanTexts, text_digest

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
