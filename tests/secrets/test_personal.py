"""Numbers that are personal only because their column says so, and long or hostile text."""

from __future__ import annotations

import time

import pytest

from jupyter_mlsec.model.text import CellRef, Label, Place, Span, Syntax, Text
from jupyter_mlsec.rules.personal_data_in_output import RULE
from jupyter_mlsec.secrets.personal import find_personal


def output(content: str, *labels: Label) -> Text:
    return Text(
        Place.OUTPUT, content, Syntax.PLAIN, CellRef(0, None), ("cells", 0, "outputs", 0, "data", "text/plain"), labels
    )


@pytest.mark.parametrize(
    ("heading", "value", "kind"),
    [
        ("mobile", "(212) 736-5000", "a telephone number"),
        ("phone_number", "030 901820", "a telephone number"),
        ("card", "4539148803436467", "a card number"),
        ("PESEL", "44051401359", "a Polish identity number"),
        ("BSN", "111222333", "a Dutch citizen service number"),
        ("nhs_number", "943 476 5919", "an NHS number"),
        ("DNI", "54362315K", "a Spanish identity number"),
    ],
)
def test_a_heading_makes_a_plain_number_personal(heading: str, value: str, kind: str) -> None:
    named = output(value, Label(Span(0, len(value)), heading))
    assert [(found.kind, found.span) for found in find_personal(named)] == [(kind, Span(0, len(value)))]
    assert list(find_personal(output(value, Label(Span(0, len(value)), "total")))) == []


def test_the_message_names_the_kind_and_never_the_value() -> None:
    hits = list(RULE.check(output("erika.mustermann@stadtwerke-koeln.de")))
    assert [hit.message for hit in hits] == ["an e-mail address is kept in a saved output"]
    assert hits[0].fixes[0].title == "clear this output"


def test_only_outputs_are_looked_at() -> None:
    text = Text(Place.SOURCE, "erika.mustermann@stadtwerke-koeln.de", Syntax.PYTHON, CellRef(0, None))
    assert list(RULE.check(text)) == []


@pytest.mark.parametrize("unit", ["a@", "+1", "1 ", "1-", "A1 ", "@a.", "0.123456789 ", "DE89", "4539 1488 0343 "])
def test_a_megabyte_of_anything_is_read_in_a_moment(unit: str) -> None:
    start = time.process_time()
    list(RULE.check(output(unit * (1_000_000 // len(unit)))))
    assert time.process_time() - start < 5
