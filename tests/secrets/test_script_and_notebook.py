"""The same text gives the same findings as a script and as a notebook's cell, for every kind: JSON hides nothing."""

from __future__ import annotations

import json

import pytest

from jupyter_mlsec.model.text import Text
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.notebook.script import read_script
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import make_example, seeded
from jupyter_mlsec.secrets.kind import Kind, kinds

_METADATA = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}


def name_for(kind: Kind) -> str:
    words = (kind.context or (kind.vendor or "svc",))[0].upper()
    return "".join(letter if letter.isalnum() else "_" for letter in words).strip("_") + "_API_KEY"


def as_notebook(source: str) -> Text:
    lines = source.splitlines(keepends=True)
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": lines,
    }
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": _METADATA, "cells": [cell]}
    return read_notebook("x.ipynb", json.dumps(document).encode()).cells[0].source


def as_script(source: str) -> Text:
    return read_script("x.py", source.encode()).cells[0].source


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_a_script_and_a_notebook_say_the_same(kind: Kind) -> None:
    value = make_example(kind.example or "Kx{base62:9}!4{base62:5}", seeded(f"both {kind.name}"))
    name = name_for(kind)
    for source in (
        f'{name} = "{value}"\n',
        f"import os\nos.environ['{name}'] = '{value}'  # \"old\"\nprint('done')\n",
        f'client = connect(user="svc", password="{value}", url=\'\\u0041\\n\')\n',
        f'note = """\n{name}: {value}\n"""\n',
        f"url = 'postgresql://svc:' + '{value[:5]}' \\\n    '{value[5:]}' + '@db.acme.io/x'\n",
    ):
        assert find_secrets(as_notebook(source)) == find_secrets(as_script(source))
    assert find_secrets(as_script(f'{name} = "{value}"\npassword = "Kq7#vLw{value[-4:]}"\n'))
