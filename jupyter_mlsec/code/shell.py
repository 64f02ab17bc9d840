"""A reader of POSIX shell text: pipelines of words with exact spans, here-documents and substitutions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jupyter_mlsec.code.fragment import Fragment
from jupyter_mlsec.model.text import Span

_OPERATOR = re.compile(r"\|\||&&|\|&|;;|<<<|<<-|<<|>>|>\||&>>|&>|>&|<&|<>|[|&;<>()\n]")
_REDIRECTS = frozenset({"<", ">", ">>", ">|", "&>", "&>>", ">&", "<&", "<>"})
_KEYWORDS = frozenset({"then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"})
_BLANK = " \t\r"
_NESTING = 8
_PLAIN = re.compile(r"[^\s\\'\"`$|&;<>()#]+")
_VARIABLE = re.compile(r"\$(?:\w+|\{[^}\n]*\})")
_ESCAPED_IN_QUOTES = frozenset('$`"\\\n')


@dataclass(slots=True, eq=False)
class Word:
    """One word, quotes removed. ``commands`` are its ``$(…)``, backtick and ``<(…)`` substitutions.

    ``offsets`` are the offsets of its characters in the fragment's content. ``dynamic`` where a variable is in it.
    """

    value: str = field(repr=False)  # may be a secret
    start: int
    end: int
    offsets: list[int] = field(repr=False)
    commands: list[Pipeline] = field(default_factory=list)
    dynamic: bool = False
    streamed: bool = False  # <(…): the word is a file that holds the output of ``commands``


@dataclass(slots=True, eq=False)
class Simple:
    """One simple command: its words, what its standard input holds, and the files its output goes to."""

    words: list[Word] = field(default_factory=list)
    stdin: Word | None = None
    outputs: list[Word] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Pipeline:
    """Commands joined by ``|``."""

    commands: list[Simple] = field(default_factory=list)


class Reader:
    """Reads one fragment of shell text. Never raises: text that is no shell gives odd words, not errors."""

    def __init__(self, content: str, start: int = 0, end: int | None = None, depth: int = 0) -> None:
        self.text = content
        self.at = start
        self.end = len(content) if end is None else end
        self.depth = depth
        self.pipelines: list[Pipeline] = []
        self.pending: list[tuple[Simple, str, bool]] = []  # here-documents whose body follows the line

    def read(self, closer: str = "") -> list[Pipeline]:
        """Read up to ``closer`` (``)`` or a backtick) or the end."""
        current = Pipeline([Simple()])
        while self.at < self.end:
            char = self.text[self.at]
            if closer and char == closer:
                self.at += 1
                break
            if char in _BLANK:
                self.at += 1
            elif char == "\\" and self.text[self.at + 1 : self.at + 2] in {"\n", "\r"}:
                self.at += 3 if self.text.startswith("\r\n", self.at + 1) else 2
            elif char == "#" and (self.at == 0 or self.text[self.at - 1].isspace() or self.text[self.at - 1] in ";&|("):
                self._comment()
            elif (match := _OPERATOR.match(self.text, self.at, self.end)) and not self._streams():
                current = self._operator(match[0], current)
            else:
                self._add(current, self._word(closer))
        self._close(current)
        return self.pipelines

    def _streams(self) -> bool:
        return self.text.startswith(("<(", ">("), self.at)

    def _comment(self) -> None:
        while self.at < self.end and self.text[self.at] != "\n":
            self.at += 1

    def _close(self, pipeline: Pipeline) -> None:
        pipeline.commands = [command for command in pipeline.commands if command.words or command.stdin]
        if pipeline.commands:
            self.pipelines.append(pipeline)

    def _operator(self, operator: str, current: Pipeline) -> Pipeline:
        self.at += len(operator)
        command = current.commands[-1]
        if operator in {"|", "|&"}:
            current.commands.append(Simple())
            return current
        if operator in {"<<", "<<-"}:
            self._skip_blanks()
            word = self._word("")
            self.pending.append((command, word.value, operator == "<<-"))
            return current
        if operator == "<<<":
            self._skip_blanks()
            command.stdin = self._word("")
            return current
        if operator in _REDIRECTS:
            self._redirect(operator, command)
            return current
        if operator == "\n" and len(current.commands) > 1 and not command.words:
            return current  # a pipe at the end of a line goes on in the next
        self._close(current)
        if operator == "\n":
            self._here_documents()
        return Pipeline([Simple()])

    def _redirect(self, operator: str, command: Simple) -> None:
        self._skip_blanks()
        if command.words and command.words[-1].value.isdigit() and command.words[-1].end == self.at - len(operator):
            command.words.pop()  # the 2 of 2>
        word = self._word("")
        if ">" in operator:
            command.outputs.append(word)
        elif word.streamed:
            command.stdin = word

    def _skip_blanks(self) -> None:
        while self.at < self.end and self.text[self.at] in _BLANK:
            self.at += 1

    def _here_documents(self) -> None:
        for command, delimiter, tabs in self.pending:
            start = self.at
            while self.at < self.end:
                stop = self.text.find("\n", self.at, self.end)
                stop = self.end if stop < 0 else stop
                line = self.text[self.at : stop].rstrip("\r")
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
                self.at = min(stop + 1, self.end)
            body = self.text[start : self.at]
            command.stdin = Word(body, start, self.at, list(range(start, self.at + 1)))
            stop = self.text.find("\n", self.at, self.end)
            self.at = self.end if stop < 0 else stop + 1
        self.pending.clear()

    def _add(self, pipeline: Pipeline, word: Word) -> None:
        command = pipeline.commands[-1]
        if not command.words and word.value in _KEYWORDS:
            return
        command.words.append(word)

    def _word(self, closer: str) -> Word:
        word = Word("", self.at, self.at, [])
        pieces: list[str] = []
        while self.at < self.end:
            char = self.text[self.at]
            if char in _BLANK or char == "\n" or (closer and char == closer):
                break
            if self._streams():
                word.streamed = True
                self._substitution(word, 2, ")")
            elif _OPERATOR.match(self.text, self.at, self.end):
                break
            elif char == "'":
                self._single(word, pieces)
            elif char == '"':
                self._double(word, pieces)
            else:
                self._bare(word, pieces, char)
        if self.at == word.start:  # nothing fits: take one character, so that reading always goes on
            self._take(word, pieces, 1)
        word.value, word.end = "".join(pieces), self.at
        word.offsets.append(self.at)
        return word

    def _take(self, word: Word, pieces: list[str], count: int) -> None:
        pieces.append(self.text[self.at : self.at + count])
        word.offsets.extend(range(self.at, self.at + len(pieces[-1])))
        self.at += len(pieces[-1])

    def _bare(self, word: Word, pieces: list[str], char: str) -> None:
        if char == "\\":
            self.at += 1
            if self.at < self.end and self.text[self.at] == "\n":
                self.at += 1
            elif self.at < self.end:
                self._take(word, pieces, 1)
        elif char in "$`":
            self._dollar(word, pieces)
        else:
            match = _PLAIN.match(self.text, self.at, self.end)
            self._take(word, pieces, len(match[0]) if match else 1)

    def _single(self, word: Word, pieces: list[str]) -> None:
        stop = self.text.find("'", self.at + 1, self.end)
        stop = self.end if stop < 0 else stop
        self.at += 1
        self._take(word, pieces, stop - self.at)
        self.at = min(stop + 1, self.end)

    def _double(self, word: Word, pieces: list[str]) -> None:
        self.at += 1
        while self.at < self.end and (char := self.text[self.at]) != '"':
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in _ESCAPED_IN_QUOTES and self.at + 1 < self.end:
                self.at += 1
                if self.text[self.at] == "\n":
                    self.at += 1
                else:
                    self._take(word, pieces, 1)
            elif char in "$`":
                self._dollar(word, pieces)
            else:
                stop = self.at + 1
                while stop < self.end and self.text[stop] not in '"\\$`':
                    stop += 1
                self._take(word, pieces, stop - self.at)
        self.at = min(self.at + 1, self.end)

    def _dollar(self, word: Word, pieces: list[str]) -> None:
        if self.text[self.at] == "`":
            self._substitution(word, 1, "`")
        elif self.text.startswith("$(", self.at):
            self._substitution(word, 2, ")")
        else:
            match = _VARIABLE.match(self.text, self.at, self.end)
            word.dynamic = True
            self._take(word, pieces, len(match[0]) if match else 1)

    def _substitution(self, word: Word, skip: int, closer: str) -> None:
        word.dynamic = True
        if self.depth >= _NESTING:
            self.at = self.end
            return
        inner = Reader(self.text, min(self.at + skip, self.end), self.end, self.depth + 1)
        word.commands.extend(inner.read(closer))
        self.at = max(inner.at, self.at + 1)


def read_shell(fragment: Fragment) -> list[Pipeline]:
    """Read the shell text of a fragment."""
    return Reader(fragment.content).read()


def word_fragment(fragment: Fragment, word: Word) -> Fragment:
    """Return the word's value as a fragment of its own, for code inside quotes."""
    return fragment.derived(word.value, word.offsets, exact=False)


def word_span(fragment: Fragment, word: Word) -> Span:
    """Return where a word stands in the text, quotes included."""
    return fragment.at(word.start, word.end)
