"""What the probe says of a session, and the verdict that comes of it: kernels as people leave them behind."""

from __future__ import annotations

import json
import linecache
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.scan.kernel_probe import answer
from jupyter_mlsec.server import worker

Verdict = Callable[..., tuple[list[tuple[str, int]], list[str]]]
GONE = "(in a function that this session defined in a cell that is gone)"
PATCHED = "import json, pickle\njson.load = pickle.load"
LOADER = "import pickle\nclass Loader:\n    def load(self, path):\n        return pickle.load(open(path, 'rb'))\n"
FAKE = """
import sys, types, pickle
fake = types.ModuleType('json')
fake.load = pickle.load
sys.modules['json'] = fake
import json
"""
INDIRECT = """
import pickle
class L:
    def load(self, p):
        return self._read(open(p, 'rb'))

    def _read(self, stream):
        return pickle.load(stream)
"""


@pytest.fixture
def verdict(notebook: Callable[..., dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    """A function: cells that a session ran and that are gone, and a notebook whose last cell is about to run.

    It returns the findings by what the kernel says, as (rule, line), and what the verdict rests on.
    """
    monkeypatch.delenv("MLSEC_POLICY", raising=False)
    monkeypatch.setattr(json, "load", json.load)  # put back what a session changes
    monkeypatch.setattr(json, "loads", json.loads)
    monkeypatch.setitem(sys.modules, "json", json)

    def judge(ran: list[str], *cells: str) -> tuple[list[tuple[str, int]], list[str]]:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for number, cell in enumerate(ran):
            name = f"<cell {number} of {id(namespace)}>"
            linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
            exec(compile(cell, name, "exec"), namespace)  # noqa: S102 - what a person ran
        source = cells[-1]
        words = "".join(char if char.isidentifier() or char.isdigit() else " " for char in source).split()
        chains = "".join(
            char if char.isidentifier() or char.isdigit() or char == "." else " " for char in source
        ).split()
        names = list(dict.fromkeys([*words, *(chain.strip(".") for chain in chains if "." in chain.strip("."))]))
        told = answer(namespace, names, [])
        header = {
            "task": "gate",
            "path": "x.ipynb",
            "folder": str(tmp_path),
            "same_disk": False,
            "cell": len(cells) - 1,
            "kernel": {key: told[key] for key in ("names", "attributes", "definitions")},
        }
        status, body = worker.answer(header, json.dumps(notebook(*cells)).encode())
        result = json.loads(body)
        assert status == 200, result
        assert result["outcome"] == "checked"
        return [(one["rule"], one["line"]) for one in result["findings"]], result["basis"]

    return judge


@pytest.mark.parametrize(
    "cell",
    [
        "json.load(open('m', 'rb'))",
        "import json\njson.load(open('m', 'rb'))",
        "import json as j\nj.load(open('m', 'rb'))",
        "from json import load\nload(open('m', 'rb'))",
        "from json import load as get\nget(open('m', 'rb'))",
    ],
)
@pytest.mark.parametrize(
    "ran",
    [
        PATCHED,
        "import json, pickle\nsetattr(json, 'load', pickle.load)",
        "import json, pickle\nvars(json)['load'] = pickle.load",
        "import json, pickle\nfrom unittest.mock import patch\npatch.object(json, 'load', pickle.load).start()",
        "import sys, pickle\nsys.modules['json'] = pickle\nimport json",
        FAKE,
    ],
)
def test_a_module_that_is_not_what_it_was(verdict: Verdict, ran: str, cell: str) -> None:
    findings, basis = verdict([ran], cell)
    assert findings == [("unsafe-pickle-load", len(cell.splitlines()))]
    assert [one for one in basis if "pickle.load in the live kernel" in one or "is pickle in the live" in one] != []


def test_the_basis_names_the_attribute(verdict: Verdict) -> None:
    assert verdict([PATCHED], "x = 1", "import json as j\nj.load(open('m', 'rb'))") == (
        [("unsafe-pickle-load", 2)],
        ["json.load is pickle.load in the live kernel"],
    )


def test_a_function_of_the_session_in_a_module(verdict: Verdict) -> None:
    ran = "import json, pickle\ndef mine(stream):\n    return pickle.load(stream)\njson.load = mine"
    findings, basis = verdict([ran], "import json\njson.load(open('m', 'rb'))")
    assert findings == [("unsafe-pickle-load", 2)]
    assert "json.load is this session's own code in the live kernel" in basis


def test_what_is_as_it_was_says_nothing(verdict: Verdict) -> None:
    assert verdict(["import json"], "json.load(open('m'))\njson.loads('3')") == ([], [])
    assert verdict(["import json, os.path as p"], "p.join('a', 'b')") == ([], [])


@pytest.mark.parametrize(
    ("ran", "cell"),
    [
        ([LOADER, "l = Loader()"], "l.load('m')"),
        ([LOADER, "l = Loader()"], "x = l.load('m')\nprint(x)"),
        ([LOADER], "Loader().load('m')"),
        ([LOADER, "go = Loader().load"], "go('m')"),
        ([LOADER, "l = Loader()", "del Loader"], "l.load('m')"),
        ([LOADER, "class Mine(Loader):\n    def other(self): return 1\n", "m = Mine()"], "m.load('m')"),
        (
            ["import pickle\nclass L:\n    def __call__(self, p):\n        return pickle.load(open(p, 'rb'))\nl = L()"],
            "l('m')",
        ),
        (
            [
                INDIRECT,
                "l = L()",
            ],
            "l.load('m')",
        ),
        (
            ["import pickle\nclass L:\n    @staticmethod\n    def load(p):\n        return pickle.load(open(p))\n"],
            "L.load('m')",
        ),
        (
            ["import pickle\ndef fetch(p):\n    return pickle.load(open(p, 'rb'))\n", "get = fetch", "del fetch"],
            "get('m')",
        ),
    ],
)
def test_what_a_session_defined_in_cells_that_are_gone(verdict: Verdict, ran: list[str], cell: str) -> None:
    findings, _ = verdict(ran, "a = 1", cell)
    assert [rule for rule, _ in findings] == ["unsafe-pickle-load"]


@pytest.mark.parametrize("cell", ["l.size('m')", "print(l)", "l.path"])
def test_a_method_that_nobody_calls_is_no_reason(verdict: Verdict, cell: str) -> None:
    ran = f"{LOADER}    def size(self, path):\n        return len(path)\nl = Loader()\nl.path = 'x'"
    assert verdict([ran], "a = 1", cell)[0] == []


@pytest.mark.parametrize(
    ("ran", "cell"),
    [
        ("import pickle\nclass L: pass\nl = L()\nl.load = pickle.load", "l.load(open('m', 'rb'))"),
        (
            "import pickle\nclass L: pass\nl = L()\nl.inner = L()\nl.inner.load = pickle.load",
            "l.inner.load(open('m', 'rb'))",
        ),
        ("import pickle\nclass L:\n    load = staticmethod(pickle.load)\nl = L()", "l.load(open('m', 'rb'))"),
        ("import pickle, io\nu = pickle.Unpickler(io.BytesIO()).load", "u()"),
    ],
)
def test_attributes_of_the_sessions_objects(verdict: Verdict, ran: str, cell: str) -> None:
    assert [rule for rule, _ in verdict([ran], "a = 1", cell)[0]] == ["unsafe-pickle-load"]


def test_a_finding_of_the_text_is_not_taken_away_by_an_attribute(
    verdict: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pickle

    monkeypatch.setattr(pickle, "load", pickle.load)
    ran = "import pickle, marshal\npickle.load = marshal.load"
    assert ("unsafe-pickle-load", 2) in verdict([ran], "import pickle\npickle.load(open('m', 'rb'))")[0]


@pytest.mark.parametrize(
    "attributes",
    [
        {"json.load": "evil; import os"},
        {"json.load\nimport os": "pickle.load"},
        {"json.load": "__main__.nobody"},
        {"json": "pickle"},
        {"": ""},
        {".": "."},
        {"json.load": "()"},
        {"a().b": "pickle.load"},
    ],
)
def test_a_kernel_that_lies_gets_no_code_in(
    attributes: dict[str, str], notebook: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    kernel = {"names": {"json": "json"}, "attributes": attributes}
    header = {
        "task": "gate",
        "path": "x.ipynb",
        "folder": str(tmp_path),
        "same_disk": False,
        "cell": 0,
        "kernel": kernel,
    }
    status, body = worker.answer(header, json.dumps(notebook("json.load('x')\nprint(1)")).encode())
    result = json.loads(body)
    assert (status, result["outcome"], result["findings"], result["basis"]) == (200, "checked", [], [])
