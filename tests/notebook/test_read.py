"""Every place of a notebook is decoded, in every format, and nothing is silently left out."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import CellKind, Notebook
from jupyter_mlsec.model.text import Label, Place, Span, Syntax, Text
from jupyter_mlsec.notebook.read import read_notebook


def document(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}


def code(source: str | list[str], *outputs: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"cell_type": "code", "id": "c1", "metadata": {}, "source": source, "outputs": list(outputs), **rest}


def display(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/", 1): v for k, v in data.items()}}


def read(value: dict[str, Any]) -> Notebook:
    return read_notebook("x.ipynb", json.dumps(value).encode())


def only(texts: tuple[Text, ...]) -> Text:
    assert len(texts) == 1
    return texts[0]


def test_source_is_joined_as_the_editor_shows_it() -> None:
    cell = read(document(code(["a = 1\n", "b = 2"]))).cells[0]
    assert cell.source.content == "a = 1\nb = 2"
    assert (cell.source.place, cell.source.syntax, cell.source.origin) == (
        Place.SOURCE,
        Syntax.PYTHON,
        ("cells", 0, "source"),
    )
    assert (cell.ref.index, cell.ref.id, cell.kind) == (0, "c1", CellKind.CODE)


@pytest.mark.parametrize(
    ("output", "content", "syntax"),
    [
        ({"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}, "a\nb", Syntax.PLAIN),
        ({"output_type": "stream", "name": "stdout", "text": "\x1b[1;31mred\x1b[0m"}, "red", Syntax.PLAIN),
        (display(text_plain="a"), "a", Syntax.PLAIN),
        (display(text_html="<b>a &amp; b</b>"), "a & b", Syntax.PLAIN),
        (display(text_markdown="# a"), "# a", Syntax.MARKDOWN),
        (display(application_json={"k": ["v"], "n": 1}), "k: v\nn: 1\n", Syntax.DATA),
        (
            {"output_type": "error", "ename": "E", "evalue": "bad", "traceback": ["\x1b[31mE\x1b[0m at 1", "E: bad"]},
            "E at 1\nE: bad",
            Syntax.PLAIN,
        ),
        ({"output_type": "error", "ename": "E", "evalue": "bad", "traceback": []}, "E: bad", Syntax.PLAIN),
    ],
    ids=["stream", "ansi", "plain", "html", "markdown", "json", "traceback", "traceback without its message"],
)
def test_each_kind_of_output_is_decoded(output: dict[str, Any], content: str, syntax: Syntax) -> None:
    text = only(read(document(code("x", output))).cells[0].outputs[0].texts)
    assert (text.content, text.syntax, text.place) == (content, syntax, Place.OUTPUT)


def test_media_hold_no_text() -> None:
    assert read(document(code("x", display(image_png="iVBORw0KGgo=")))).cells[0].outputs[0].texts == ()


def test_a_table_names_its_values_by_column_and_row() -> None:
    html = "<table><tr><th></th><th>token</th></tr><tr><th>prod</th><td>abc</td></tr></table>"
    text = only(read(document(code("x", display(text_html=html)))).cells[0].outputs[0].texts)
    start = text.content.index("abc")
    value = Span(start, start + 3)
    assert [label for label in text.labels if label.span == value] == [Label(value, "token"), Label(value, "prod")]


def test_attachments_are_decoded_from_base64() -> None:
    encoded = base64.b64encode(b"key: v").decode()
    cell = {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"a.txt": {"text/plain": encoded}}}
    text = only(read(document(cell)).cells[0].texts)
    assert (text.content, text.place, text.origin) == (
        "key: v",
        Place.ATTACHMENT,
        ("cells", 0, "attachments", "a.txt", "text/plain"),
    )


def test_metadata_become_labelled_lines_one_text_a_key() -> None:
    notebook = read(document(code("x", metadata={"papermill": {"k": "v"}}), papermill={"parameters": {"p": "q"}}))
    cell_text, notebook_text = only(notebook.cells[0].texts), only(notebook.texts)
    assert (cell_text.content, cell_text.place) == ("papermill.k: v\n", Place.CELL_METADATA)
    assert (notebook_text.content, notebook_text.place) == ("papermill.parameters.p: q\n", Place.NOTEBOOK_METADATA)
    assert notebook_text.labels == (Label(Span(24, 25), "p"),)
    assert notebook_text.origin == ("metadata", "papermill")


def test_nbformat_3_worksheets_are_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Title"},
        {
            "cell_type": "code",
            "input": ["a = 1"],
            "prompt_number": 4,
            "outputs": [{"output_type": "pyout", "text": "1"}],
        },
    ]
    notebook = read({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]})
    assert [cell.source.content for cell in notebook.cells] == ["Title", "a = 1"]
    assert notebook.cells[1].execution_count == 4
    assert only(notebook.cells[1].outputs[0].texts).content == "1"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_other_encodings_are_read(encoding: str) -> None:
    data = json.dumps(document(code("a = 'ü'")), ensure_ascii=False).encode(encoding)
    assert read_notebook("x", data).cells[0].source.content == "a = 'ü'"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not valid JSON at line 1, column 1"),
        (b'{"nbformat": 4, "cells": [', "not valid JSON at line 1, column 27"),
        (b'{"nbformat": 4, "cells": ["\xe9"]}', "not valid UTF-8 at byte 27"),
        (b"[]", "not a notebook: the file does not hold a JSON object"),
        (b"{}", "not a notebook: nbformat is missing"),
        (b'{"nbformat": 4}', "not a notebook: it has no list of cells"),
        (b'{"nbformat": 4, "cells": null}', "not a notebook: it has no list of cells"),
        (b'{"nbformat": 3}', "not a notebook: it has neither cells nor worksheets"),
        (b"[" * 100_000, "the JSON is nested too deeply to be a notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_notebook("x", data)
    assert str(caught.value) == reason


def test_a_malformed_part_is_a_problem_and_the_rest_is_read() -> None:
    notebook = read(document(7, code("ok"), code(3), code("x", 5)))  # type: ignore[arg-type]
    assert notebook.cells[1].source.content == "ok"
    assert notebook.problems == (
        "cell 1 is not an object",
        "cell 3: the source is neither a string nor a list of strings",
        "cell 4, output 1: an output is not an object",
    )


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"language": "R"}}, "r"),
        ({"language_info": {"name": "julia"}, "kernelspec": {"language": "python"}}, "julia"),
        ({"language_info": {"name": "ipython"}}, "python"),
    ],
)
def test_the_kernel_language_is_known(metadata: dict[str, Any], language: str) -> None:
    notebook = read(document(code("x"), **metadata))
    assert notebook.language == language
    assert notebook.cells[0].source.syntax is (Syntax.PYTHON if language == "python" else Syntax.OTHER_CODE)


def test_missing_and_doubled_ids_stay_as_they_are() -> None:
    without = {"cell_type": "code", "metadata": {}, "source": "", "outputs": []}
    assert [cell.ref.id for cell in read(document(code("a"), code("b"), without)).cells] == ["c1", "c1", None]


def test_nan_and_lone_surrogates_are_read() -> None:
    data = b'{"nbformat": 4, "metadata": {"n": NaN}, "cells": [{"cell_type": "raw", "source": "\\ud800"}]}'
    assert read_notebook("x", data).cells[0].source.content == "\ud800"


def test_an_attachment_that_is_no_base64_is_text_or_nothing() -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "", "attachments": {"a": {"text/plain": "kéy: v"}}}
    assert only(read(document(cell)).cells[0].texts).content == "kéy: v"
