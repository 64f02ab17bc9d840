"""Files: what a notebook writes to disk and uses afterwards: code, requirements, settings of the installer."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.command import Command
from jupyter_mlsec.code.commands import Commands
from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.intrinsics import environment_set
from jupyter_mlsec.code.shell import Pipeline, Reader, Simple, Word, word_fragment
from jupyter_mlsec.code.values import Const, Klass

_CODE = (".py", ".ipy", ".sh", ".bash")
_LISTS = (".txt", ".in")
_LIST = re.compile(r"(?:^|[/_.-])(?:req|requirements?|constraints?|reqs|deps|dependencies)(?:$|[/_.-])", re.IGNORECASE)
_SETTINGS = re.compile(r"(?:^|/)\.?(?:pip\.(?:conf|ini)|uv\.toml)$", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_SETTING = re.compile(r"[ \t]*(?P<key>[\w-]+)[ \t]*=[ \t]*(?P<value>[^\r\n#]*)")
_ENTRY = re.compile(r"[ \t]*(?P<what>(?!#)[^\r\n]*?)[ \t]*(?:\\?$|[ \t]#|[ \t]--hash)")
_WORD = re.compile(r"\S+")
_IMPORTS = re.compile(r"^(?:import|from) \w", re.MULTILINE)  # a file of unknown name that reads like Python
_VARIABLE = re.compile(
    r"(?P<name>(?:PIP|UV|TORCH_FORCE)_\w+|\w*(?:_CA_BUNDLE|HTTPSVERIFY|_NO_VERIFY|_REJECT_UNAUTHORIZED))=(?P<value>.*)",
    re.DOTALL,
)
_EXPORTING = frozenset({"export", "env", "declare", "typeset", "local", "set", "sudo", "-x", "-gx"})


class Files(Commands):
    """The part of the interpreter that follows files from the cell that writes them to the one that uses them."""

    __slots__ = ()

    def write_any(self, path: str, body: Fragment) -> None:
        """Look at a file that a cell writes, and remember it where others may use it."""
        unknown = "$" in path or "{" in path
        if path.endswith(_CODE) or (unknown and _IMPORTS.search(body.content)):
            self.write_file(path, body)
        elif path.endswith(_LISTS):
            self.names.establish(f"/{path}", Const(body))
            if _LIST.search(path):
                self._requirements(body)
        elif _SETTINGS.search(path):
            self._settings(body)

    def write_file(self, path: str, body: Fragment) -> None:
        """Remember a file of code that the notebook writes, and look at the code at once, in names of its own."""
        name = path.removesuffix(".py").removeprefix("./").replace("/", ".")
        self.names.establish(f"/{path}", Const(body))
        self.names.establish("/", Const((*(one for one in self.written() if one != path), path)))
        self.names.establish(f"//{name}", None)
        if path.endswith((".sh", ".bash")):
            self.run_shell(body, interpolate=False)
        else:
            self.load_file(path, name)

    def run_file(self, path: str, place: Fragment) -> None:
        """``%run`` a file that a cell wrote or that lies beside: its names are the notebook's from then on."""
        clean = path.removeprefix("./")
        for known in (path, clean, f"{path}.py", f"{clean}.py", f"{clean}.ipynb"):
            if known in self.written():
                name = known.removesuffix(".py").removesuffix(".ipynb").removeprefix("./").replace("/", ".")
                module = self.names.fact(f"//{name}")
                if not isinstance(module, Klass):
                    outside, self.fragment = self.fragment, place
                    module = self.load_file(known, name, _whole_line(place))
                    self.fragment = outside
                self.scope.names.update(module.members)
                return

    def installed_list(self, command: Command) -> None:
        """Look at a list of requirements that a cell wrote under a name that does not say so."""
        listed = command.option("-r", "--requirement")
        if listed is not None and listed.value.endswith(_LISTS) and not _LIST.search(listed.value):
            body = self.names.fact(f"/{listed.value}")
            if isinstance(body, Const) and isinstance(body.value, Fragment):
                self._requirements(body.value)

    def _requirements(self, body: Fragment) -> None:
        """Note each line of a list of requirements as an installation of its own."""
        for line in _LINE.finditer(body.content):
            entry = _ENTRY.match(line[0])
            if entry is None or not entry["what"]:
                continue
            start = line.start() + entry.start("what")
            pieces = [(start, entry["what"])]
            if entry["what"].startswith("-"):
                pieces = [(start + word.start(), word[0]) for word in _WORD.finditer(entry["what"])]
            words = [_word("install", start, start), *(_word(text, at, at + len(text)) for at, text in pieces)]
            self.note("pip", words, body, start, start + len(entry["what"]), None, ())

    def _settings(self, body: Fragment) -> None:
        for line in _LINE.finditer(body.content):
            setting = _SETTING.fullmatch(line[0])
            if setting is not None:
                self.installer_setting(setting["key"], setting["value"], body, line.start(), line.end())

    def installer_setting(self, key: str, value: str, fragment: Fragment, start: int, end: int) -> None:
        """Note a setting of the installer as the command that makes it (``pip config set``)."""
        words = [_word(text, start, end) for text in ("config", "set", key, value.strip().strip("'\""))]
        self.note("pip", words, fragment, start, end, None, ())

    def shell_variables(self, simple: Simple, fragment: Fragment) -> None:
        """Note variables that a shell sets for others: ``export NAME=value``, ``NAME=value command``."""
        for word in simple.words:
            setting = _VARIABLE.fullmatch(word.value)
            if setting is not None:
                self.environment(setting["name"], setting["value"], fragment.part(word.start, word.end), lasting=False)
            elif "=" not in word.value and word.value not in _EXPORTING:
                return

    def environment(self, name: str, value: str, place: Fragment, *, lasting: bool) -> None:
        """Note that an environment variable is set at ``place``; ``lasting`` where the kernel itself has it then."""
        outside, self.fragment = self.fragment, place
        environment_set(self, name, Const(value), _whole_line(place), lasting=lasting)
        self.fragment = outside

    def pipeline_files(self, pipeline: Pipeline, fragment: Fragment) -> None:
        """Remember files that a shell writes with a here-document."""
        for simple in pipeline.commands:
            program = simple.words[0].value if simple.words else ""
            paths = [word.value for word in (*simple.outputs, *(simple.words[1:] if program == "tee" else ()))]
            if program in {"cat", "tee"} and simple.stdin is not None and simple.stdin.value:
                for path in paths:
                    if not path.startswith("-"):
                        self.write_any(path, word_fragment(fragment, simple.stdin))


def _whole_line(place: Fragment) -> ast.Name:
    """Return an expression that stands where all of a fragment of one line stands."""
    node = ast.Name("", lineno=1, col_offset=0, end_lineno=1)
    node.end_col_offset = len(place.content.encode("utf-8", "surrogatepass"))
    return node


def _word(text: str, start: int, end: int) -> Word:
    return Word(text, start, end, [start] * (len(text) + 1))


def read_words(fragment: Fragment) -> list[Word]:
    """Return the words of the first line of shell text."""
    reader = Reader(fragment.content.split("\n#")[0])
    return [word for pipeline in reader.read() for command in pipeline.commands for word in command.words]
