"""The scripts of a project: of build services, shells, tasks and programs; and what becomes of their failures."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.dockerfiles import instructions, is_dockerfile
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.pipelines import pipelines, steps_of
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import body_of, code_of, parse_source
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_SHELLS = frozenset(
    {".bash", ".bat", ".cmd", ".fish", ".ksh", ".lsf", ".pbs", ".ps1", ".sbatch", ".sh", ".slurm", ".zsh"}
)
_RECIPES = frozenset({"GNUmakefile", "Justfile", "Makefile", "justfile", "makefile"})
_STARTS = re.compile(
    r"(?:os\.(?:system|popen)|subprocess\.(?:run|call|Popen|check_call|check_output|getoutput)|session\.run|sh|run)$"
)
_HEEDS = frozenset({"check_call", "check_output", "popen", "Popen", "getoutput"})
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_PROSE = frozenset(
    {".adoc", ".asciidoc", ".csv", ".json", ".lock", ".md", ".org", ".rst", ".sql", ".txt"}
)  # run by nobody
_LONGEST = 400_000  # characters of a script; longer ones are nobody's handwriting


@dataclass(frozen=True, slots=True)
class Script:
    """One script. ``soft``: whoever runs it goes on when it fails; ``strict``: it ends where a command fails."""

    place: str
    text: str
    soft: bool = False
    strict: bool = True
    pipefail: bool = True


def scripts(subject: ProjectSubject, wanted: re.Pattern[str]) -> Iterator[Script]:
    """Yield the scripts of a project and its notebook that hold something ``wanted``.

    Raises UnreadableError where one of them cannot be read, or is too long to be followed.
    """
    for pipeline in pipelines(subject):
        for step in pipeline.steps or ():
            if wanted.search(step.text):
                yield Script(step.place, step.text, soft=step.soft, pipefail=step.pipefail)
    yield from (Script("the notebook", line) for line in shell_lines(subject.notebook) if wanted.search(line))
    for source in code_of(subject.notebook):
        if wanted.search(source):
            yield from _of_program(body_of(source), "the notebook")
    for path in require_files(subject):
        if not is_read(path) or is_ci(path, subject.root) or path.suffix.lower() in _PROSE:
            continue
        text = read_text(path)
        if wanted.search(text.replace('", "', " ").replace("', '", " ")):
            if len(text) > _LONGEST:
                raise UnreadableError(
                    f"{path.name} is too long to be followed", help="move its commands to a file of their own"
                )
            yield from (each for each in _of_file(path, text, subject.root) if wanted.search(each.text))


def _of_file(path: Path, text: str, root: Path) -> Iterator[Script]:
    place, suffix = path.relative_to(root).as_posix(), path.suffix.lower()
    if suffix in _SHELLS or path.parent.name == ".ci" or (not suffix and text.startswith("#!")):
        yield Script(place, _COMMENT.sub(_kept_head, text), strict=False, pipefail=False)
    elif path.name in _RECIPES or suffix == ".mk":
        yield Script(place, _COMMENT.sub("", text), pipefail=False)
    elif is_dockerfile(path):
        runs = [line.partition(" ")[2] for line in instructions(text) if line[:4].upper() == "RUN "]
        yield from (Script(place, each, pipefail=False) for each in runs)
    elif suffix == ".py":
        yield from _of_program(text, place)
    elif suffix in YAML:
        for document in parse_structured(text, suffix) or ():
            for step in steps_of(_tasks(document, 0), place):
                yield Script(place, step.text, soft=step.soft, pipefail=False)
    elif path.name == "tox.ini" or path.name.endswith(("setup.cfg", "tox.toml")):
        yield from _of_sections(text, place)


def _kept_head(match: re.Match[str]) -> str:
    """Keep what only looks like a comment: the shell's own line, and what a scheduler reads."""
    return match[0] if match[0].startswith(("#!", "#SBATCH", "#PBS", "#BSUB", "#$")) else ""


def _of_sections(text: str, place: str) -> Iterator[Script]:
    """Yield the commands of tox: a section is soft where its outcome is ignored, a command where a dash begins it."""
    for section in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        soft = re.search(r"^ignore_outcome\s{0,9}=\s{0,9}true", section, re.MULTILINE | re.IGNORECASE) is not None
        yield Script(place, re.sub(r"^commands\s{0,9}=\s{0,9}", "", section, flags=re.MULTILINE), soft=soft)


def _tasks(value: Any, depth: int) -> Any:  # noqa: ANN401 - a document of a stranger
    """Return a document with Ansible's own words for a command and for failures that do not count."""
    if depth > 40:  # noqa: PLR2004 - levels of nesting; deeper ones are nobody's settings
        return None
    if isinstance(value, list):
        return [_tasks(each, depth + 1) for each in value]
    if not isinstance(value, dict):
        return value
    found = {str(key).removeprefix("ansible.builtin."): _tasks(inner, depth + 1) for key, inner in value.items()}
    return {**found, "ignore_errors": True} if found.get("failed_when") is False else found


def _of_program(text: str, place: str) -> Iterator[Script]:
    """Yield what a program starts; it is soft where nobody looks at what comes back."""
    tree = parse_source(text)
    if tree is None:
        return
    unseen = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _STARTS.search(name := ast.unparse(node.func)[-200:]):
            line = _line(node)
            if line:
                yield Script(place, line, soft=_goes_on(node, name, seen=id(node) not in unseen))


def _line(node: ast.Call) -> str:
    given = node.args[0].elts if isinstance(node.args[0], ast.List | ast.Tuple) else node.args
    words = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return words[0] if len(given) == 1 and words else shlex.join(words)


def _goes_on(node: ast.Call, name: str, *, seen: bool) -> bool:
    options = {each.arg: each.value for each in node.keywords if each.arg}
    codes = options.get("success_codes")
    if codes is not None:  # of nox
        return any(isinstance(each, ast.Constant) and each.value != 0 for each in ast.walk(codes))
    if _is_true(options.get("warn")):  # of invoke
        return True
    last = name.rpartition(".")[2]
    if name.startswith(("os.", "subprocess.")) and last not in _HEEDS:
        return not seen and not _is_true(options.get("check"))
    return False


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
