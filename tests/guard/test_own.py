"""What a session's own code vouches for, and that asking runs none of it."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.guard import own
from jupyter_mlsec.guard.own import refusal

Define = Callable[[str], None]
NOT_DEFINED = "which this session has imported, not defined"


@pytest.fixture
def define(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Define:
    """Return a function that runs code in a module ``session`` whose file is the person's."""
    module = types.ModuleType("session")
    module.__file__ = str(tmp_path / "session.py")
    monkeypatch.setitem(sys.modules, "session", module)
    monkeypatch.setattr(own, "_cleared", {})
    return lambda source: exec(source, vars(module))  # noqa: S102 - what a notebook's cell would define


def runs(word: str) -> str:
    return f"your own code, which can run what it is given ({word})"


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("class Net:\n    def fit(self, x):\n        return self", "Net", None),
        ("def scale(x):\n    return x * 2", "scale", None),
        ("import re\nclass Net:\n    def f(self):\n        self.model.eval(); re.compile('x')", "Net", None),
        ("import os\nclass Net:\n    def f(self):\n        return os.path.join('a', 'b')", "Net", None),
        ("import dataclasses\n@dataclasses.dataclass\nclass Point:\n    x: int = 0", "Point", None),
        ("import enum\nclass Colour(enum.Enum):\n    RED = 1", "Colour", None),
        ("import collections\nPoint = collections.namedtuple('Point', 'x y')", "Point", None),
        ("import os\ndef f(x):\n    os.system(x)", "f", runs("system")),
        ("import os as o\nf = lambda x: o.popen(x)", "f", runs("popen")),
        ("from os import system as s\ndef f(x):\n    return s(x)", "f", runs("s")),
        ("def f(x):\n    return eval(x)", "f", runs("eval")),
        ("e = exec\ndef f(x):\n    e(x)", "f", runs("e")),
        ("def f(x):\n    import subprocess\n    subprocess.run(x)", "f", runs("subprocess")),
        ("import subprocess as sp\nclass A:\n    def g(self):\n        sp.run(self.x)", "A", runs("sp")),
        ("from subprocess import Popen as P\nclass A:\n    def __init__(self, x):\n        P(x)", "A", runs("P")),
        ("class A:\n    def g(self):\n        return [exec(x) for x in self.y]", "A", runs("exec")),
        ("class A:\n    @staticmethod\n    def g(x):\n        return __import__(x)", "A", runs("__import__")),
        ("class A:\n    @property\n    def g(self):\n        return eval(self.x)", "A", runs("eval")),
        ("class A:\n    def g(self):\n        exec(self.x)\nclass B(A):\n    pass", "B", runs("exec")),
        ("from os import system", "system", "which is neither a class nor a function that this session defines"),
        ("from shutil import rmtree", "rmtree", NOT_DEFINED),
        ("from subprocess import Popen", "Popen", NOT_DEFINED),
        ("x = object()", "x", "which is neither a class nor a function that this session defines"),
        ("", "Gone", "but this session has nothing of that name in session"),
        ("import os", "os.system", "but this session has nothing of that name in session"),
    ],
)
def test_definitions(define: Define, source: str, name: str, reason: str | None) -> None:
    define(source)
    assert refusal("session", name) == reason


def test_a_library_is_not_the_sessions_own() -> None:
    assert refusal("json", "JSONDecoder") == "which is not on the list of vetted names"
    assert refusal("no.such.module", "x") == "which is not on the list of vetted names"


def test_a_name_that_means_something_else_now_is_asked_again(define: Define) -> None:
    define("def f(x):\n    return x")
    assert refusal("session", "f") is None
    define("def f(x):\n    return eval(x)")
    assert refusal("session", "f") == runs("eval")


def test_nothing_of_the_persons_runs(define: Define) -> None:
    define(
        "ran = []\n"
        "class Meta(type):\n"
        "    def __getattribute__(cls, name):\n"
        "        ran.append(name)\n"
        "        return type.__getattribute__(cls, name)\n"
        "class A(metaclass=Meta):\n"
        "    @property\n"
        "    def __class__(self):\n"
        "        ran.append('class')\n"
        "        return int\n"
        "    def __getattribute__(self, name):\n"
        "        ran.append(name)\n"
        "a = A()\n"
        "ran.clear()\n"
    )
    found: Any = vars(sys.modules["session"])
    assert refusal("session", "A") is None
    assert refusal("session", "a") == "which is neither a class nor a function that this session defines"
    assert found["ran"] == []
