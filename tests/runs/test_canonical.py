"""Canonical notebooks: every version reads alike, an input has no outputs, and equal runs give equal bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.runs.canonical import coalesced, dump, executed, stripped, upgraded


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 3, "outputs": [], "source": source} | more


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": cells}).encode()


def test_an_input_is_bare_and_its_ids_are_stable() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["a", "b"]}
    data = notebook(
        code(["a\n", "b"], outputs=[output], metadata={"papermill": {}, "tags": [], "kept": 1}),
        code("b", id="same"),
        code("c", id="same", metadata={"tags": ["injected-parameters"]}),
        code("d", id="same"),
        {"cell_type": "markdown", "metadata": {}, "source": "e"},
        widgets={},
        papermill={},
        kernelspec={"name": "python3"},
    )
    document = stripped(upgraded(data))
    assert [(cell["id"], cell["source"], cell["metadata"]) for cell in document["cells"]] == [
        ("7e18f737-0", "a\nb", {"kept": 1}),
        ("same", "b", {}),
        ("18ac3e73-0", "d", {}),
        ("3f79bb7b-0", "e", {}),
    ]
    assert [cell.get("outputs", cell.get("execution_count")) for cell in document["cells"]] == [[], [], [], None]
    assert document["metadata"] == {"kernelspec": {"name": "python3"}}
    assert stripped(upgraded(dump(document))) == document


def test_version_three_is_converted() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "x"},
        "worksheets": [
            {"metadata": {}, "cells": [{"cell_type": "code", "input": ["1"], "outputs": [], "language": "python"}]}
        ],
    }
    assert [cell["source"] for cell in stripped(upgraded(json.dumps(old).encode()))["cells"]] == ["1"]


def test_a_byte_order_mark_is_no_trouble() -> None:
    assert upgraded(b"\xef\xbb\xbf" + notebook(code("1"))) == upgraded(notebook(code("1")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"nbformat": 4}',
        b'{"nbformat": 4, "metadata": {}, "cells": [1]}',
        b'{"nbformat": 4, "metadata": [1], "cells": []}',
        b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": 1}]}',
        b'{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "video", "source": ""}]}',
        b'{"nbformat": 4, "metadata": {"x": NaN}, "cells": []}',
        b'{"nbformat": 99, "metadata": {}, "cells": []}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"^the notebook could not be read \(\w+\)$"):
        upgraded(data)


def test_streams_are_joined_and_sorted_for_their_order_is_chance() -> None:
    def part(name: str, text: str) -> dict[str, Any]:
        return {"output_type": "stream", "name": name, "text": text}

    shown = {"output_type": "display_data", "data": {}, "metadata": {}, "transient": {"display_id": "x"}}
    kept = {"output_type": "display_data", "data": {}, "metadata": {}}
    pieces = [part("stderr", "w"), part("stdout", "a"), shown, part("stdout", "b"), part("stderr", "x")]
    assert coalesced(pieces) == [part("stdout", "ab"), part("stderr", "wx"), kept]
    assert coalesced([pieces[1], pieces[0], *pieces[2:]]) == coalesced(pieces)


def test_the_executed_notebook_has_no_time_and_a_named_parameters_cell() -> None:
    document = {
        "metadata": {"papermill": {"duration": 1}, "language_info": {}},
        "cells": [code("n = 1", id="x1y2", metadata={"tags": ["injected-parameters"], "execution": {"iopub": 1}})],
    }
    assert executed(document)["cells"] == [
        code("n = 1", id="injected-parameters", metadata={"tags": ["injected-parameters"]})
    ]
