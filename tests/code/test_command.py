"""The program that words really run, whatever stands in front of it."""

from __future__ import annotations

import pytest

from jupyter_mlsec.code.command import unwrap
from jupyter_mlsec.code.fragment import whole
from jupyter_mlsec.code.shell import read_shell
from jupyter_mlsec.model.text import Place, Syntax, Text


@pytest.mark.parametrize(
    ("source", "program", "arguments"),
    [
        ("pip install x", "pip", ["install", "x"]),
        ("pip3.11 install x", "pip", ["install", "x"]),
        ("python -m pip install x", "pip", ["install", "x"]),
        ("python3 -W ignore -m pip install x", "python", ["-W", "ignore", "-m", "pip", "install", "x"]),
        ("{sys.executable} -m pip install x", "pip", ["install", "x"]),
        ("/usr/bin/python3 a.py", "python", ["a.py"]),
        ("uv pip install x", "pip", ["install", "x"]),
        ("sudo -E -u me env A=1 nice -n 5 bash -c x", "sh", ["-c", "x"]),
        ("A=1 B=2 zsh", "sh", []),
        ("timeout -k 5 30 sh a.sh", "sh", ["a.sh"]),
        ("conda run -n base pip install x", "pip", ["install", "x"]),
        ("A=1", "", []),
        ("sudo", "", []),
        ("ls -l", "ls", ["-l"]),
    ],
)
def test_unwrap(source: str, program: str, arguments: list[str]) -> None:
    [pipeline] = read_shell(whole(Text(Place.SOURCE, source, Syntax.PYTHON)))
    name, rest = unwrap(pipeline.commands[0].words)
    assert (name, [word.value for word in rest]) == (program, arguments)
