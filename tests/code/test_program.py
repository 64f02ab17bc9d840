"""The notebook as one program: order, branches, helpers, versions, broken cells."""

from __future__ import annotations

import pytest

from jupyter_mlsec.code.program import Program, analyse, check_code
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.rule import Confidence, Hit, Rule, Severity
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.rules._discovery import discover


def notebook(*sources: str, counts: tuple[int | None, ...] = ()) -> Notebook:
    cells = []
    for index, source in enumerate(sources):
        ref = CellRef(index, f"cell{index}")
        text = Text(Place.SOURCE, source, Syntax.PYTHON, ref, ("cells", index, "source"))
        cells.append(Cell(ref, CellKind.CODE, text, counts[index] if counts else None))
    return Notebook("x.ipynb", TargetKind.NOTEBOOK, tuple(cells))


def hits(program: Program) -> list[tuple[Rule, Hit]]:
    return list(check_code(program, discover()))


def found(program: Program) -> set[tuple[int, int, str]]:
    return {
        (hit.text.cell.index, hit.text.position(hit.span).line, rule.name)
        for rule, hit in hits(program)
        if hit.text.cell is not None
    }


def names(*sources: str) -> list[str]:
    return [call.name for call in analyse(notebook(*sources)).calls]


def test_cells_are_read_in_the_order_in_which_they_ran() -> None:
    sources = ("from json import load\n", "load(open('m'))\n", "from pickle import load\n")
    written = analyse(notebook(*sources))
    assert found(written) == set()
    ran = analyse(notebook(*sources, counts=(1, 3, 2)))
    assert found(ran) == {(1, 1, "unsafe-pickle-load")}


def test_what_only_a_run_from_top_to_bottom_does_says_so() -> None:
    sources = ("from pickle import load\n", "load(open('m'))\n", "from json import load\n")
    program = analyse(notebook(*sources, counts=(1, 3, 2)))
    [(rule, hit)] = hits(program)
    assert rule.name == "unsafe-pickle-load"
    assert hit.confidence is Confidence.LOW
    assert hit.message is not None
    assert "when the notebook runs from top to bottom" in hit.message


def test_counts_that_rise_or_repeat_change_nothing() -> None:
    assert analyse(notebook("x = 1", "y = 2", counts=(3, 7))).reordered is None
    assert analyse(notebook("x = 1", "y = 2", counts=(2, 2))).reordered is None
    assert analyse(notebook("x = 1", "y = 2", counts=(2, 1))).reordered is not None


def test_a_name_bound_in_a_later_cell_is_known() -> None:
    assert found(analyse(notebook("m = load('m.joblib')", "from joblib import load"))) == {(0, 1, "unsafe-joblib-load")}


@pytest.mark.parametrize(
    ("version", "severity"),
    [(None, Severity.MEDIUM), ("2.5.1", Severity.HIGH), ("2.6.0", Severity.LOW), ("2.10.0+cu128", Severity.LOW)],
)
def test_the_installed_torch_decides(version: str | None, severity: Severity) -> None:
    versions = {} if version is None else {"torch": version}
    [(rule, hit)] = hits(analyse(notebook("import torch\ntorch.load('m.pt')"), versions))
    assert rule.name == "unsafe-torch-load"
    assert (hit.severity or rule.severity) is severity


def test_a_helper_is_reported_where_it_is_dangerous_by_itself() -> None:
    assert found(analyse(notebook("import joblib\ndef get(p):\n    return joblib.load(p)", "m = get('m')"))) == {
        (0, 3, "unsafe-joblib-load")
    }


def test_a_helper_that_its_caller_makes_dangerous_is_reported_at_the_caller() -> None:
    helper = "import numpy as np\ndef get(p, **k):\n    return np.load(p, **k)"
    assert found(analyse(notebook(helper, "a = get('a')\nb = get('b', allow_pickle=True)"))) == {
        (1, 2, "unsafe-numpy-load")
    }


def test_a_remote_text_is_followed_through_a_helper() -> None:
    helper = "import requests\ndef get(u):\n    return requests.get(u).text"
    assert found(analyse(notebook(helper, "exec(get('https://x.example/a.py'))"))) == {(1, 1, "remote-code-evaluation")}


def test_a_broken_cell_is_named_and_blinds_only_its_broken_lines() -> None:
    program = analyse(notebook("import pickle\ndef f(:\n    pass\nm = pickle.load(f)", "pickle.load(g)"))
    assert found(program) == {
        (0, 2, "unreadable-code"),
        (0, 4, "unsafe-pickle-load"),
        (1, 1, "unsafe-pickle-load"),
    }
    assert program.broken == {0: (2,)}
    assert program.problems == ()


def test_python_2_is_read() -> None:
    source = "import cPickle\nprint 'loading', name\ntry:\n    m = cPickle.load(f)\nexcept IOError, e:\n    print e\n"
    assert found(analyse(notebook(source))) == {(0, 4, "unsafe-pickle-load")}


def test_spans_count_code_points() -> None:
    [(_, hit)] = hits(analyse(notebook("import pickle\nx = 'é\N{GRINNING FACE}'; pickle.load(f)")))
    assert hit.text.content[hit.span.start : hit.span.end] == "pickle.load(f)"


def test_a_call_over_several_lines_is_underlined_at_its_name() -> None:
    [(_, hit)] = hits(analyse(notebook("import torch\nm = (\n    torch\n    .load('m.pt')\n)")))
    assert hit.text.content[hit.span.start : hit.span.end] == "load('m.pt')"


def test_the_text_of_a_hit_is_the_very_text_of_the_cell() -> None:
    book = notebook("import pickle\npickle.load(f)")
    [(_, hit)] = hits(analyse(book))
    assert hit.text is book.cells[0].source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tensorflow as tf\ntf.keras.models.load_model(x)", "keras.models.load_model"),
        ("from six.moves import cPickle as p\np.loads(x)", "pickle.loads"),
        ("import a.b.c\na.b.c.d()", "a.b.c.d"),
        ("import a.b as c\nc.d()", "a.b.d"),
        ("from . import a\na.b()", "?..a.b"),
        ("f()", "?.f"),
        ("import a\nx = a.B()\nx.c()", "a.B().c"),
        ("import a\nwith a.B() as x:\n    x.c()", "a.B().c"),
        ("import a\nfor x in a.b():\n    x.c()", "a.b()[].c"),
        ("import a\n[x.c() for x in a.b()]", "a.b()[].c"),
        ("import a\nx: a.B = a.B()\nx.c()", "a.B().c"),
        ("import a\n(lambda f: f())(a.b)", "a.b"),
        ("import a\nawait a.b()", "a.b"),
        ("import a\nclass C(a.B): pass\nC().go()", "a.B().go"),
        ("import a\nclass C(a.B): pass\nC.go()", "a.B.go"),
        ("import a\nx = {'k': a.b}\nx['k']()", "a.b"),
        ("import a\nx = {'k': a.b}\nx.get('k', print)()", "a.b"),
        ("import a\nf = getattr(a, 'b')\nf()", "a.b"),
        ("import a\ntry:\n    f = a.b\nexcept Exception:\n    f = a.c\nf()", "a.c"),
    ],
)
def test_names_are_resolved(source: str, expected: str) -> None:
    assert expected in names(source)


def test_a_class_that_the_notebook_defines_is_not_the_library() -> None:
    assert found(analyse(notebook("class pickle:\n    load = staticmethod(open)", "pickle.load('m')"))) == set()


def test_other_languages_and_markdown_are_left_alone() -> None:
    ref = CellRef(0, None)
    for syntax in (Syntax.OTHER_CODE, Syntax.MARKDOWN, Syntax.PLAIN):
        text = Text(Place.SOURCE, "import pickle\npickle.load(f)", syntax, ref)
        book = Notebook("x.ipynb", TargetKind.NOTEBOOK, (Cell(ref, CellKind.CODE, text),))
        assert analyse(book).calls == ()


def test_values_of_the_notebook_are_in_no_repr() -> None:
    marker = "marker" + "value"
    program = analyse(notebook(f"import a\na.b('{marker}')\n!echo {marker}"))
    assert marker not in repr(program)
