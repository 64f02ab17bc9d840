"""Values put together out of parts: found, and underlined from the first part's first character to the last's end."""

from __future__ import annotations

import base64
import codecs

import pytest

from jupyter_mlsec.model.text import Place, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import make_example, seeded

TOKEN = make_example("ghp_{base62:30}{crc32}", seeded(7))
A, B, C = TOKEN[:2], TOKEN[2:19], TOKEN[19:]
HEX = TOKEN.encode().hex()
B64 = base64.b64encode(TOKEN.encode()).decode()
CODES = ",".join(str(ord(letter)) for letter in TOKEN)
ROT = codecs.encode(TOKEN, "rot13")


def found(content: str, syntax: Syntax = Syntax.PYTHON) -> list[tuple[str, str]]:
    return [
        (match.rule, content[match.span.start : match.span.end])
        for match in find_secrets(Text(Place.SOURCE, content, syntax))
    ]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f'x = "{A}" "{B}" "{C}"', f'{A}" "{B}" "{C}'),
        (f"x = ('{A}'\n     '{B}{C}')", f"{A}'\n     '{B}{C}"),
        (f'x = "{A}{B}" + "{C}"', f'{A}{B}" + "{C}'),
        (f'x = "{A}" + \\\n    "{B}{C}"', f'{A}" + \\\n    "{B}{C}'),
        (f'x = "".join(["{A}", "{B}", "{C}"])', f'{A}", "{B}", "{C}'),
        (f'p = ["{A}{B}", "{C}"]\nx = "".join(p)', f'{A}{B}", "{C}'),
        (f'x = "{{}}{{}}".format("{A}{B}", "{C}")', f'{A}{B}", "{C}'),
        (f'x = "{{a}}{{b}}".format(a="{A}{B}", b="{C}")', f'{A}{B}", b="{C}'),
        (f'x = "%s%s" % ("{A}{B}", "{C}")', f'{A}{B}", "{C}'),
        (f'p = "{A}{B}"\nq = "{C}"\nx = f"{{p}}{{q}}"', f'{A}{B}"\nq = "{C}'),
        (f'p = "{B}{C}"\nx = f"{A}{{p}}"', f'{B}{C}"\nx = f"{A}'),
        (f'p = "{A}{B}"\nq = "{C}"\nx = p + q', f'{A}{B}"\nq = "{C}'),
        (f'x = "{A}{B}"\nx += "{C}"', f'{A}{B}"\nx += "{C}'),
        (f'x = bytes.fromhex("{HEX}").decode()', HEX),
        (f'x = base64.b64decode("{B64}").decode()', B64),
        (f'x = base64.b64decode("{B64[:20]}" + "{B64[20:]}")', f'{B64[:20]}" + "{B64[20:]}'),
        (f'x = "{TOKEN[::-1]}"[::-1]', TOKEN[::-1]),
        (f'x = codecs.decode("{ROT}", "rot13")', ROT),
        (f'x = "{ROT}".replace("-", "")' + f'\ny = codecs.decode("{ROT}", "rot_13")', ROT),
        (f'x = "{A}{B}-{C}".replace("-", "")', f"{A}{B}-{C}"),
        (f'x = "".join(chr(i) for i in [{CODES}])', CODES),
        (f"x = bytes([{CODES}])", CODES),
        (f'p = [{CODES}]\nx = "".join(map(chr, p))', CODES),
        (f'h = {{"Authorization": "Bearer " + "{A}" + "{B}{C}"}}', f'{A}" + "{B}{C}'),
        (f'%time\n!ls\nx = "{A}{B}" + "{C}"', f'{A}{B}" + "{C}'),
        (f'é = "ü"; x = "{A}{B}" + "{C}"', f'{A}{B}" + "{C}'),
        (f'x = broken( "{A}{B}" + "{C}"', f'{A}{B}" + "{C}'),
    ],
)  # fmt: skip
def test_tokens(source: str, shown: str) -> None:
    assert found(source) == [("github-token", shown)]


def test_a_password_in_two_parts() -> None:
    source = 'password = "' + "k9#L" + '" + "' + "w74!qT" + '"'
    assert found(source) == [("hardcoded-password", source[12:-1])]


def test_a_password_interpolated_into_an_address() -> None:
    value = "k9#L" + "w74!qT"
    source = f'p = "{value}"\nengine = connect(f"postgresql://svc:{{p}}@db.acme.io/x")'
    assert found(source) == [("url-credentials", value)]


def test_a_joined_literal_in_other_languages() -> None:
    source = f'val t = "{A}{B}" +\n  "{C}"'
    assert found(source, Syntax.OTHER_CODE) == [("github-token", f'{A}{B}" +\n  "{C}')]


@pytest.mark.parametrize(
    "source",
    [
        'x = "a" * 10**9 + "b1c2d3e4f5g6"',
        'x = "{:>999999999}".format("b1c2d3e4f5g6")',
        'x = "%999999999s" % "b1c2d3e4f5g6"',
        "x = " + "(" * 500 + '"b1c2d3e4f5g6" + "a"' + ")" * 500,
        "x = " + " + ".join(['"b1c2d3e4f5g6"'] * 3000),
        'a = b + "b1c2d3e4f5g6"\nb = a + "b1c2d3e4f5g6"\nf"{a}{b}"',
        'x = "\\ud800b1c2d3e4f5g6" + "é"',
    ],
)
def test_hostile_expressions_are_not_computed(source: str) -> None:
    assert [rule for rule, _ in found(source) if rule != "hardcoded-secret"] == []
