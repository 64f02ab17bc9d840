"""Command: one program that a cell runs through the shell or a magic, and the rules that look at commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.code.history import History
from jupyter_mlsec.code.run import Run
from jupyter_mlsec.code.shell import Word
from jupyter_mlsec.model.rule import Hit, Rule, Severity
from jupyter_mlsec.model.text import Span, Text

_PYTHON = re.compile(r"(?:python|pypy|ipython)[\d.]*(?:\.exe)?w?|\{sys\.executable\}|\$\{?PYTHON\}?")
_PIP = re.compile(r"pip[\d.]*(?:\.exe)?")
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "ash", "fish"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_WRAPPERS: dict[
    str, frozenset[str]
] = {  # programs that run the command in their arguments, and their options with a value
    "sudo": frozenset({"-u", "-g", "-C", "-h", "-p", "--user"}),
    "env": frozenset({"-u", "-C", "-S"}),
    "nohup": frozenset(),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "time": frozenset({"-f", "-o"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "timeout": frozenset({"-s", "-k"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d", "-a", "-0"}),
    "doas": frozenset({"-u"}),
    "yes": frozenset(),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Command:
    """A program and its arguments.

    ``program`` is its plain name (``pip`` for ``python3 -m pip``, ``python`` and ``sh`` for any of their kinds, the
    name with its sign for a magic: ``%run``). ``upstream`` is what feeds its standard input through a pipe; ``inner``
    are the commands whose output is put into its words.
    """

    program: str
    words: tuple[Word, ...]
    fragment: Fragment
    start: int
    end: int
    run: Run
    tick: int
    upstream: Command | None = None
    inner: tuple[Command, ...] = ()
    stdin: Word | None = None
    outputs: tuple[str, ...] = ()
    position: int = 0  # among the commands of its cell
    origin: str = ""  # the file beside the notebook that runs it, when the notebook gets there

    @property
    def text(self) -> Text:
        """The text that the command stands in."""
        return self.fragment.text

    @property
    def history(self) -> History:
        """What happened in the whole notebook."""
        return self.run.history

    @property
    def time(self) -> int:
        """When the command was reached."""
        return self.run.start + self.tick

    @property
    def span(self) -> Span:
        """The whole command, on one line."""
        line_end = self.fragment.content.find("\n", self.start, self.end)
        return self.fragment.at(self.start, self.end if line_end < 0 else line_end)

    @property
    def pipeline(self) -> Span:
        """The command and what feeds it, as far as they stand on one line."""
        first = self
        while first.upstream is not None:
            first = first.upstream
        if "\n" in self.fragment.content[first.start : self.end]:
            return self.span
        return self.fragment.at(first.start, self.end)

    @property
    def values(self) -> tuple[str, ...]:
        """The arguments without their quotes."""
        return tuple(word.value for word in self.words)

    @property
    def earlier(self) -> Iterator[Command]:
        """The commands that ran before this one."""
        return islice(self.history.commands(), self.run.before + self.position)

    def word_span(self, word: Word) -> Span:
        """Return where one argument stands."""
        return self.fragment.at(word.start, word.end)

    def option(self, *names: str) -> Word | None:
        """Return the value of an option (``--name value``, ``--name=value``), or the option itself where it ends."""
        for index, word in enumerate(self.words):
            if word.value in names:
                return self.words[index + 1] if index + 1 < len(self.words) else word
            if any(name.startswith("--") and word.value.startswith(f"{name}=") for name in names):
                return word
        return None

    def hit(self, message: str | None = None, *, severity: Severity | None = None) -> Hit:
        """Return a hit at this command, with what feeds it."""
        return Hit(self.text, self.pipeline, message, None, severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRule(Rule):
    """A rule about commands. ``programs`` are plain names (``pip``, ``sh``, ``%run``); empty for all commands."""

    programs: tuple[str, ...] = ()
    check: Callable[[Command], Iterable[Hit]] = field(repr=False)


def unwrap(words: list[Word]) -> tuple[str, list[Word]]:
    """Return the plain name of the program that words really run, and its arguments."""
    rest = list(words)
    while rest:
        name = rest[0].value.rsplit("/", 1)[-1] if not rest[0].value.startswith("{") else rest[0].value
        if _ASSIGNMENT.match(rest[0].value):
            rest = rest[1:]
        elif name in _WRAPPERS:
            rest = _skip_options(rest[1:], _WRAPPERS[name], numbers=name == "timeout")
        elif name in {"uv", "poetry", "pipenv", "conda", "mamba", "pixi"} and _second(rest) == "run":
            rest = _skip_options(rest[2:], frozenset({"-n", "-p", "--name", "--with", "--python"}), numbers=False)
        else:
            return _plain(name, rest)
    return "", []


def _second(words: list[Word]) -> str:
    return words[1].value if len(words) > 1 else ""


def _plain(name: str, words: list[Word]) -> tuple[str, list[Word]]:
    if _PYTHON.fullmatch(name):
        rest = words[1:]
        for index, word in enumerate(rest):
            if word.value == "-m":
                module = rest[index + 1].value if index + 1 < len(rest) else ""
                return (module, rest[index + 2 :]) if module in {"pip", "uv"} else ("python", rest)
            if not word.value.startswith("-") or word.value in {"-c", "-"}:
                break
        return "python", rest
    if _PIP.fullmatch(name):
        return "pip", words[1:]
    if name == "uv" and _second(words) == "pip":
        return "pip", words[2:]
    if name in _SHELLS:
        return "sh", words[1:]
    return name, words[1:]


def _skip_options(words: list[Word], valued: frozenset[str], *, numbers: bool) -> list[Word]:
    index = 0
    while index < len(words):
        value = words[index].value
        if value in valued:
            index += 2
        elif value.startswith("-") or _ASSIGNMENT.match(value) or (numbers and value[:1].isdigit()):
            numbers = numbers and value.startswith("-")
            index += 1
        else:
            break
    return words[index:]
