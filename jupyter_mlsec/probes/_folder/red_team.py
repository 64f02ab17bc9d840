"""Settings of tools that attack a model, in which nothing is tried; the tools stand in ``red_team_tables``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.record_rules import says
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_LARGEST = 512 * 1024
_DEEPEST = 12
_COMMANDS = (
    (re.compile(r"\bgarak\b"), re.compile(r"(?:--probes|-p)[= ][\"']?none\b"), "no probe is chosen"),
    (
        re.compile(
            r"\b(?:promptfoo\s+(?:redteam\s+)?(?:run|eval)|garak\s+-|giskard\s+scan|deepteam\s+run|inspect\s+eval|deepeval\s+test)"
        ),
        re.compile(r"\|\|\s*(?:true|:|echo|exit\s+0)(?:\s|$)"),
        "its failure stops nothing",
    ),
    (
        re.compile(r"\bpromptfoo\s+(?:redteam\s+)?(?:generate|run|init)\b"),
        re.compile(r"(?:-n|--num-tests)[= ]0\b"),
        "no test is made",
    ),
    (re.compile(r"\binspect\s+eval\b"), re.compile(r"--limit[= ]0\b"), "no sample is asked"),
)  # what is started, what in its line means that nothing is tried, and what is said of it
_STARTS = re.compile(r"\b(?:garak|promptfoo|giskard|deepteam|pyrit)\b")


@dataclass(frozen=True, slots=True)
class _Setting:
    named: re.Pattern[str]
    keys: frozenset[str]
    path: re.Pattern[str]
    nothing: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One file that attacks a model. ``nothing`` says why it tries nothing; empty where it tries something."""

    place: str
    nothing: str


@cache
def _settings() -> tuple[_Setting, ...]:
    folder = files("jupyter_mlsec.probes._folder") / "red_team_tables"
    return tuple(
        _Setting(
            re.compile(each["named"]),
            frozenset(each.get("keys", ())),
            re.compile(f"(?:{each['path']})$"),
            tuple(each["nothing"]),
            each["what"],
        )
        for path in sorted(folder.iterdir(), key=lambda each: each.name)
        for each in tomllib.loads(path.read_text("utf-8"))["setting"]
    )


def tried(subject: ProjectSubject) -> Iterator[Tried]:
    """Yield the settings and command lines of a project that attack a model."""
    for path in require_files(subject):
        suffix = path.suffix.lower()
        if suffix not in YAML | {".json", ".toml"} or not is_read(path) or is_ci(path, subject.root):
            continue
        yield from (Tried(path.relative_to(subject.root).as_posix(), each) for each in _of_file(path, suffix))
    for line in command_lines(subject):
        found = [what for starts, idle, what in _COMMANDS if starts.search(line.text) and idle.search(line.text)]
        yield from (Tried(line.place, what) for what in found)
        if not found and _STARTS.search(line.text):
            yield Tried(line.place, "")


def _of_file(path: Path, suffix: str) -> Iterator[str]:
    name = plain(path.name.rsplit(".", 1)[0])
    try:
        text = read_text(path) if path.stat().st_size <= _LARGEST else ""
    except (OSError, UnreadableError):
        return
    for document in parse_structured(text, suffix) or ():
        if not isinstance(document, dict):
            continue
        keys = {plain(str(key)) for key in document}
        rules = [each for each in _settings() if each.named.search(name) or each.keys & keys]
        for where, value in _paths(document, ()):
            for rule in rules:
                if rule.path.search(where):
                    yield rule.what if any(_is_nothing(value, each) for each in rule.nothing) else ""
        if re.search("promptfoo", name):
            yield from _unasserted(document)


def _paths(value: object, around: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if len(around) > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            here = (*around, plain(str(key)))
            yield ".".join(here), inner
            yield from _paths(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, around)


def _is_nothing(value: object, kind: str) -> bool:
    if kind == "blank":
        return value is None or value in ("", [], {})
    if kind == "zero":
        return isinstance(value, int | float) and not isinstance(value, bool) and value == 0
    if kind == "no":
        return value is False or (isinstance(value, str) and bool(value) and says(value, "no"))
    return isinstance(value, str) and re.fullmatch(kind[1:], value.strip().lower()) is not None


def _unasserted(document: dict[str, Any]) -> Iterator[str]:
    """Look at tests of promptfoo that expect nothing of an answer."""
    tests = document.get("tests")
    if "redteam" in document or not isinstance(tests, list) or not tests:
        return
    default = document.get("defaultTest")
    if isinstance(default, dict) and default.get("assert"):
        return
    if all(isinstance(each, dict) and not each.get("assert") for each in tests):
        yield "no test expects anything"
