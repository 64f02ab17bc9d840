"""Suppression comments: what they name, what they cover, and that a reason is required."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.finding import AllowAt
from jupyter_mlsec.model.text import Place, Position, Span, Syntax, Text
from jupyter_mlsec.notebook.suppression import Allowance, allow_at, allowances, notebook_allowances


def comments(source: str) -> list[Allowance]:
    return list(allowances(Text(Place.SOURCE, source, Syntax.PYTHON)))


@pytest.mark.parametrize(
    ("source", "rules", "reason", "alone"),
    [
        ("x = 1  # mlsec: allow[rule-a] made by us", ("rule-a",), "made by us", False),
        ("# mlsec: allow[rule-a, rule-b] two", ("rule-a", "rule-b"), "two", True),
        ("<!-- mlsec: allow[rule-a] shown on purpose -->", ("rule-a",), "shown on purpose", True),
        ("x  # mlsec: allow[rule-a]", ("rule-a",), "", False),
        ("x  #mlsec:allow[rule-a]: colon", ("rule-a",), "colon", False),
    ],
)
def test_a_comment_is_read(source: str, rules: tuple[str, ...], reason: str, *, alone: bool) -> None:
    (found,) = comments(source)
    assert (found.rules, found.reason, found.alone) == (rules, reason, alone)


@pytest.mark.parametrize(
    ("source", "line", "covered"),
    [
        ("bad()  # mlsec: allow[r] why", 1, True),
        ("# mlsec: allow[r] why\nbad()", 2, True),
        ("x  # mlsec: allow[r] why\nbad()", 2, False),
        ("# mlsec: allow[r] why\n\nbad()", 3, False),
        ("bad()  # mlsec: allow[r]", 1, False),
        ("bad()  # mlsec: allow[other] why", 1, False),
    ],
)
def test_what_it_covers(source: str, line: int, *, covered: bool) -> None:
    (found,) = comments(source)
    assert found.covers("r", Position(line, 1, line, 2)) is covered


def test_any_line_of_a_long_statement_may_carry_it() -> None:
    (found,) = comments("bad(\n    a,  # mlsec: allow[r] why\n)")
    assert found.covers("r", Position(1, 1, 3, 2))


CODE = 'exec("""\nbad()\nworse()\n""")\nbad()'


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (CODE.replace('""")', '""")  # mlsec: allow[r] why'), {1, 2, 3, 4}),
        ("# mlsec: allow[r] why\n!run \\\n  a \\\n  b\nbad()", {1, 2, 3, 4}),
        ("x = 1\nbad() # '''\ny = '''\n'''; bad()  # mlsec: allow[r] why\nbad()", {3, 4}),
        ("%%bash\necho '''\nbad '''  # mlsec: allow[r] why", {3}),
        ("s = '''a'''; bad()  # mlsec: allow[r] why\nbad()", {1}),
    ],
)
def test_a_comment_behind_a_string_or_above_a_long_line_speaks_for_all_of_it(source: str, lines: set[int]) -> None:
    (found,) = comments(source)
    every = range(1, source.count("\n") + 2)
    assert {line for line in every if found.covers("r", Position(line, 1, line, 2))} == lines


@pytest.mark.parametrize(
    ("source", "at", "expected"),
    [
        ("x = 1\nbad()\ny", "bad", AllowAt(2, 6, "  ", "")),
        (CODE, "worse", AllowAt(4, 5, "  ", "")),
        ("if x:\n    !run \\\n      bad\n", "bad", AllowAt(3, 10, "  ", "")),
        ("if x:\n    !run bad \\\n      a\n", "bad", AllowAt(2, 1, "    ", "\n")),
        ("!run \\\n  bad \\\n  a", "bad", AllowAt(1, 1, "", "\n")),
        ("exec('''\n!run \\\nbad \\\n\\", "bad", None),
        ("%%bash\nbad '''\n'''", "bad", AllowAt(2, 8, "  ", "")),
        ("bad('''x\r\ny\r\n''')\r\n", "bad", AllowAt(3, 5, "  ", "")),
        ("bad(  # '''\n)", "bad", AllowAt(1, 12, "  ", "")),
    ],
)
def test_where_a_comment_can_be_written(source: str, at: str, expected: AllowAt | None) -> None:
    start = source.index(at)
    assert allow_at(Text(Place.SOURCE, source, Syntax.PYTHON), Span(start, start + len(at))) == expected


@pytest.mark.parametrize("source", [CODE, "a = 1\nbad()", "!run \\\n  bad \\\n  a", "f('''\nbad\n''', '''\n''')\n"])
def test_a_comment_that_is_written_there_covers_what_it_was_written_for(source: str) -> None:
    text = Text(Place.SOURCE, source, Syntax.PYTHON)
    start = source.index("bad")
    place = allow_at(text, Span(start, start + 3))
    assert place is not None
    lines = source.split("\n")
    row, head = lines[place.line - 1], place.column - 1
    lines[place.line - 1] = f"{row[:head]}{place.before}# mlsec: allow[r] why{place.after}{row[head:]}"
    written = "\n".join(lines)
    (found,) = comments(written)
    line = written[: written.index("bad")].count("\n") + 1
    assert found.covers("r", Position(line, 1, line, 4))


def test_a_notebook_allows_rules_as_a_whole_each_with_a_reason() -> None:
    sources = (
        "x = 1  # mlsec: allow-notebook[r, s] ours\n# mlsec: allow-notebook[t]",
        "<!-- mlsec: allow-notebook[u] for a demonstration -->\n# mlsec: allow[v] here",
        "# mlsec: allow-notebook[r] another",
    )
    texts = [Text(Place.SOURCE, source, Syntax.PYTHON) for source in sources]
    assert notebook_allowances(texts) == {"r": "ours", "s": "ours", "u": "for a demonstration"}
