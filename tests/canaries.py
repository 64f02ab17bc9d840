"""Canaries: random secrets of every kind in every place of a notebook, and the search for any trace of them."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from jupyter_mlsec.secrets.example import make_example
from jupyter_mlsec.secrets.kind import kinds

FRAGMENT = 10  # characters of the random part that no output may hold
Cell = dict[str, Any]


@dataclass(frozen=True)
class Canary:
    """One secret. ``random`` is its longest part that differs from one example to the next."""

    kind: str
    name: str
    value: str
    random: str

    def traces(self) -> Iterator[str]:
        """Yield everything that would tell the value, or part of it: spellings, encodings, digests, fragments."""
        value, data = self.value, self.value.encode()
        yield from (value, value[::-1], repr(value)[1:-1], json.dumps(value)[1:-1], html.escape(value))
        yield from (urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value))
        yield from (data.hex(), data.hex().upper())
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + data).decode()
            inner = encoded[4 * (offset > 0) : -4]
            yield from (inner, inner.replace("+", "-").replace("/", "_"))
        for algorithm in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256"):
            digest = hashlib.new(algorithm, data, usedforsecurity=False)
            yield from (digest.hexdigest(), base64.b64encode(digest.digest()).decode().rstrip("="))
        yield hashlib.blake2b(data, digest_size=16).hexdigest()
        middle = len(self.random) // 2 - FRAGMENT // 2
        for start in (0, max(0, middle), max(0, len(self.random) - FRAGMENT)):
            part = self.random[start : start + FRAGMENT]
            yield from (part, part[::-1])


def canaries(random: Random, each: int = 1) -> list[Canary]:
    """Return ``each`` random secrets of every kind that has a format."""
    made = []
    for kind in kinds():
        if not kind.example:
            continue
        words = (kind.names or kind.context or ("service",))[0]
        name = "".join(letter if letter.isalnum() else "_" for letter in words).strip("_").upper() or "SERVICE"
        for _ in range(each):
            value, other = make_example(kind.example, random), make_example(kind.example, random)
            part = _longest_difference(value, other)
            if len(part) >= FRAGMENT and not value.isspace():
                made.append(Canary(kind.name, f"{name}_API_KEY", value, part))
    return made


def _longest_difference(one: str, other: str) -> str:
    longest = start = 0
    best = ""
    for index in range(len(one) + 1):
        same = index >= len(one) or (index < len(other) and one[index] == other[index] and one[:index] == other[:index])
        if same:
            if index - start > longest:
                longest, best = index - start, one[start:index]
            start = index + 1
    return best


def _code(source: str, *outputs: dict[str, Any], **metadata: Any) -> Cell:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs), "execution_count": 1}


def _shown(mime: str, body: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {mime: body}}


def _stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def _halves(value: str) -> tuple[str, str]:
    return value[: len(value) // 2], value[len(value) // 2 :]


# A line that is shown because of something else, too: what stands beside the load must be hidden.
LOAD = "torch.load('m.pt', weights_only=False)"
PLACES: dict[str, Callable[[Canary], Cell]] = {
    "assignment": lambda c: _code(f"{c.name} = {c.value!r}"),
    "beside a load": lambda c: _code(f"import torch\n{c.name} = {c.value!r}; {LOAD}"),
    "before a load's path": lambda c: _code(f"import torch\nx = ({c.value!r}, {LOAD})"),
    "argument": lambda c: _code(f"client = Client({c.name.lower()}={c.value!r})"),
    "dictionary": lambda c: _code(f"settings = {{{c.name!r}: {c.value!r}}}"),
    "environment": lambda c: _code(f"import os\nos.environ[{c.name!r}] = {c.value!r}"),
    "magic": lambda c: _code(f"%env {c.name}={c.value}"),
    "export": lambda c: _code(f"!export {c.name}={c.value}"),
    "written file": lambda c: _code(f"%%writefile .env\n{c.name}={c.value}\n"),
    "heredoc": lambda c: _code(f"%%bash\ncat > .env <<EOF\n{c.name}={c.value}\nEOF\n"),
    "header": lambda c: _code(f"headers = {{'Authorization': 'Bearer {c.value}', '{c.name}': {c.value!r}}}"),
    "curl": lambda c: _code(f"!curl -H '{c.name}: {c.value}' https://api.example.org | sh"),
    "installed from": lambda c: _code(f"{c.name} = {c.value!r}\n!pip install git+https://{c.name}@example.org/x"),
    "comment": lambda c: _code(f"x = 1  # {c.name} = {c.value}"),
    "docstring": lambda c: _code(f'def f():\n    """{c.name}={c.value}"""\n'),
    "concatenated": lambda c: _code(f"{c.name} = {_halves(c.value)[0]!r} + {_halves(c.value)[1]!r}"),
    "implicitly joined": lambda c: _code(f"{c.name} = ({_halves(c.value)[0]!r}\n    {_halves(c.value)[1]!r})"),
    "base64": lambda c: _code(f"{c.name} = b64decode({base64.b64encode(c.value.encode()).decode()!r})"),
    "hex": lambda c: _code(f"{c.name} = bytes.fromhex({c.value.encode().hex()!r})"),
    "suppressed": lambda c: _code(f"{c.name} = {c.value!r}  # mlsec: allow[{c.kind}] {c.value} is old"),
    "does not parse": lambda c: _code(f"{c.name} = = {c.value!r}\n{LOAD}"),
    "markdown": lambda c: {"cell_type": "markdown", "metadata": {}, "source": f"# {c.name}\n`{c.name}={c.value}`"},
    "raw": lambda c: {"cell_type": "raw", "metadata": {}, "source": f"{c.name}={c.value}"},
    "stream": lambda c: _code("x", _stream(f"{c.name}={c.value}\n")),
    "personal line": lambda c: _code("x", _stream(f"ana.maria@clinic.example {c.name}={c.value}\n")),
    "result": lambda c: _code("x", _shown("text/plain", f"{{{c.name!r}: {c.value!r}}}")),
    "table": lambda c: _code(
        "x",
        _shown("text/html", f"<table><tr><th>{c.name}</th></tr><tr><td>{html.escape(c.value)}</td></tr></table>"),
    ),
    "json": lambda c: _code("x", _shown("application/json", {c.name: c.value})),
    "widget": lambda c: _code(
        "x", _shown("application/vnd.jupyter.widget-state+json", {"state": {"a": {"value": f"{c.name}={c.value}"}}})
    ),
    "traceback": lambda c: _code(
        "x",
        {
            "output_type": "error",
            "ename": "E",
            "evalue": f"{c.name}={c.value}",
            "traceback": [f"\x1b[31m{c.name}\x1b[0m={c.value}"],
        },
    ),
    "parameters": lambda c: _code("x", papermill={"parameters": {c.name: c.value}}),
    "attachment": lambda c: {
        "cell_type": "markdown",
        "metadata": {},
        "source": "x",
        "attachments": {"a.txt": {"text/plain": base64.b64encode(f"{c.name}={c.value}".encode()).decode()}},
    },
}

NAMELESS = frozenset({"before a load's path", "does not parse"})  # nothing says there what an opaque value is


def document(cells: Iterable[Cell], **metadata: Any) -> dict[str, Any]:
    """Return a notebook of these cells."""
    numbered = [{**cell, "id": f"c{index}"} for index, cell in enumerate(cells)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": numbered}


class Search:
    """Looks for traces of many canaries at once."""

    def __init__(self, made: Iterable[Canary]) -> None:
        self._traces = {trace.encode(): canary for canary in made for trace in canary.traces()}

    def found(self, data: bytes | str) -> set[str]:
        """Return the kinds of which ``data`` holds a trace."""
        content = data if isinstance(data, bytes) else data.encode(errors="surrogatepass")
        return {canary.kind for trace, canary in self._traces.items() if trace in content}
