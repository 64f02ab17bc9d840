"""What the gate, saving and a busy pool cost, through a running server: ``python -m benchmarks.gate_latency``.

Beside each figure stands what the same server needs for its own work of that kind, measured in the same run.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
import time
import urllib.request
from typing import Any

from benchmarks.latency_lab import Running, long_notebook, percentiles, running_lab

GATE, SCAN = "jupyter-mlsec/v1/gate", "jupyter-mlsec/v1/scan"
FACTS = {"names": {"pd": "pandas"}, "versions": {f"package-{number}": "1.0" for number in range(300)}}
IMPORT = "import time, jupyter_server.serverapp; t = time.perf_counter(); import jupyter_mlsec.server.extension; "


def main() -> None:
    """Print all figures."""
    print("extension import     ", percentiles([_import() for _ in range(20)]))
    with running_lab() as lab:
        print("GET api/status, idle ", percentiles([_ask(lab, "GET", "api/status") for _ in range(100)]))
        _gate(lab)
        _save(lab)
        _status(lab)


def _import() -> float:
    code = f"{IMPORT}print((time.perf_counter() - t) * 1000)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)  # noqa: S603 - our own code


def _ask(lab: Running, method: str, route: str, body: object = None) -> float:
    """Return the milliseconds until the whole answer is there."""
    return _timed(lab, method, route, None if body is None else json.dumps(body).encode())[0]


def _timed(lab: Running, method: str, route: str, data: bytes | None) -> tuple[float, bytes]:
    """Return the milliseconds until the whole answer is there, and the answer."""
    request = urllib.request.Request(f"{lab.url}{route}", data, {"Authorization": f"token {lab.token}"}, method=method)  # noqa: S310 - our own server
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as told:  # noqa: S310 - the same
        answer = told.read()
    return (time.perf_counter() - start) * 1000, answer


def _gate(lab: Running) -> None:
    document = long_notebook()
    for cell in document["cells"]:
        cell["outputs"] = []  # as the front end sends it
    time.sleep(2.1)  # a folder that was changed a moment ago may change again unseen: no answer is kept by then
    body: dict[str, Any] = {"path": "x.ipynb", "notebook": document, "kernel": FACTS}
    _ask(lab, "POST", GATE, {**body, "cell": 0})
    page = Page(lab)
    page.ask(GATE, {**body, "cell": 0})
    whole, spared, again, sizes = [], [], [], []
    for number in range(100):
        document["cells"][number]["source"] += f"x = {number}\n"
        whole.append(_ask(lab, "POST", GATE, {**body, "cell": number}))
        document["cells"][number]["source"] += f"y = {number}\n"
        spared.append(page.ask(GATE, {**body, "cell": number}))
        sizes.append(page.sent)
        again.append(page.ask(GATE, {**body, "cell": number}))
    size = len(json.dumps({**body, "cell": 0}, separators=(",", ":")))
    print(f"a request whole: {size} bytes, without what the server holds: {max(sizes)} bytes")
    print("gate, an edited cell, all sent    ", percentiles(whole))
    print("gate, an edited cell, it alone    ", percentiles(spared))
    print("gate, the same again              ", percentiles(again))


class Page:
    """Asks as the front end does: a cell that the server holds is not sent again."""

    def __init__(self, lab: Running) -> None:
        self._lab = lab
        self._held: dict[str, str] = {}
        self._name = secrets.token_hex(16)
        self.sent = 0

    def ask(self, route: str, body: dict[str, Any]) -> float:
        """Return the milliseconds until the whole answer is there."""
        cells = body["notebook"]["cells"]
        texts = [json.dumps(cell, separators=(",", ":")) for cell in cells]
        left = [
            json.dumps({"held": self._held[text]}, separators=(",", ":")) if text in self._held else text
            for text in texts
        ]
        notebook = {key: value for key, value in body["notebook"].items() if key != "cells"}
        rest = {key: value for key, value in body.items() if key != "notebook"}
        head = json.dumps({**rest, "hold": self._name, "notebook": notebook}, separators=(",", ":"))[:-2]
        data = f'{head},"cells":[{",".join(left)}]}}}}'.encode()
        self.sent = len(data)
        took, answer = _timed(self._lab, "POST", route, data)
        self._held.update((texts[int(index)], digest) for index, digest in json.loads(answer).get("held", {}).items())
        return took


def _save(lab: Running) -> None:
    document = long_notebook()
    text = "".join(f"epoch {number} loss {number / 7:.4f}\n" for number in range(330))
    for cell in document["cells"]:
        cell["outputs"][0]["text"] = text
    print(f"a notebook of {len(json.dumps(document)) / 1e6:.1f} MB")
    body = {"path": "y.ipynb", "notebook": document}
    _ask(lab, "POST", SCAN, body)
    checked, saved = [], []
    for number in range(50):
        document["cells"][number]["outputs"][0]["text"] += f"epoch {secrets.token_hex(2)}\n"
        checked.append(_ask(lab, "POST", SCAN, body))
        model = {"type": "notebook", "format": "json", "content": document}
        saved.append(_ask(lab, "PUT", "api/contents/y.ipynb", model))
    print("check before saving  ", percentiles(checked))
    print("Jupyter's own saving ", percentiles(saved))


def _status(lab: Running) -> None:
    """Ask how the server is while five notebooks of 20 MB are looked at."""
    for number in range(5):
        document = long_notebook()
        for cell in document["cells"]:
            cell["outputs"][0]["text"] = f"{secrets.token_hex(8)} plain words\n" * 3450
        (lab.folder / f"big{number}.ipynb").write_text(json.dumps(document), encoding="utf-8")
    scans = [
        threading.Thread(target=_ask, args=(lab, "POST", SCAN, {"path": f"big{number}.ipynb"})) for number in range(5)
    ]
    samples, start = [], time.perf_counter()
    for thread in scans:
        thread.start()
    while any(thread.is_alive() for thread in scans):
        samples.append(_ask(lab, "GET", "api/status"))
        time.sleep(0.02)
    print("GET api/status, busy ", percentiles(samples), f"for {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
