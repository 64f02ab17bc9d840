"""Stages of pipelines that read or write data which they do not name: of DVC, Snakemake and make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.data_tokens import data_files
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import parse_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject

_RULE = re.compile(r"^(?:rule|checkpoint)[ \t]{1,9}(?P<name>\w{1,100})[ \t]{0,9}:", re.MULTILINE)
_SECTION = re.compile(
    r"^[ \t]{1,20}(?P<key>input|output|params|log|benchmark|shell|run|script|resources|threads|conda|message)"
    r"[ \t]{0,9}:"
)
_TARGET = re.compile(r"(?P<target>[^\s:#=][^:#=\n]{0,300}?)[ \t]{0,9}:(?![=:])(?P<needs>[^\n]{0,2000})")
_FETCHES = re.compile(r"\b(?:curl|wget|aria2c|gdown|aws|gsutil|dvc|rm|mkdir|echo|test|sha256sum)\b")


def stages(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the name and place of each stage, and what it reads or writes without naming it: "" where it names all."""
    for path in require_files(subject):
        place = path.relative_to(subject.root).as_posix()
        if path.name == "dvc.yaml":
            yield from _dvc(read_text(path), place)
        elif path.name.startswith("Snakefile") or path.suffix == ".smk":
            yield from _snakemake(read_text(path), place)
        elif path.name in {"Makefile", "makefile", "GNUmakefile"}:
            yield from _make(read_text(path), place)


def _dvc(text: str, place: str) -> Iterator[tuple[str, str]]:
    for document in parse_structured(text, ".yaml") or ():
        named = within(document, "stages")
        for name, stage in named.items() if isinstance(named, dict) else ():
            body = within(stage, "do") or stage
            command = within(body, "cmd")
            lines = command if isinstance(command, list) else [command]
            known = [each for key in ("deps", "outs", "metrics", "plots") for each in _paths(within(body, key))]
            text_ = "\n".join(each for each in lines if isinstance(each, str))
            yield f"{name} in {place}", _unnamed(text_, known, outputs=True)


def _paths(value: Any) -> Iterator[str]:  # noqa: ANN401 - a document of a stranger
    for each in value if isinstance(value, list) else [value]:
        yield from map(str, each) if isinstance(each, dict) else [str(each)]


def _unnamed(command: str, known: list[str], *, outputs: bool) -> str:
    """Return what a command reads or writes that no name covers, in words."""
    for path, written in data_files(command):
        if (written and not outputs) or any(_covers(each, path) for each in known):
            continue
        return f"{'writes' if written else 'reads'} {Path(path).name} without naming it"
    return ""


def _covers(known: str, path: str) -> bool:
    known = known.removeprefix("./").rstrip("/")
    return path == known or path.startswith(f"{known}/") or known.endswith(f"/{path}")


def _snakemake(text: str, place: str) -> Iterator[tuple[str, str]]:
    heads = list(_RULE.finditer(text))
    ends = [*(each.start() for each in heads[1:]), len(text)] if heads else []
    for head, end in zip(heads, ends, strict=True):
        sections: dict[str, list[str]] = {}
        key = ""
        for line in text[head.end() : end].splitlines():
            match = _SECTION.match(line)
            key = match["key"] if match is not None else key
            sections.setdefault(key, []).append(line)
        named = "\n".join(line for each in ("input", "output", "params", "log") for line in sections.get(each, ()))
        known = re.findall(r"[\"']([^\"'\n]{1,300})[\"']", named)
        shell = "\n".join(sections.get("shell", ()))
        yield f"{head['name']} in {place}", _unnamed(shell, known, outputs=True)


def _make(text: str, place: str) -> Iterator[tuple[str, str]]:
    """Look at targets that are files: what their recipes read must stand behind the colon."""
    head, recipe = None, list[str]()
    for line in [*re.sub(r"\\\n", " ", text).splitlines(), "end:"]:
        if line.startswith("\t"):
            recipe.append(line)
            continue
        match = _TARGET.match(line[:3_000])
        if match is None:
            continue
        if head is not None and recipe and re.search(r"[/.]", head["target"]) and "$" not in head["needs"]:
            known = [*head["target"].split(), *head["needs"].split()]
            read = "\n".join(each for each in recipe if not _FETCHES.search(each))
            yield f"{head['target']} in {place}", _unnamed(read, known, outputs=False)
        head, recipe = match, []
