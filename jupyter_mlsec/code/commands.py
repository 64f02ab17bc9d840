"""Commands: shell text into commands, and the code that commands carry."""

from __future__ import annotations

import re

from jupyter_mlsec.code.command import Command, unwrap
from jupyter_mlsec.code.fragment import Fragment, Located
from jupyter_mlsec.code.shell import Pipeline, Reader, Simple, Word, word_fragment
from jupyter_mlsec.code.statements import Statements
from jupyter_mlsec.code.values import Const, options

VARIABLE = re.compile(r"\{(\w+)\}|\$\{(\w+)\}|\$(\w+)")
DEEP = 6  # strings, scripts and files inside each other that are followed
_WHOLE = re.compile(r"[ \t]*(?:\{(\w+)\}|\$(\w+))[ \t]*")
_CODE_OPTION = re.compile(r"-[A-Za-z]*c")


def _seen_from(place: tuple[Fragment, Located], fragment: Fragment) -> Fragment:
    """Return the fragment of a file as if all of it stood where the notebook makes it run."""
    outside, node = place
    start, _ = outside.inner(node)
    return outside.derived(fragment.content, [start] * (len(fragment.content) + 1), exact=False)


class Commands(Statements):
    """The part of the interpreter that knows the shell."""

    __slots__ = ()

    def run_shell(self, fragment: Fragment, *, interpolate: bool = True) -> None:
        """Note the commands of shell text, and look into the code that they carry."""
        if interpolate and (match := _WHOLE.fullmatch(fragment.content)):
            for option in options(self.lookup(match[1] or match[2])):
                if isinstance(option, Const) and isinstance(option.value, str):
                    offsets = [0] * len(option.value) + [0]
                    fragment = fragment.derived(option.value, offsets, exact=False)
        if self.nested > DEEP:
            return
        self.nested += 1
        for pipeline in Reader(fragment.content).read():
            self._pipeline(pipeline, fragment, interpolate=interpolate)
        self.nested -= 1

    def _pipeline(self, pipeline: Pipeline, fragment: Fragment, *, interpolate: bool) -> list[Command]:
        self.pipeline_files(pipeline, fragment)
        upstream: Command | None = None
        found: list[Command] = []
        for simple in pipeline.commands:
            self.shell_variables(simple, fragment)
            words = [self.interpolated(word) if interpolate else word for word in simple.words]
            program, rest = unwrap(words)
            inner: list[Command] = []
            for word in (*simple.words, *((simple.stdin,) if simple.stdin else ())):
                for nested in word.commands:
                    inner.extend(self._pipeline(nested, fragment, interpolate=interpolate))
            if not words:
                continue
            last = simple.words[-1].end
            command = self.note(program, rest, fragment, words[0].start, last, upstream, tuple(inner), simple)
            self.installed_list(command)
            self._carried(command, simple)
            found.append(command)
            upstream = command
        return found

    def note(  # noqa: PLR0917 - everything that a command is made of
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
        """Note one command and return it."""
        outputs = tuple(word.value for word in simple.outputs) if simple else ()
        time = self.run.tick(f"$ {program}")
        origin = fragment.home.path
        if origin and self.outer is not None:
            fragment = _seen_from(self.outer, fragment)
        command = Command(
            program,
            tuple(words),
            fragment,
            start,
            end,
            self.run,
            time,
            upstream,
            inner,
            simple.stdin if simple else None,
            outputs,
            len(self.run.commands),
            origin,
        )
        self.run.commands.append(command)
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

    def pipeline_files(self, pipeline: Pipeline, fragment: Fragment) -> None:
        """Remember files that a shell writes."""
        raise NotImplementedError

    def shell_variables(self, simple: Simple, fragment: Fragment) -> None:
        """Note variables that a shell sets for others."""
        raise NotImplementedError

    def installed_list(self, command: Command) -> None:
        """Look at the list of requirements that a command installs."""
        raise NotImplementedError

    def interpolated(self, word: Word) -> Word:
        """Put the constants that the notebook knows in the place of ``{name}`` and ``$name``."""
        if "{" not in word.value and "$" not in word.value:
            return word
        text = VARIABLE.sub(self.variable, word.value)
        if text == word.value:
            return word
        return Word(text, word.start, word.end, [word.start] * (len(text) + 1), word.commands, word.dynamic)

    def variable(self, match: re.Match[str]) -> str:
        """Return the constant that stands for ``{name}`` or ``$name``, or what is written."""
        value = self.scope.find(match[1] or match[2] or match[3])
        if isinstance(value, Const) and isinstance(value.value, str | int):
            return str(value.value)
        return match[0]
