"""What the probe of a kernel says of names and files, and that asking runs nothing of the person's."""

# ruff: noqa: S301 - what is looked at
from __future__ import annotations

import functools
import gzip
import io
import json
import os
import pickle
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.written import Written
from jupyter_mlsec.magic.gate import stopping
from jupyter_mlsec.magic.kernel import Files, Names, kernel_facts
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.guard import GuardMode
from jupyter_mlsec.model.kernel import Loading
from jupyter_mlsec.scan.kernel_names import identity
from tests.shells import run


class Own:
    """A class of the person's."""

    def method(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (pickle, "pickle"),
        (os.path, "posixpath"),
        (np, "numpy"),
        (pickle.load, "pickle.load"),
        (pickle.loads, "pickle.loads"),
        (json.load, "json.load"),
        (os.system, "os.system"),
        (eval, "builtins.eval"),
        (pd.read_pickle, "pandas.read_pickle"),
        (np.load, "numpy.load"),
        (pickle.Unpickler, "pickle.Unpickler"),
        (pd.DataFrame, "pandas.DataFrame"),
        (pickle.Unpickler(io.BytesIO()), "pickle.Unpickler()"),
        (pickle.Unpickler(io.BytesIO()).load, "pickle.Unpickler().load"),
        (pd.DataFrame(), "pandas.DataFrame()"),
        (Own, f"{Own.__module__}.Own"),
        (Own(), f"{Own.__module__}.Own()"),
        (3, "builtins.int()"),
        (functools.partial(pickle.load), "functools.partial()"),
    ],
)
def test_what_a_name_is(value: object, name: str) -> None:
    assert identity(value) == name


def test_asking_runs_nothing_of_the_persons() -> None:
    ran: list[str] = []

    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            ran.append(name)
            return type.__getattribute__(cls, name)

        def __instancecheck__(cls, instance: object) -> bool:
            ran.append("instance")
            return True

    class Hostile(metaclass=Meta):
        def __getattribute__(self, name: str) -> Any:
            ran.append(name)
            raise SystemExit

        def __repr__(self) -> str:
            ran.append("repr")
            return ""

        __class__ = property(lambda _self: ran.append("class"))
        __module__ = property(lambda _self: ran.append("module"))

    class Lazy(types.ModuleType):
        def __getattribute__(self, name: str) -> Any:
            ran.append(name)
            return super().__getattribute__(name)

        def __getattr__(self, name: str) -> Any:
            ran.append(name)
            raise AttributeError

    things = {"a": Hostile(), "b": Hostile, "c": Lazy("lazy"), "d": vars(Hostile)["__repr__"]}
    ran.clear()
    names = dict(Names(things))
    assert ran == []
    assert names["c"] == "lazy"
    assert names.keys() <= {"b", "c", "d"}


def test_names_that_are_not_there() -> None:
    with pytest.raises(KeyError):
        Names({})["x"]


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.pkl").write_bytes(pickle.dumps({"a": 1}))
    Path("bad.pkl").write_bytes(pickle.dumps(os.getpid))
    Path("odd.pkl.gz").write_bytes(gzip.compress(pickle.dumps(pytest.approx)))
    files = Files()
    assert not files["gone.pkl"].exists
    seen = {name: files[name].loading for name in ("good.pkl", "bad.pkl", "odd.pkl.gz", "./good.pkl")}
    assert seen == {
        "good.pkl": Loading.VETTED,
        "bad.pkl": Loading.DANGEROUS,
        "odd.pkl.gz": Loading.ASKS,
        "./good.pkl": Loading.VETTED,
    }
    assert files["good.pkl"].written_here is None
    for path in ("", "a\0b", "https://x.example/m.pkl", "\\\\server\\m.pkl", "//server/m.pkl"):
        assert files.get(path) is None


def test_a_file_that_this_session_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(GUARD, "written", Written())
    GUARD.follow(Policy(mode=GuardMode.WARN))
    try:
        Path("mine.pkl").write_bytes(pickle.dumps([1]))
    finally:
        GUARD.written.settle()
    (tmp_path / "other.pkl").symlink_to(sys.executable)
    assert Files()["mine.pkl"].written_here is True
    GUARD.follow(Policy())
    assert Files()["mine.pkl"].written_here is None


def test_an_attribute_that_was_replaced_counts_for_the_cell_that_runs(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shell, "import json", "x = 1")
    monkeypatch.setattr(json, "load", pickle.load)
    session = Session(shell)
    assert dict(kernel_facts(session, 2, "json.load(0)").attributes) == {"json.load": "pickle.load"}
    assert dict(kernel_facts(session, 2, "json.dumps(0)").attributes) == {}
    assert dict(kernel_facts(session).attributes) == {}
    found, reason = stopping(session, ["import json"], "json.load(open('x.json', 'rb'))")
    assert ([finding.rule for finding in found], reason) == (["unsafe-pickle-load"], None)
