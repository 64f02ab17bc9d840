"""Magics, shell lines and the commands in them: what a cell asks IPython and the shell to do."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.command import Command, unwrap
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.intrinsics import environment_set
from jupyter_mlsec.code.ipython import Line, cell_magic
from jupyter_mlsec.code.parse import parse
from jupyter_mlsec.code.scope import Scope
from jupyter_mlsec.code.shell import Pipeline, Reader, Simple, Word, word_fragment
from jupyter_mlsec.code.statements import Statements
from jupyter_mlsec.code.values import UNKNOWN, Const, Ref, Value, options

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
_INSTALLERS = frozenset(["pip", "conda", "mamba", "micromamba", "uv"])
_PYTHONS = re.compile(r"python[\d.]*|pypy[\d.]*")
_WORD = re.compile(r"\S+")
_MAGIC_OPTIONS = 10  # words at most before the Python behind a magic
_VARIABLE = re.compile(r"\{(\w+)\}|\$\{(\w+)\}|\$(\w+)")
_WHOLE = re.compile(r"[ \t]*(?:\{(\w+)\}|\$(\w+))[ \t]*")
_CODE_OPTION = re.compile(r"-[A-Za-z]*c")
_AUTOMAGIC = re.compile(r"[ \t]*(pip|conda|mamba|uv|run|load|loadpy|store|env|set_env|cd|sx|system)(?=[ \t]+[^=\s(.,])")
_IMPORTS = re.compile(r"^(?:import|from) \w", re.MULTILINE)  # a file of unknown name that reads like Python
_DEEP = 6


class Lines(Statements):
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
        self._cell_magic(magic.name, line, body, magic.begin)

    def _cell_magic(self, name: str, line: Fragment, body: Fragment, begin: int) -> None:
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
            self.run_magic(name, line, begin)
        elif name not in _TEXTS and parse(body.content).trees and not parse(body.content).broken:
            self.run_cell(body)

    def _script(self, interpreter: str, body: Fragment) -> None:
        if _PYTHONS.fullmatch(interpreter):
            self.run_python(body, apart=True)
        elif interpreter in _SHELLS or interpreter in {"dash", "ksh", "fish"}:
            self.run_shell(body, interpolate=False)

    def _write(self, words: list[str], body: Fragment) -> None:
        """Remember the file that a cell writes, and look at it at once if it is code."""
        path = next((word.strip("'\"") for word in words if not word.startswith("-")), "")
        path = _VARIABLE.sub(self._variable, path)
        unknown = "$" in path or "{" in path
        if path.endswith((".py", ".ipy", ".sh", ".bash")) or (unknown and _IMPORTS.search(body.content)):
            self.write_file(path, body)

    def write_file(self, path: str, body: Fragment) -> None:
        """Remember a file of code that the notebook writes, and look at the code at once, in names of its own."""
        name = path.removesuffix(".py").removeprefix("./").replace("/", ".")
        self.files[path] = body
        self.modules.pop(name, None)
        if path.endswith((".sh", ".bash")):
            self.run_shell(body, interpolate=False)
        else:
            self.load_file(path, name)

    def run_line(self, line: Line) -> Value:
        """Run one of IPython's lines; its result is not known."""
        if not line.name:
            self.run_shell(self.fragment.part(line.start, line.end))
            return Ref("?.shell()")
        self.run_magic(line.name, self.fragment.part(line.start, line.end), line.begin)
        return Ref("?.shell()") if line.name in {"sx", "system"} else UNKNOWN

    def run_magic(self, name: str, fragment: Fragment, begin: int) -> None:
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
        reader = Reader(fragment.content.split("\n#")[0])
        words = [word for pipeline in reader.read() for command in pipeline.commands for word in command.words]
        words = [self._interpolated(word) for word in words]
        program = "pip" if name == "pip" or (name == "uv" and words and words[0].value == "pip") else f"%{name}"
        if name in _INSTALLERS and program != "pip":
            program = name
        if name == "uv" and program == "pip":
            words = words[1:]
        self._note(program, words, fragment, 0, len(fragment.content), None, ())
        if name == "run":
            path = next((word.value for word in words if not word.value.startswith("-")), "")
            self._run_file(path)

    def _run_file(self, path: str) -> None:
        """``%run`` a file that a cell wrote: its names are the notebook's from then on."""
        for known in (path, path.removeprefix("./"), f"{path}.py"):
            if known in self.files:
                name = known.removesuffix(".py").removeprefix("./").replace("/", ".")
                module = self.modules.get(name) or self.load_file(known, name)
                self.scope.names.update(module.members)
                return

    def _environment(self, fragment: Fragment) -> None:
        text = fragment.content.strip()
        name, separator, value = text.partition("=") if "=" in text else text.partition(" ")
        if separator and name.strip().isidentifier():
            node = ast.Name(name.strip(), lineno=1, col_offset=0, end_lineno=1, end_col_offset=0)
            outside, self.fragment = self.fragment, fragment
            node.end_col_offset = len(fragment.content.encode("utf-8", "surrogatepass"))
            environment_set(self, name.strip(), Const(value.strip().strip("'\"")), node)
            self.fragment = outside

    def _python_line(self, fragment: Fragment) -> None:
        """Run the Python behind a magic such as ``%time``, after the magic's own options."""
        words = [*_WORD.finditer(fragment.content)][:_MAGIC_OPTIONS]
        starts = [word.start() for word in words]
        for start in starts if words and words[0][0].startswith("-") else starts[:1]:
            part = fragment.part(start, len(fragment.content))
            if parse(part.content).trees and not parse(part.content).broken:
                self.run_python(part)
                return

    def run_python(self, fragment: Fragment, *, apart: bool = False) -> None:
        """Run the Python of a fragment; ``apart`` with names of its own."""
        if len(self.running) > _DEEP + 20 or self.nested > _DEEP:
            return
        parsed = parse(fragment.content)
        outside = (self.fragment, self.lines, self.scope)
        self.fragment, self.lines = fragment, parsed.lines
        if parsed.lines:
            self.masked[id(fragment)] = parsed.lines
        if parsed.broken and fragment.text.cell is not None:
            lines = {fragment.text.position(fragment.line_span(number)).line for number in parsed.broken}
            self.broken.setdefault(fragment.text.cell.index, set()).update(lines)
        if apart:
            self.scope = Scope()
        self.nested += 1
        try:
            for tree in parsed.trees:
                self.execute(tree.body)
            for number, row in parsed.stray.items():
                self._stray(fragment, number, row)
        finally:
            self.nested -= 1
            self.fragment, self.lines, self.scope = outside if apart else (outside[0], outside[1], self.scope)

    def evaluate_text(self, fragment: Fragment) -> Value | None:
        """Return the value of an expression that stands in a string, or None where it is no single expression."""
        trees = parse(fragment.content.strip()).trees
        if self.nested > _DEEP or len(trees) != 1 or len(trees[0].body) != 1:
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

    def _stray(self, fragment: Fragment, number: int, row: str) -> None:
        """Look at a line that is no Python: a magic without its sign, or a magic in an open bracket."""
        start = fragment.offset(number, 0)
        if match := _AUTOMAGIC.match(row):
            self.run_magic(match[1], fragment.part(start + match.end(), start + len(row)), start)

    def run_shell(self, fragment: Fragment, *, interpolate: bool = True) -> None:
        """Note the commands of shell text, and look into the code that they carry."""
        if interpolate and (match := _WHOLE.fullmatch(fragment.content)):
            for option in options(self.lookup(match[1] or match[2])):
                if isinstance(option, Const) and isinstance(option.value, str):
                    offsets = [0] * len(option.value) + [0]
                    fragment = fragment.derived(option.value, offsets, exact=False)
        if self.nested > _DEEP:
            return
        self.nested += 1
        for pipeline in Reader(fragment.content).read():
            self._pipeline(pipeline, fragment, interpolate=interpolate)
        self.nested -= 1

    def _pipeline(self, pipeline: Pipeline, fragment: Fragment, *, interpolate: bool) -> list[Command]:
        upstream: Command | None = None
        found: list[Command] = []
        for simple in pipeline.commands:
            words = [self._interpolated(word) if interpolate else word for word in simple.words]
            program, rest = unwrap(words)
            inner: list[Command] = []
            for word in (*simple.words, *((simple.stdin,) if simple.stdin else ())):
                for nested in word.commands:
                    inner.extend(self._pipeline(nested, fragment, interpolate=interpolate))
            if not words:
                continue
            last = simple.words[-1].end
            command = self._note(program, rest, fragment, words[0].start, last, upstream, tuple(inner), simple)
            self._carried(command, simple)
            found.append(command)
            upstream = command
        return found

    def _note(  # noqa: PLR0917 - everything that a command is made of
        self,
        program: str,
        words: list[Word],
        fragment: Fragment,
        start: int,
        end: int,
        upstream: Command | None,
        inner: tuple[Command, ...],
        simple: Simple | None = None,
    ) -> Command:
        outputs = tuple(word.value for word in simple.outputs) if simple else ()
        time = self.history.tick(f"$ {program}")
        command = Command(
            program,
            tuple(words),
            fragment,
            start,
            end,
            self.history,
            time,
            upstream,
            inner,
            simple.stdin if simple else None,
            outputs,
            self.commands,
            len(self.commands),
        )
        self.commands.append(command)
        return command

    def _carried(self, command: Command, simple: Simple) -> None:
        """Look into code that a command carries: ``python -c``, ``sh -c``, here-documents, files that cells wrote."""
        for index, word in enumerate(command.words):
            following = command.words[index + 1] if index + 1 < len(command.words) else None
            if following is not None and _CODE_OPTION.fullmatch(word.value):
                if command.program == "python":
                    self.run_python(word_fragment(command.fragment, following), apart=True)
                elif command.program == "sh":
                    self.run_shell(word_fragment(command.fragment, following), interpolate=False)
                return
            if not word.value.startswith("-"):
                break
        if command.program == "eval" and command.words:
            self.run_shell(word_fragment(command.fragment, command.words[0]), interpolate=False)
        elif simple.stdin is not None and simple.stdin.value and command.program in {"python", "sh"}:
            body = word_fragment(command.fragment, simple.stdin)
            if command.program == "python":
                self.run_python(body, apart=True)
            else:
                self.run_shell(body, interpolate=False)

    def _interpolated(self, word: Word) -> Word:
        """Put the constants that the notebook knows in the place of ``{name}`` and ``$name``."""
        if "{" not in word.value and "$" not in word.value:
            return word
        text = _VARIABLE.sub(self._variable, word.value)
        if text == word.value:
            return word
        return Word(text, word.start, word.end, [word.start] * (len(text) + 1), word.commands, word.dynamic)

    def _variable(self, match: re.Match[str]) -> str:
        value = self.scope.find(match[1] or match[2] or match[3])
        if isinstance(value, Const) and isinstance(value.value, str | int):
            return str(value.value)
        return match[0]


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
        "cython",
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
