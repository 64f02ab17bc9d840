"""Masking: known values are covered in every spelling, and nothing else is."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.secrets.masking import Masking, covered

VALUE = "xK9#mQ2v&Lp7"
MASK = "•" * len(VALUE)


def masked(content: str, value: str = VALUE) -> str:
    return covered(content, Masking([value]).stains(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"a {VALUE} b", f"a {MASK} b"),
        (f"{VALUE}{VALUE}", MASK * 2),
        (f"{VALUE[::-1]}!", f"{MASK}!"),
        ("xK9#mQ2v&amp;Lp7", "•" * 16),
        ("<b>xK9#</b><i>mQ2v&#38;Lp7</i>", f"<b>••••</b><i>{'•' * 12}</i>"),
        ("\x1b[1mxK9#\x1b[0mmQ2v&Lp7", "\x1b[1m••••\x1b[0m••••••••"),
        ('"xK9#" + "mQ2v&Lp7"', '"••••" + "••••••••"'),
        ('"xK9#"\n  "mQ2v&Lp7"', '"••••"\n  "••••••••"'),
        ("?q=xK9%23mQ2v%26Lp7&b=1", f"?q={'•' * 16}&b=1"),
        (
            "?q=xK9%23mQ2v%26Lp7".lower().replace("xk9", "xK9").replace("mq2v", "mQ2v").replace("lp7", "Lp7"),
            f"?q={'•' * 16}",
        ),
        (VALUE.encode().hex(), "58" * 12),
        (VALUE.encode().hex().upper(), "58" * 12),
        ("xK9 mQ2v Lp7", "xK9 mQ2v Lp7"),
        ("XK9#MQ2V&LP7", "XK9#MQ2V&LP7"),
    ],
)
def test_spellings(content: str, expected: str) -> None:
    assert masked(content) == expected


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_base64_decodes_as_before_around_the_value(before: bytes, after: bytes) -> None:
    content = base64.b64encode(before + VALUE.encode() + after).decode()
    assert base64.b64decode(masked(content)) == before.replace(VALUE.encode(), b"X" * 12) + b"X" * 12 + after


@given(st.text(max_size=40), st.text(max_size=40))
def test_length_and_line_ends_stay_and_the_value_does_not(before: str, after: str) -> None:
    content = f"{before}{VALUE}{after}"
    result = masked(content)
    assert len(result) == len(content)
    assert [at for at, char in enumerate(content) if char in "\r\n"] == [
        at for at, char in enumerate(result) if char in "\r\n"
    ]
    assert VALUE not in result


@given(st.text(min_size=4, max_size=30), st.text(max_size=20))
def test_any_value_is_gone(value: str, around: str) -> None:
    forms = (value, json.dumps(value)[1:-1], value.encode("utf-8", "surrogatepass").hex())
    for content in (f"{around}{form}{around}" for form in forms):
        result = masked(content, value)
        visible = value.strip("\r\n•Xx58")
        assert len(result) == len(content)
        assert not visible or value not in result or set(value) <= set("\r\n•X58")
