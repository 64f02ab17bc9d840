"""Server: one edited cell, a whole notebook, the event loop under load, and the import of the extension."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from benchmarks.latency_lab import CELLS, Running, long_notebook, percentiles, running_lab
from jupyter_mlsec.server import tasks

ROUNDS = 100


def main() -> None:
    """Print the figures."""
    with running_lab() as lab:
        session = Session(lab)
        document = long_notebook()
        bare = {**document, "cells": [{**cell, "outputs": []} for cell in document["cells"]]}
        session.scan({"path": "x.ipynb", "notebook": document})
        print("one edited cell of 200, CPU of the worker:", percentiles([*_cpu(bare)]))
        print("one edited cell of 200:", percentiles([_edited(session, bare, number) for number in range(ROUNDS)]))
        small = long_notebook(1)
        print("a notebook of one cell:", percentiles([_edited(session, small, number) for number in range(ROUNDS)]))
        whole = [_whole(session, document, number) for number in range(10)]
        print("200 cells, one request, with outputs:", percentiles(whole))
        print("GET /api/status while five scans of 20 MB run:", percentiles(_under_load(lab)))
    print("import of the server extension:", percentiles([_import() for _ in range(5)]))


class Session:
    """One connection that stays open, as a browser's does."""

    def __init__(self, lab: Running) -> None:
        parts = urlsplit(lab.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
        self._headers = {"Authorization": f"token {lab.token}"}
        self._base = parts.path

    def scan(self, body: dict[str, Any]) -> float:
        """Return the milliseconds that a scan takes, from the ready body to the last byte."""
        return self.ask("POST", "jupyter-mlsec/v1/scan", json.dumps(body).encode())

    def ask(self, method: str, route: str, data: bytes | None = None) -> float:
        """Return the milliseconds that a request takes."""
        begin = time.perf_counter()
        self._connection.request(method, f"{self._base}{route}", data, self._headers)
        response = self._connection.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            sys.exit(f"{route} answered {response.status}")
        return (time.perf_counter() - begin) * 1000


def _edited(session: Session, document: dict[str, Any], number: int) -> float:
    cells: list[dict[str, Any]] = list(document["cells"])
    index = (CELLS // 2) % len(cells)
    cells[index] = {**cells[index], "source": f"{cells[index]['source']}x = {number}\n"}
    return session.scan({"path": "x.ipynb", "notebook": {**document, "cells": cells}, "cells": [index]})


def _cpu(document: dict[str, Any]) -> Iterator[float]:
    """Yield the CPU milliseconds of a worker for one edited cell: what a busy machine does not change."""
    cells: list[dict[str, Any]] = list(document["cells"])
    index = CELLS // 2
    for number in range(ROUNDS):
        edited = {**cells[index], "source": f"{cells[index]['source']}x = {number}\n"}
        data = json.dumps({**document, "cells": [*cells[:index], edited, *cells[index + 1 :]]}).encode()
        begin = time.process_time()
        tasks.scan({"path": "x.ipynb", "cells": [index], "folder": None}, data)
        if number:  # the first one is the whole notebook
            yield (time.process_time() - begin) * 1000


def _whole(session: Session, document: dict[str, Any], number: int) -> float:
    before: list[dict[str, Any]] = document["cells"]
    cells = [{**cell, "source": f"{cell['source']}# {number}"} for cell in before]
    return session.scan({"path": "x.ipynb", "notebook": {**document, "cells": cells}})


def _under_load(lab: Running) -> list[float]:
    """Return the times of a small request while five notebooks of 20 MB are being looked at."""
    text = "".join(f"{number} of many lines of output\n" for number in range(700_000))[: 20 << 20]
    first: dict[str, Any] = long_notebook(1)["cells"][0]
    cell = {**first, "outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}
    body = {"path": "big.ipynb", "notebook": {**long_notebook(1), "cells": [cell]}}
    data = json.dumps(body).encode()
    threads = [threading.Thread(target=_until_closed, args=(Session(lab), data), daemon=True) for _ in range(5)]
    for thread in threads:
        thread.start()
    session, times = Session(lab), []
    end = time.monotonic() + 10
    while time.monotonic() < end and any(thread.is_alive() for thread in threads):
        times.append(session.ask("GET", "api/status"))
        time.sleep(0.02)
    return times


def _until_closed(session: Session, data: bytes) -> None:
    with suppress(http.client.HTTPException, OSError):  # the server ends before the last of them
        session.ask("POST", "jupyter-mlsec/v1/scan", data)


def _import() -> float:
    """Return the milliseconds that our extension adds to a process in which jupyter_server is loaded."""
    code = (
        "import time, jupyter_server.serverapp\nbegin = time.perf_counter()\n"
        "import jupyter_mlsec.server.extension\nprint((time.perf_counter() - begin) * 1000)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - the program above
    return float(done.stdout)
