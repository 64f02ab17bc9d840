"""Files that a notebook runs as programs: by ``exec`` and ``runpy``, and by commands of a shell."""

from __future__ import annotations

import ast
from typing import Any

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.journal import Journal
from jupyter_mlsec.code.scope import Globals
from jupyter_mlsec.code.shell import Word
from jupyter_mlsec.code.values import Arguments, Const, walk
from jupyter_mlsec.probes._notebook.recorder import Recorder

_RUNS = ("accelerate", "ipython", "papermill", "python", "torchrun", "uv")
_EXECUTES = frozenset({"builtins.exec", "builtins.execfile", "runpy.run_path", "builtins.compile"})


class Starter(Recorder):
    """Runs the files beside a notebook that it starts, with names of their own."""

    __slots__ = ("scripts",)

    def __init__(self, journal: Journal, names: Globals) -> None:
        super().__init__(journal, names)
        self.scripts: set[str] = set()  # that are being run

    def executed(self, function: str, arguments: Arguments, node: ast.Call) -> None:
        """Run a file that is executed by its path: ``exec(open("prep.py").read())``, ``runpy.run_path("prep.py")``."""
        if function not in _EXECUTES:
            return
        for value in arguments.positional[:1]:
            for inside in walk(value.value):
                path = inside.value if isinstance(inside, Const) else None
                if isinstance(path, str) and path.removeprefix("./") in self.written():
                    self.run_file(path, self.fragment.part(*self.fragment.inner(node)))

    def note(self, program: str, words: list[Word], fragment: Fragment, *place: Any) -> Command:  # noqa: ANN401 - as it is
        """Note one command, and run the script that it starts."""
        command = super().note(program, words, fragment, *place)
        if program.startswith(_RUNS):
            given = [word.value for word in words]
            module = given[given.index("-m") + 1 :][:1] if "-m" in given else []
            paths = [f"{each.replace('.', '/')}.py" for each in module]
            for path in (*paths, *(each.removeprefix("./") for each in given)):
                if path in self.written() and path.endswith(".py") and path not in self.scripts:
                    self._run_script(path, fragment.part(place[0], place[1]))
        return command

    def _run_script(self, path: str, place: Fragment) -> None:
        """Run a file that the notebook starts as a program of its own, with names of its own."""
        self.scripts.add(path)
        outside, self.fragment = self.fragment, place
        line = ast.Name("", lineno=1, col_offset=0, end_lineno=1, end_col_offset=len(place.content.encode()))
        self.load_file(path, f"{path} started", line)
        self.fragment = outside
        self.scripts.discard(path)
