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
    "\v",
    "\u2028",
    "\u2029",
    "\x85",
    "\x1c",
    "\udfff",
    "\U0001f600",
    "\u200d",
    "\u202e)",
    "\N{FULLWIDTH LATIN SMALL LETTER P}ickle",
    "0x" + "f" * 6_000,
    "9" * 5_000,
    "1e999",
    "1_0",
    "'{}'.format(",
    "'%s' % ",
    "\\N{",
    "'\\N{DIGIT ONE}'",
    "rb'\\xff'",
    "f'{",
    "f'''{x!r:{y}}'''",
    ":=",
    "*",
    "**",
    "@",
    "->",
    "...",
    "!!ls",
    "%%script python\n",
    "%%sh\n",
    "%timeit -n1 ",
    "<(",
    "${x",
    "chr(",
    "zip(x, ",
    "dict(",
    "p.add_argument('--x', default=",
    "p = argparse.ArgumentParser()\n",
    "while x:\n",
    "x = pickle.load\n",
    "%run b.ipynb\n",
    "from . import a\n",
    "__import__(",
    "reduce(getattr, ['x'], ",
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


ENDS = ("\n", "\r\n", "\r", "\x0c", "\v", "\u2028", "\u2029", "\x85", "\x1c", "\n\x0c", "\ufeff", "\t", "\0")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("begin", ["", "\ufeff", "\x0c", "\0", "\ud800", "\u2028", "\t"])
def test_no_line_end_hides_what_is_around_it(begin: str, end: str) -> None:
    source = f"{begin}import joblib as j{end}\nm = j.load('m'){end}\nx = 1{end}"
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    line = text[: text.index("m = ")].count("\n") + 1
    found = lines(analyse(notebook(source)))
    assert {number for _, number, name in found if name == "unsafe-joblib-load"} == {line}


@given(st.lists(cells, min_size=1, max_size=3), st.lists(cells, min_size=1, max_size=2))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_file_beside_a_notebook_makes_it_fail(sources: list[str], files: list[str]) -> None:
    names = ("a.py", "b.ipynb")
    texts = {name: (Text(Place.SOURCE, content, Syntax.PYTHON),) for name, content in zip(names, files, strict=False)}
    using = ("import a\nfrom a import *\n%run a.py\n%run b.ipynb\nf(x)\na.f(a.x)", *sources)
    lines(analyse(notebook(*using), files=texts))


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
    "brackets ten thousand deep": "x = " + "(" * 10_000 + "1" + ")" * 10_000,
    "lists ten thousand deep": "x = " + "[" * 10_000 + "]" * 10_000,
    "dicts ten thousand deep": "x = " + "{1:" * 10_000 + "1" + "}" * 10_000,
    "calls ten thousand deep": "f(" * 10_000 + ")" * 10_000,
    "chained calls ten thousand deep": "x" + ".y()" * 10_000,
    "lambdas ten thousand deep": "x = " + "lambda: " * 10_000 + "1",
    "braces of an f-string": "x = f'" + "{" * 10_000 + "}" * 10_000 + "'",
    "indents": "".join(" " * depth + "if x:\n" for depth in range(1_000)),
    "decimal of many digits": "x = " + "9" * (LARGE // 10),
    "hexadecimal of many digits": "x = 0x"
    + "f" * (LARGE // 10)
    + "\ny = f'{x}'\nz = '%s' % x\nw = '{}'.format(x)\nv = str(x)\n!echo {x}",
    "power": "x = 9 ** 9 ** 9 ** 9\ny = 'a' * 10 ** 12\nz = [0] * 10 ** 12",
    "zip of zips": "x = [1, 2, 3]\n" + "x = list(zip(x, x, x))\n" * 40 + "for a in x:\n    f(a)\n",
    "chain of chains": "from itertools import chain\nx = [f]\n" + "x = list(chain(x, x))\n" * 40 + "x[0]()",
    "doubling": "x = 'a'\n" + "x = x + x\n" * 60 + "eval(x)",
    "doubling lists": "x = [f]\n" + "x = x + x\n" * 60 + "x[0]()",
    "doubling unions": "x = f\n" + "x = (x, x)\n" * 60 + "x()\ntorch.load(x, weights_only=x)\nexec(x)\nos.system(x)",
    "doubling dicts": "x = {'a': f}\n" + "x = {'a': x, 'b': x, **x}\n" * 60 + "x()\nnp.load(x, **x)\nexec(x)",
    "replacing": "x = 'a'\n" + "x = x.replace('a', 'aa')\n" * 60,
    "loops in loops": "".join("    " * depth + f"for f{depth} in x:\n" for depth in range(18))
    + "    " * 18
    + "f0 = g\n",
    "carried in loops": "for a in x:\n    f = g\n" * 2_000,
    "closures": "def a(f):\n    def b(g):\n        return a(g)\n    return b\nx = a\n" + "x = x(a)\n" * 300,
    "objects of objects": "class A:\n    def __init__(self, a):\n        self.a = A(a)\n" + "x = A(x)\n" * 300,
    "only null": "\0" * (LARGE // 10),
    "only surrogates": "\ud800" * (LARGE // 10),
    "only separators": "\u2028" * (LARGE // 10),
    "form feeds": "\x0c" * (LARGE // 10) + "x = 1",
    "carriage returns": "x = 1\r" * (LARGE // 60),
    "combining": "e" + "\u0301" * (LARGE // 10),
    "right to left": "\u202e" * 1_000 + "x = 1",
    "long shell line": "!echo " + "a " * (LARGE // 20),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_large_cells_take_bounded_time(name: str) -> None:
    clean = "import joblib as loader_of_models\nmodel = loader_of_models.load('m.joblib')\n"
    start = time.process_time()
    found = lines(analyse(notebook(DEEP[name], clean)))
    assert (1, 2, "unsafe-joblib-load") in found
    assert time.process_time() - start < 12
