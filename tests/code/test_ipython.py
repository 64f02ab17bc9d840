"""IPython's lines are masked and nothing else is, and every line keeps its number."""

from __future__ import annotations

import pytest

from jupyter_mlsec.code.ipython import cell_magic, mask

P = "__mlsec_line__()"


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        ("!ls", P),
        ("!!ls\nx = 1", f"{P}\nx = 1"),
        ("if x:\n    !ls\n    %time y", f"if x:\n    {P}\n    {P}"),
        ("out = !ls -l", f"out = {P}"),
        ("a, b = %sx ls", f"a, b = {P}"),
        ("x?", "pass"),
        ("?x.y", "pass"),
        ("x.y??", "pass"),
        ("!a \\\n  b\nx", f"{P}\n\nx"),
        ("x = 5 % 3", "x = 5 % 3"),
        ("x = (5\n% y)", "x = (5\n% y)"),
        ("x = '''\n!ls\n%time\n'''", "x = '''\n!ls\n%time\n'''"),
        ("x = 'a\\\n!b'", "x = 'a\\\n!b'"),
        ("x = (1,\n!ls\ny", f"x = (1,\n{P}\ny"),
        ("# !ls\nx = y != z", "# !ls\nx = y != z"),
        ("f(\n  '!'\n)", "f(\n  '!'\n)"),
        ("!ls\r\nx = 1\r\n", f"{P}\nx = 1\r\n"),
    ],
)
def test_masks(source: str, masked: str) -> None:
    assert mask(source)[0] == masked


def test_a_masked_line_knows_its_name_and_place() -> None:
    source = "x = 1\ny = %timeit -n 3 f(x)\n!ls -l"
    _, lines = mask(source)
    assert {number: (line.name, source[line.start : line.end]) for number, line in lines.items()} == {
        2: ("timeit", " -n 3 f(x)"),
        3: ("", "ls -l"),
    }


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%%bash -e\nls\n", ("bash", " -e", "ls\n")),
        ("\n\n%%time\nx\n", ("time", "", "x\n")),
        ("# a comment\n%%capture out\nx", ("capture", " out", "x")),
        ("%%!\nls", ("!", "", "ls")),
        ("%%html", ("html", "", "")),
        ("x\n%%bash\nls", None),
        ("%bash\nls", None),
    ],
)
def test_cell_magics(source: str, expected: tuple[str, str, str] | None) -> None:
    magic = cell_magic(source)
    found = None if magic is None else (magic.name, source[slice(*magic.line)], source[magic.body :])
    assert found == expected
