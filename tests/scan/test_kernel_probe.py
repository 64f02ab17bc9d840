"""The probe as it runs in a kernel: as text, in a process where nothing of ours is installed."""

from __future__ import annotations

import functools
import json
import linecache
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from jupyter_mlsec.scan.kernel_definitions import definition
from jupyter_mlsec.scan.kernel_probe import Told, answer
from jupyter_mlsec.server.probe_text import probe_text

ALONE = """
import sys
before = set(sys.modules)
events = []
sys.addaudithook(lambda event, args: events.append((event, args)) if watching else None)
watching = False
text = open(sys.argv[1]).read()
namespace = {"load": __import__("pickle").load, "os": __import__("os"), "x": 3}
kept = dict(namespace)
before = set(sys.modules)
watching = True
probe = {}
exec(text, probe)
told = probe["answer"](namespace, ["load", "os", "x", "none"], ["here.txt", "gone.txt", "https://x.example/m"], "")
watching = False
assert namespace == kept and set(sys.modules) == before, set(sys.modules) - before
seen = sorted({event for event, _ in events})
import json
print(json.dumps({"told": told, "seen": seen, "versions": told.pop("versions") != {}}))
"""


def test_it_imports_nothing_and_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "probe.txt").write_text(probe_text(), encoding="utf-8")
    (tmp_path / "here.txt").write_text("x", encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-I", "-c", ALONE, str(tmp_path / "probe.txt")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    # what exec itself tells, dictionaries told apart, and folders being listed; no import, no open
    assert set(result["seen"]) == {"builtins.id", "compile", "exec", "os.listdir"}
    told = result["told"]
    assert told["names"] == {"load": "pickle.load", "os": "os", "x": "builtins.int()"}
    assert told["definitions"] == {}
    assert set(told["files"]) == {"here.txt", "gone.txt"}
    assert told["files"]["gone.txt"] == {"exists": False}
    here = told["files"]["here.txt"]
    assert (here["exists"], here["real"], here["written"], here["loading"]) == (
        True,
        str((tmp_path / "here.txt").resolve()),
        None,
        None,
    )


def test_versions_are_told_once() -> None:
    first = answer({}, [], [])
    assert isinstance(first["versions"], dict)
    assert first["versions"]["jupyter-mlsec"]
    assert "versions" not in answer({}, [], [], str(first["mark"]))
    assert json.loads(json.dumps(first)) == first


def test_the_answer_is_shown_as_json() -> None:
    assert Told({"a": 1})._repr_mimebundle_(include=None, exclude=None) == {"application/json": {"a": 1}}


@pytest.fixture
def session() -> Callable[..., dict[str, Any]]:
    """A function that runs cells as IPython does: each with a file name of its own, whose lines are kept."""

    def run(*cells: str) -> dict[str, Any]:
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for number, cell in enumerate(cells):
            name = f"<cell {number} of {id(namespace)}>"
            linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
            exec(compile(cell, name, "exec"), namespace)  # noqa: S102 - a person's cell
        return namespace

    return run


@pytest.mark.parametrize(
    ("cell", "source"),
    [
        ("x = 1\ndef f(p):\n    return p\n\n\ny = 2\n", "def f(p):\n    return p\n\n\n"),
        ("def f(p): return p\nx = 1", "def f(p): return p\n"),
        ("async def f(p):\n    return p", "async def f(p):\n    return p"),
        ("f = lambda p: p\nx = 1", "f = lambda p: p\n"),
        ("import functools\n@functools.cache\ndef g(): pass\n@staticmethod\ndef f(): pass", ""),  # no plain function
        ("def d(g): return g\n@d\ndef f(p):\n    return p", "@d\ndef f(p):\n    return p"),
        (
            "def f(\n    p,\n):\n    return g(\n        p\n    )\nx = 1",
            "def f(\n    p,\n):\n    return g(\n        p\n    )\n",
        ),
        (
            "def f(p):\n    def g():\n        return p\n    return g\nx = 1",
            "def f(p):\n    def g():\n        return p\n    return g\n",
        ),
        ("def g(p): return p\nf = g", ""),  # its own name is another one
        ("if True:\n    def f(p):\n        return p", ""),  # no statement by itself
    ],
)
def test_the_source_of_a_function_of_the_session(
    session: Callable[..., dict[str, Any]], cell: str, source: str
) -> None:
    assert definition(session(cell), "f") == source


def test_helpers_of_helpers_come_with_their_names(session: Callable[..., dict[str, Any]]) -> None:
    namespace = session("import pickle", "def inner(s): return pickle.load(s)", "def outer(p): return inner(open(p))")
    told = answer(namespace, ["outer"], [])
    assert told["definitions"] == {
        "outer": "def outer(p): return inner(open(p))",
        "inner": "def inner(s): return pickle.load(s)",
    }
    assert told["names"] == {"outer": "__main__.outer", "inner": "__main__.inner", "pickle": "pickle"}


def test_a_partial_function_tells_its_flags_and_no_data() -> None:
    secret = functools.partial(pickle.load, fix_imports=False, encoding="a value")
    assert definition({"p": secret}, "p") == (
        "import functools, pickle; p = functools.partial(pickle.load, fix_imports=False)\n"
    )
    assert definition({"p": functools.partial(lambda: 1)}, "p") == ""


def test_functions_of_other_modules_keep_their_source() -> None:
    assert isinstance(json.dumps, FunctionType)
    assert definition({"dumps": json.dumps}, "dumps") == ""
