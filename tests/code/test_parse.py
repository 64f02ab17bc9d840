"""What of a broken cell is still read, with the positions it has in the cell."""

from __future__ import annotations

import ast

import pytest

from jupyter_mlsec.code.parse import parse


def calls(source: str) -> set[tuple[int, int]]:
    """Return (line, column) of every call that was read."""
    return {
        (node.lineno, node.col_offset)
        for tree in parse(source).trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }


@pytest.mark.parametrize(
    ("source", "found", "broken"),
    [
        ("f()\ng()", {(1, 0), (2, 0)}, ()),
        ("f()\nx = = 1\ng()", {(1, 0), (3, 0)}, (2,)),
        ("def a():\n    x = = 1\n    f()\ng()", {(3, 4), (4, 0)}, (2,)),
        ("if x = 1:\n    f()\ng()", {(2, 4), (3, 0)}, (1,)),
        ("print 'a', f()", {(1, 0), (1, 11)}, ()),
        ("try:\n    f()\nexcept A, e:\n    g()", {(2, 4), (4, 4)}, ()),
        ("f()\n  g()", {(1, 0), (2, 2)}, (2,)),
        ("f()\x00\ng()", {(1, 0), (2, 0)}, ()),
        ("x = '\\d'; f()", {(1, 10)}, ()),
        ("await f()", {(1, 6)}, ()),
        ("", set(), ()),
        ("m = f(\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = f(a, [b\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = f(  # to do\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = f(a, b=\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = f(a.\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = f('a\ng()", {(1, 4), (2, 0)}, (1,)),
        ("m = {'a': f(), 'b'\ng()", {(1, 10), (2, 0)}, (1,)),
        ("def a():\n    f(x\n    g()", {(2, 4), (3, 4)}, (2,)),
        ("type A = f()\ng()", {(1, 9), (2, 0)}, ()),
    ],
)
def test_what_is_read(source: str, found: set[tuple[int, int]], broken: tuple[int, ...]) -> None:
    assert calls(source) == found
    assert parse(source).broken == broken


def test_lines_without_a_reading_are_handed_on() -> None:
    assert parse("pip install x").stray == {1: "pip install x"}
