"""The command lines of a project: of its notebook, scripts, images, services, workloads, units and tasks."""

from __future__ import annotations

import ast
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.probes._folder.dockerfiles import instructions, is_dockerfile
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_LONGEST = 20_000  # characters of a line; longer ones are nobody's handwriting
_SCRIPTS = frozenset({".bash", ".bat", ".cmd", ".fish", ".ksh", ".mk", ".ps1", ".sh", ".zsh"})
_NAMES = frozenset({"GNUmakefile", "Justfile", "Makefile", "Procfile", "justfile", "makefile", "run"})
_UNITS = frozenset({".container", ".service"})
_SUPERVISED = ("supervisord.conf", "circus.ini", "uwsgi.ini")
_KEYS = frozenset(
    {
        "args",
        "cmd",
        "cmds",
        "command",
        "commands",
        "entrypoint",
        "exec",
        "run",
        "script",
        "scripts",
        "shell",
        "before_script",
        "after_script",
        "deploy",
        "start",
        "build",
        "inlineScript",
        "bash",
        "powershell",
    }
)
_STARTS = frozenset(
    {
        "os.system",
        "os.popen",
        "subprocess.Popen",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "subprocess.run",
        "get_ipython().system",
        "get_ipython().getoutput",
    }
)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One line that is handed to a shell or started as it is. ``place`` is the file, or "the notebook"."""

    place: str
    text: str


_last: tuple[ProjectSubject, tuple[CommandLine, ...]] | None = None  # several probes look at one project in a row


def command_lines(subject: ProjectSubject) -> tuple[CommandLine, ...]:
    """Return the command lines of a notebook and of the project around it."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is subject:
        return last[1]
    found = tuple(_all(subject))
    _last = (subject, found)
    return found


def _all(subject: ProjectSubject) -> Iterator[CommandLine]:
    yield from (CommandLine("the notebook", line[:_LONGEST]) for line in _notebook(subject))
    for path in require_files(subject):
        name = path.relative_to(subject.root).as_posix()
        yield from (CommandLine(name, line[:_LONGEST]) for line in _file(path))


def _notebook(subject: ProjectSubject) -> Iterator[str]:
    yield from shell_lines(subject.notebook)
    for cell in subject.notebook.cells:
        head, _, body = cell.source.content.partition("\n")
        if cell.kind is CellKind.CODE and head.startswith(("%%writefile", "%%file")):
            name = Path(head.split()[-1])
            if name.suffix in _SCRIPTS or name.name in _NAMES:
                yield from _lines(body)
            elif is_dockerfile(name):
                yield from _dockerfile(body)
    for call in read_program(subject.notebook).calls:
        if call.name in _STARTS and call.node.args:
            given = call.node.args[0]
            words = given.elts if isinstance(given, (ast.List, ast.Tuple)) else [given]
            text = [each.value for each in words if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield " ".join(text) or (call.text(0) or "")


def _file(path: Path) -> Iterator[str]:
    suffix = path.suffix.lower()
    if is_dockerfile(path):
        yield from _dockerfile(read_text(path))
    elif suffix in _SCRIPTS or path.name in _NAMES or path.parent.name == ".ci":
        yield from _lines(read_text(path))
    elif suffix in _UNITS or path.name in _SUPERVISED:
        yield from _values(read_text(path), ("ExecStart", "Exec", "command", "ExecStartPre", "cmd"))
    elif suffix in YAML or path.name in {
        "package.json",
        "pyproject.toml",
        "app.json",
        "tasks.json",
        "devcontainer.json",
    }:
        for document in read_structured(path) or ():
            yield from _started(document)


def _lines(text: str) -> Iterator[str]:
    joined = re.sub(r"[\\`^][ \t]*\n", " ", text)
    return (
        line.strip()
        for line in joined.splitlines()
        if line.strip() and not line.lstrip().startswith(("#", "::", "REM "))
    )


def _values(text: str, keys: tuple[str, ...]) -> Iterator[str]:
    for line in _lines(text):
        name, sign, value = line.partition("=")
        if sign and name.strip() in keys:
            yield value.strip().lstrip("-@+!")


def _dockerfile(text: str) -> Iterator[str]:
    command: list[str] = []
    for line in instructions(text):
        word, _, rest = line.partition(" ")
        keyword = word.upper()
        if keyword in {"CMD", "ENTRYPOINT"}:
            command = command[:1] if keyword == "CMD" and command else []
            command.append(_flat(rest.strip()))
        elif keyword in {"RUN", "ENV"}:
            yield rest.strip()
        elif keyword == "FROM":
            command = []
    if command:
        yield " ".join(command)


def _flat(text: str) -> str:
    """Return an instruction's argument as a line: ``["a", "b c"]`` -> a 'b c'."""
    if text.startswith("["):
        try:
            return shlex.join(str(word) for word in json.loads(text))
        except ValueError:
            pass
    return text


def _started(document: object) -> Iterator[str]:
    """Yield what settings start: texts and lists of words under the keys that tools have for it."""
    for _, value in (("", document), *everything(document)):
        if not isinstance(value, dict):
            continue
        command = [_words(value.get(key)) for key in ("entrypoint", "command", "args") if value.get(key)]
        if command:
            yield " ".join(command)
        for key in _KEYS - {"entrypoint", "command", "args"}:
            yield from _texts(value.get(key))
        yield from _texts(value.get("commands"))


def _words(value: object) -> str:
    if isinstance(value, list):
        return shlex.join(str(word) for word in value) if all(isinstance(word, (str, int)) for word in value) else ""
    return " ".join(_lines(value)) if isinstance(value, str) else ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _lines(value)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            if isinstance(each, (str, list)):
                yield from _texts(each)
