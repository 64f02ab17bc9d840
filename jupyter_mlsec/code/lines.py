"""Cells, magics and IPython's lines: what a cell asks IPython to do."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.command import unwrap
from jupyter_mlsec.code.commands import DEEP, VARIABLE
from jupyter_mlsec.code.files import Files, read_words
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.ipython import Line, cell_magic
from jupyter_mlsec.code.scope import Root
from jupyter_mlsec.code.shell import Word
from jupyter_mlsec.code.values import UNKNOWN, Ref, Value

_TIMED = frozenset(
    [
        "time",
        "timeit",
        "prun",
        "lprun",
        "mprun",
        "memit",
        "px",
        "debug",
        "pdb",
        "heat",
        "scalene",
        "pyinstrument",
        "snakeviz",
        "bench",
    ]
)
_CAPTURING = frozenset(
    [
        "capture",
        "local",
        "spark",
        "pyspark",
        "wandb",
        "mlsec",
        "skip",
        "tic",
        "notify",
        "cache",
        "async_run",
        "ai_block",
    ]
)
_SHELLS = frozenset(["bash", "sh", "!", "sx", "system", "zsh", "shell", "cmd", "terminal"])
_NEARLY = frozenset(["cython", "cython_inline", "numba", "pypy2", "python2"])  # bodies that are mostly Python
_INSTALLERS = frozenset(["pip", "conda", "mamba", "micromamba", "uv"])
_PYTHONS = re.compile(r"python[\d.]*|pypy[\d.]*")
_WORD = re.compile(r"\S+")
_MAGIC_OPTIONS = 10  # words at most before the Python behind a magic
_AUTOMAGIC = re.compile(r"[ \t]*(pip|conda|mamba|uv|run|load|loadpy|store|env|set_env|cd|sx|system)(?=[ \t]+[^=\s(.,])")


class Lines(Files):
    """The third of the interpreter that knows IPython and the shell."""

    __slots__ = ()

    def run_cell(self, fragment: Fragment) -> None:
        """Run a cell, with its cell magic if it has one."""
        magic = cell_magic(fragment.content)
        if magic is None:
            self.run_python(fragment)
            return
        line = fragment.part(*magic.line)
        body = fragment.part(magic.body, len(fragment.content))
        self._cell_magic(magic.name, line, body)

    def _cell_magic(self, name: str, line: Fragment, body: Fragment) -> None:
        words = line.content.split()
        if name in _SHELLS:
            self.run_shell(body, interpolate=False)
        elif name == "script":
            interpreter = next((word.rsplit("/", 1)[-1] for word in words if not word.startswith("-")), "")
            self._script(interpreter, body)
        elif name in {"writefile", "file"}:
            self._write(words, body)
        elif _PYTHONS.fullmatch(name):
            self.run_python(body, apart=True)
        elif name in _TIMED | _CAPTURING:
            if name in _TIMED and line.content.strip():
                self._python_line(line)
            self.run_cell(body)
        elif name in _INSTALLERS:
            self.run_magic(name, line)
        elif name in _NEARLY:
            self.run_python(body, apart=False, tolerant=True)
        elif name not in _TEXTS and self.parse(body.content).trees and not self.parse(body.content).broken:
            self.run_cell(body)

    def _script(self, interpreter: str, body: Fragment) -> None:
        if _PYTHONS.fullmatch(interpreter):
            self.run_python(body, apart=True)
        elif interpreter in _SHELLS or interpreter in {"dash", "ksh", "fish"}:
            self.run_shell(body, interpolate=False)

    def _write(self, words: list[str], body: Fragment) -> None:
        """Remember the file that a cell writes."""
        path = next((word.strip("'\"") for word in words if not word.startswith("-")), "")
        self.write_any(VARIABLE.sub(self.variable, path), body)

    def run_line(self, line: Line) -> Value:
        """Run one of IPython's lines; its result is not known."""
        if not line.name:
            self.run_shell(self.fragment.part(line.start, line.end))
            return Ref("?.shell()")
        self.run_magic(line.name, self.fragment.part(line.start, line.end))
        return Ref("?.shell()") if line.name in {"sx", "system"} else UNKNOWN

    def run_magic(self, name: str, fragment: Fragment) -> None:
        """Run a line magic, given what follows its name."""
        if name in _TIMED:
            self._python_line(fragment)
        elif name in {"sx", "system"}:
            self.run_shell(fragment)
        elif name in {"env", "set_env"}:
            self._environment(fragment)
        else:
            self._magic_command(name, fragment)

    def _magic_command(self, name: str, fragment: Fragment) -> None:
        words = [self.interpolated(word) for word in read_words(fragment)]
        program = "pip" if name == "pip" or (name == "uv" and words and words[0].value == "pip") else f"%{name}"
        if name in _INSTALLERS and program != "pip":
            program = name
        if name == "uv" and program == "pip":
            words = words[1:]
        if name in {"conda", "mamba"} and words and words[0].value == "run":
            inner, rest = unwrap([Word(name, 0, 0, [0] * (len(name) + 1)), *words])
            self.installed_list(self.note(inner, rest, fragment, 0, len(fragment.content), None, ()))
            return
        self.installed_list(self.note(program, words, fragment, 0, len(fragment.content), None, ()))
        if name == "run":
            path = next((word.value for word in words if not word.value.startswith("-")), "")
            self.run_file(path, fragment)

    def _environment(self, fragment: Fragment) -> None:
        text = fragment.content.strip()
        name, separator, value = text.partition("=") if "=" in text else text.partition(" ")
        if separator and name.strip().isidentifier():
            self.environment(name.strip(), value.strip().strip("'\""), fragment, lasting=True)

    def _python_line(self, fragment: Fragment) -> None:
        """Run the Python behind a magic such as ``%time``, after the magic's own options."""
        words = [*_WORD.finditer(fragment.content)][:_MAGIC_OPTIONS]
        starts = [word.start() for word in words]
        for start in starts if words and words[0][0].startswith("-") else starts[:1]:
            part = fragment.part(start, len(fragment.content))
            if self.parse(part.content).trees and not self.parse(part.content).broken:
                self.run_python(part)
                return

    def run_python(self, fragment: Fragment, *, apart: bool = False, tolerant: bool = False) -> None:
        """Run the Python of a fragment; ``apart`` with names of its own, ``tolerant`` where not all of it is Python."""
        if len(self.running) > DEEP + 20 or self.nested > DEEP:
            return
        parsed = self.parse(fragment.content)
        outside = (self.fragment, self.scope)
        self.fragment, fragment.lines = fragment, parsed.lines
        if parsed.broken and not tolerant and fragment.text.cell is not None:
            lines = {fragment.text.position(fragment.line_span(number)).line for number in parsed.broken}
            self.run.broken.append((fragment.home, tuple(lines)))
        if apart:
            self.scope = Root(self.journal)
        self.nested += 1
        try:
            for tree in parsed.trees:
                self.execute(tree.body)
            unread = [number for number, row in parsed.stray.items() if not self._stray(fragment, number, row)]
            if unread and not tolerant:
                self._unread(fragment, unread[0])
        finally:
            self.nested -= 1
            self.fragment, self.scope = outside if apart else (outside[0], self.scope)

    def evaluate_text(self, fragment: Fragment) -> Value | None:
        """Return the value of an expression that stands in a string, or None where it is no single expression."""
        trees = self.parse(fragment.content.strip()).trees
        if self.nested > DEEP or len(trees) != 1 or len(trees[0].body) != 1:
            return None
        statement = trees[0].body[0]
        if not isinstance(statement, ast.Expr):
            return None
        outside, self.fragment = self.fragment, fragment
        self.nested += 1
        try:
            return self.evaluate(statement.value)
        finally:
            self.nested -= 1
            self.fragment = outside

    def _stray(self, fragment: Fragment, number: int, row: str) -> bool:
        """Look at a line that is no Python: a magic without its sign, or a magic in an open bracket."""
        start = fragment.offset(number, 0)
        match = _AUTOMAGIC.match(row)
        if match is not None:
            self.run_magic(match[1], fragment.part(start + match.end(), start + len(row)))
        return match is not None or row.lstrip().startswith("#")

    def _unread(self, fragment: Fragment, number: int) -> None:
        """Note the first line that nobody could look at, as a command of a program that there is not."""
        start = fragment.offset(number, 0)
        line = fragment.content[start : fragment.offset(number + 1, 0)].rstrip("\r\n")
        shown = line.strip() or line  # a line of characters that nobody sees is one, too
        begin = start + line.index(shown)
        self.note("?python", [], fragment, begin, begin + len(shown), None, ())


_TEXTS = frozenset(
    [
        "html",
        "markdown",
        "md",
        "latex",
        "svg",
        "js",
        "javascript",
        "typescript",
        "sql",
        "bigquery",
        "r",
        "R",
        "rpy",
        "ruby",
        "perl",
        "julia",
        "octave",
        "matlab",
        "fortran",
        "rust",
        "cpp",
        "c",
        "java",
        "scala",
        "php",
        "lua",
        "go",
        "html5",
        "css",
        "json",
        "yaml",
        "text",
        "jsx",
        "mermaid",
        "dot",
        "graphviz",
        "writetemplate",
        "cu",
        "nvcc",
    ]
)
