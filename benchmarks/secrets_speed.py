"""Speed of the secret detector: real notebooks per MB and per cell, large made-up ones, and one of 211 MB.

usage: python -m benchmarks secrets_speed. Times are CPU seconds, beside those of json.loads on the same bytes, so that
they can be compared between machines and loads. Nothing but secrets is looked for; decoding is part of it.
"""

from __future__ import annotations

import base64
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks._material import material
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.scan.subjects import texts_of
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.example import seeded

_ROUNDS = 3
_LARGE = 211_000_000


def main() -> None:
    """Print throughput, latency, and what the notebook of 211 MB takes in a process of its own."""
    documents = [path.read_bytes() for path in sorted(material("notebooks").glob("*/*.ipynb"))]
    show("real notebooks", documents)
    latency(documents)
    random = seeded("speed")
    for name, outputs in large_outputs(random):
        show(name, [document(outputs)])
    with tempfile.TemporaryDirectory() as folder:
        for step in ("make", "measure"):
            command = [sys.executable, "-m", "benchmarks.secrets_speed", step, str(Path(folder) / "large.ipynb")]
            subprocess.run(command, check=True)  # noqa: S603 - this module, so that the peak is of one process alone


def show(name: str, documents: list[bytes]) -> None:
    """Print what decoding and searching take, and how often json.loads could have been done in that time."""
    size = sum(map(len, documents)) / 1e6
    floor = min(spent(json.loads, documents) for _ in range(_ROUNDS))
    best = min(spent(scan, documents) for _ in range(_ROUNDS))
    print(
        f"{name:28} {size:7.1f} MB: {best:.2f} CPU s, {best / size * 365:5.1f} s per 365 MB;"
        f" {best / floor:.1f} times json.loads ({floor / size * 365:.2f} s per 365 MB)"
    )


def spent(work: object, documents: list[bytes]) -> float:
    """Return the CPU seconds that ``work`` takes on every document."""
    started = time.process_time()
    for each in documents:
        work(each)  # type: ignore[operator]
    return time.process_time() - started


def scan(raw: bytes) -> int:
    """Return how many secrets a document holds."""
    return sum(len(find_secrets(text)) for text in texts_of(read_notebook("x", raw)))


def latency(documents: list[bytes]) -> None:
    """Print the median and the 99th percentile of one code cell, the best of several times each."""
    cells = [cell.source for raw in documents for cell in read_notebook("x", raw).cells]
    best = [float("inf")] * len(cells)
    for _ in range(_ROUNDS):
        for index, text in enumerate(cells):
            started = time.perf_counter()
            find_secrets(text)
            best[index] = min(best[index], time.perf_counter() - started)
    best.sort()
    median, last = best[len(best) // 2], best[int(len(best) * 0.99)]
    print(f"one cell of {len(cells)}: median {median * 1e6:.0f} us, 99th percentile {last * 1e6:.0f} us")


def large_outputs(random: Random) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield outputs as notebooks grow by them."""
    image = base64.b64encode(random.randbytes(6_000_000)).decode()
    yield "images", [{"image/png": image}, {"text/html": f'<img src="data:image/png;base64,{image}">'}]
    numbers = [round(random.random() * 1e4, 4) for _ in range(400_000)]
    figure = {"data": [{"x": numbers, "y": numbers[::-1], "type": "scatter", "uid": f"{random.getrandbits(96):x}"}]}
    yield "a plotly figure", [{"application/vnd.plotly.v1+json": figure}]
    rows = "".join(
        f"<tr><th>{n}</th><td>user_{n}</td><td>{value}</td><td>{random.getrandbits(64):x}</td></tr>"
        for n, value in enumerate(numbers[:40_000])
    )
    head = "<thead><tr><th></th><th>user</th><th>amount</th><th>digest</th></tr></thead>"
    yield "a table in HTML", [{"text/html": f'<table class="dataframe">{head}<tbody>{rows}</tbody></table>'}]
    script = "!function(e,t){var n=e.token||t.key;return n?n.split(',').map(function(e){return e+1}):null}(this,{});"
    yield "a minified script", [{"text/html": f"<script>{script * 30_000}</script>"}]
    lines = (
        f"10:00:{n % 60:02} INFO step {n} loss={value} token/s=15{n}\n" for n, value in enumerate(numbers[:60_000])
    )
    log = "".join(lines)
    yield "a log", [{"text/plain": log}]


def document(outputs: list[dict[str, object]]) -> bytes:
    """Return a notebook with one cell for each output."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": "show()",
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}],
        }
        for data in outputs
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()


def make(path: Path) -> None:
    """Write a notebook of 211 MB: every kind of large output once, and pictures, which are 88 % of real outputs."""
    outputs = [data for _, several in large_outputs(seeded("large")) for data in several]
    cells = json.loads(document(outputs))["cells"]
    again = (_LARGE - len(document(outputs))) // len(document(outputs[:2]))
    every = cells[:2] * again + cells
    raw = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": every}).encode()
    path.write_bytes(raw + b" " * (_LARGE - len(raw)))


def measure(path: Path) -> None:
    """Print what reading and searching one file takes; the peak counts from an empty process."""
    gc.collect()
    started = time.process_time()
    raw = path.read_bytes()
    found = scan(raw)
    spent_here, peak = time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{len(raw) / 1e6:.0f} MB in one notebook: {spent_here:.2f} CPU s, peak {peak:.0f} MB, {found} found")


if __name__ == "__main__":
    {"make": make, "measure": measure}[sys.argv[1]](Path(sys.argv[2]))
