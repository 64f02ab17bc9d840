"""What a command line leads to: the tasks, scripts, hooks and actions of the project that it starts."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.structured import everything, read_structured, within
from jupyter_mlsec.probes._notebook.cells import parse_source

_MAKE = re.compile(
    r"\b(?:g?make|just|task|invoke|inv|poe|pdm\s+run|hatch\s+run|rye\s+run|npm\s+run|pixi\s+run)\b(?P<rest>[^\n;&|]*)"
)
_TOX = re.compile(r"\btox\b(?P<rest>[^\n;&|]*)")
_NOX = re.compile(r"\bnox\b(?P<rest>[^\n;&|]*)")
_HOOKS = re.compile(r"\b(?:pre-commit|prek)\s+run\b(?P<rest>[^\n;&|]*)")
_DVC = re.compile(r"\bdvc\s+(?:repro|exp\s+run)\b")
_SCRIPT = re.compile(
    r"(?:^|[\s;&|(])(?:(?:ba|z|k)?sh\s+(?:-\w+\s+)*|source\s+|\.\s+|python[\d.]*\s+)?(?P<file>\.{0,2}/?[\w./\-]+\.(?:sh|bash|py|ps1)|\./[\w./\-]+|scripts?/[\w./\-]+|ci/[\w./\-]+)"
)
_TARGET = re.compile(
    r"^(?P<name>[\w.\-/ ]+?)\s*:(?!=)(?P<needs>[^=\n]*)\n(?P<body>(?:[ \t]+[^\n]*\n|\n)*)", re.MULTILINE
)
_DEEPEST = 4


def led_to(root: Path, text: str, uses: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the texts that a step leads to in the project, one after the other; the step's own is not among them."""
    if depth > _DEEPEST:
        return
    for inner in _direct(root, text, uses):
        yield inner
        yield from led_to(root, inner, "", depth + 1)


def _direct(root: Path, text: str, uses: str) -> Iterator[str]:
    if uses.startswith("./"):
        for name in ("", "action.yml", "action.yaml"):
            yield from _yaml_texts(root / uses / name if name else root / uses)
    for match in _MAKE.finditer(text):
        words = [word for word in match["rest"].split() if not word.startswith("-") and "=" not in word]
        yield from _targets(root, words)
    for match in _TOX.finditer(text):
        yield from _tox(root, match["rest"])
    for match in _NOX.finditer(text):
        yield from _nox(root, match["rest"])
    for match in _HOOKS.finditer(text):
        yield from _hooks(root, match["rest"])
    if _DVC.search(text):
        yield from _yaml_texts(root / "dvc.yaml")
    for match in _SCRIPT.finditer(text):
        yield from _read(root / match["file"])


def _read(path: Path) -> Iterator[str]:
    try:
        if path.is_file():
            yield "\n".join(line for line in read_text(path).splitlines() if not line.lstrip().startswith("#"))
    except (UnreadableError, OSError):
        return


def _targets(root: Path, words: list[str]) -> Iterator[str]:
    for name in ("Makefile", "makefile", "GNUmakefile", "justfile", "Justfile"):
        for text in _read(root / name):
            found = [(match["name"].split(), match["needs"], match["body"]) for match in _TARGET.finditer(text + "\n")]
            found = [each for each in found if not each[0][0].startswith(".")]
            wanted = set(words) or (set(found[0][0]) if found else set())
            for _ in range(_DEEPEST):
                wanted |= {need for names, needs, _ in found if wanted & set(names) for need in needs.split()}
            yield from (body for names, _, body in found if wanted & set(names))
    for name in ("Taskfile.yml", "Taskfile.yaml", "package.json", "pixi.toml"):
        for key, value in _structured(root / name):
            if key in words:
                yield _all_texts(value)
    for _, value in _structured(root / "pyproject.toml"):
        if isinstance(value, dict):
            yield from (
                _all_texts(value[word]) for word in words if word in value and not isinstance(value[word], list)
            )


def _tox(root: Path, rest: str) -> Iterator[str]:
    wanted = re.findall(r"(?:-e\s*|run\s+)([\w,.\-]+)", rest)
    names = {each for part in wanted for each in part.split(",")}
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    for text in _read(root / "tox.ini"):
        try:
            parser.read_string(text)
        except configparser.Error:
            return
    for section in parser.sections():
        name = section.removeprefix("testenv").lstrip(":")
        if section.startswith("testenv") and (not names or name in names) and parser.has_option(section, "commands"):
            yield parser.get(section, "commands") or ""


def _nox(root: Path, rest: str) -> Iterator[str]:
    wanted = set(re.findall(r"(?:-s|--session[s]?|-e)[= ]+([\w\-]+)", rest))
    for text in _read(root / "noxfile.py"):
        tree = parse_source(text)
        for node in tree.body if tree is not None else ():
            if isinstance(node, ast.FunctionDef) and (not wanted or node.name in wanted):
                for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                    words = [
                        each.value
                        for each in call.args
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    ]
                    soft = any(each.arg == "success_codes" for each in call.keywords)
                    yield " ".join(words) + (" || true" if soft else "")


def _hooks(root: Path, rest: str) -> Iterator[str]:
    wanted = [word for word in rest.split() if not word.startswith("-")]
    for name in (".pre-commit-config.yaml", ".pre-commit-config.yml"):
        for _, value in _structured(root / name):
            if isinstance(value, dict) and "hooks" in value:
                for hook in value["hooks"]:
                    if not wanted or within(hook, "id") in wanted:
                        yield f"repo: {value.get('repo')}\nid: {within(hook, 'id')}\n{_all_texts(hook)}"


def _structured(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        documents = read_structured(path) if path.is_file() else None
    except (UnreadableError, OSError):
        return
    for document in documents or ():
        yield from everything(document)


def _yaml_texts(path: Path) -> Iterator[str]:
    for key, value in _structured(path):
        if key in {"run", "script", "cmd", "command", "uses"} and isinstance(value, str):
            yield value if key != "uses" else f"uses: {value}"


def _all_texts(value: Any) -> str:  # noqa: ANN401 - any part of a document
    if isinstance(value, str):
        return value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return "\n".join(text for each in inner if (text := _all_texts(each)))
