"""A token in place of any string of a notebook, and in any literal that a rule speaks about, is never quoted."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.canaries import Canary, Search, canaries
from tests.canary.conftest import Command

RULES = sorted((Path(__file__).parents[1] / "rules").glob("*.md"))
BLOCK = re.compile(r"^```(?:python|ipython|output)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"[ \t]*# error: \[.*$", re.MULTILINE)
LITERAL = re.compile(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"")

# Everything of a document that a reader of ours looks at by name.
DOCUMENT: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7", "file_extension": ".py", "mimetype": "text/x-python"},
        "title": "A model",
        "authors": [{"name": "Ana"}],
        "papermill": {"parameters": {"a": "b"}, "version": "2.6", "exception": "no", "input_path": "x.ipynb"},
        "colab": {"name": "x.ipynb", "provenance": [{"file_id": "a"}]},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_name": "TextModel"}}}},
        "mlsec": {"profile": "exploration", "records": [{"kind": "answer", "item": "GOV-06", "text": "x" * 40}]},
    },
    "cells": [
        {
            "cell_type": "code",
            "id": "a",
            "execution_count": 1,
            "metadata": {"tags": ["parameters"], "name": "n", "papermill": {"status": "completed", "exception": "x"}},
            "source": "import torch\ntorch.load('x', weights_only=False)",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "x"},
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
                {
                    "output_type": "display_data",
                    "metadata": {"text/plain": {"isolated": "x"}},
                    "data": {
                        "text/plain": "x",
                        "text/html": "<b>x</b>",
                        "application/json": {"a": ["b"]},
                        "application/vnd.jupyter-mlsec.record+json": [{"kind": "evidence", "item": "EVA-01"}],
                    },
                },
            ],
        },
        {
            "cell_type": "markdown",
            "id": "b",
            "metadata": {},
            "source": "# Title",
            "attachments": {"a.png": {"image/png": "iVBORw0KGgo="}},
        },
    ],
}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every string, and of every key as (…, key, None)."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key, None)
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif isinstance(value, str) and path[-1] != "id":  # a cell's id is drawn by a program, and is part of every answer
        yield path


def planted(path: tuple[Any, ...], token: str) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    at: Any = document
    *way, last = path if path[-1] is not None else path[:-1]
    for key in way:
        at = at[key]
    if path[-1] is None:
        at[token] = at.pop(last)
    else:
        at[last] = token
    return document


@pytest.fixture
def canary(hf_token: str) -> Canary:
    return Canary("hugging-face-token", "HF_TOKEN", hf_token, hf_token[3:])


@pytest.mark.parametrize("top", ["nbformat", "metadata", "cells"])
def test_a_token_in_place_of_any_string_is_not_quoted(
    command: Command, tmp_path: Path, canary: Canary, top: str
) -> None:
    search = Search([canary])
    told: dict[tuple[object, str, str], str] = {}
    for path in leaves(DOCUMENT):
        if path[0] != top:
            continue
        (tmp_path / "x.ipynb").write_text(json.dumps(planted(path, canary.value)))
        for arguments in (("scan", "x.ipynb", "--format", "json"), ("checklist", "x.ipynb", "--format", "json")):
            said = command(*arguments)
            told |= {(path, arguments[0], where): where for where, data in said.parts.items() if search.found(data)}
    assert list(told) == []


@pytest.mark.parametrize("place", ["whole", "address"])
def test_a_token_in_any_literal_that_a_rule_speaks_about_is_not_quoted(
    command: Command, tmp_path: Path, place: str
) -> None:
    cells = []
    others = canaries(Random(place))[:40]
    tokens = cycle(other.value for other in others if other.value.isalnum())  # no two neighbours are the same
    forms = {"whole": "{token}", "address": "https://ana:{token}@example.org/{old}"}
    for path in RULES:
        for block in BLOCK.findall(path.read_text(encoding="utf-8")):
            source = MARK.sub("", block)
            planted_source = LITERAL.sub(
                lambda match: f"'{forms[place].format(token=next(tokens), old=match[1] or match[2] or '')}'", source
            )
            cells.append({"cell_type": "code", "metadata": {}, "outputs": [], "source": planted_source})
    (tmp_path / "x.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}))
    search = Search(others)
    for arguments in (
        ("scan", "x.ipynb", "--ignore", "secret"),
        ("checklist", "x.ipynb", "--format", "json"),
    ):
        said = command(*arguments)
        assert len(said.parts["stdout"]) > 10_000
        lines = [
            (where, line) for where, data in said.parts.items() for line in data.splitlines() if search.found(line)
        ]
        assert lines == []
