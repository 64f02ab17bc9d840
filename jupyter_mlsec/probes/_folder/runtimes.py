"""The runtimes that a project names, and until when each is mended: of images, workflows, functions and their like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.dockerfiles import instructions, is_dockerfile
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import infrastructure, settings
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_IMAGE = re.compile(r"(?:[\w.\-]+(?::\d+)?/)*(?P<name>[\w.\-]+)(?::(?P<tag>[\w.\-]+))?(?:@sha256:\w+)?")
_INSIDE = re.compile(
    r"(?P<name>ubuntu|debian|alpine|centos|fedora|python|py|node)-?(?P<version>\d[\d.]*)"
    r"|(?:^|-)(?P<word>trusty|xenial|bionic|focal|jammy|noble|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie)(?:-|$)"
)
_ARGUMENT = re.compile(r"ARG\s+(?P<name>\w+)=[\"']?(?P<value>[\w.\-/:]+)", re.IGNORECASE)
_USED = re.compile(r"\$\{?(\w+)(?::?-([^}]*))?\}?")
_VERSION = re.compile(r"[<>=~^v ]*(?P<version>\d+(?:\.\d+)*)(?:[.*x]*|\S*)")
_CALLED = {"py": "python", "nodejs": "node", "postgresql": "postgres", "mongodb": "mongo", "golang": "go",
           "postgres": "postgres", "python": "python", "node": "node"}  # fmt: skip
_RUNTIME = re.compile(
    r"(?P<name>python|nodejs|node|ruby|go|dotnet)(?:core)?[-_ ]?(?P<version>\d[\d.]*)(?:\.x)?", re.IGNORECASE
)
_SETUPS = {"pythonversion": "python", "nodeversion": "node", "goversion": "go", "rubyversion": "ruby"}
_RUNNER = re.compile(r"(?P<name>ubuntu)-(?P<version>\d\d\.\d\d)")
_FILES = {
    ".python-version": "python",
    "runtime.txt": "",
    ".nvmrc": "node",
    ".node-version": "node",
    ".tool-versions": "",
}
_PLATFORMS = frozenset({"app.yaml", "app.yml", "serverless.yml", "serverless.yaml", "function.yaml"})
_CONDA = re.compile(r"^[ \t]*-[ \t]*[\"']?python[ \t]*[=\s]=?[ \t]*(?P<version>\d[\d.]*\d)", re.MULTILINE)
_LIBRARY = frozenset({"python", "node", "ubuntu", "debian", "alpine", "centos", "fedora", "postgres", "mysql", "mongo",
                      "golang", "ruby", "pypy"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Runtime:
    """One runtime that a file names, and the day after which it is not mended."""

    place: str
    name: str
    end: date


@cache
def _ends() -> dict[str, dict[str, date]]:
    text = (files("jupyter_mlsec.probes._names") / "support" / "runtimes.toml").read_text("utf-8")
    return tomllib.loads(text)


def end_of(name: str, version: str) -> tuple[str, date] | None:
    """Return a runtime's line and the end of its support; None where that is not known."""
    short = _CALLED.get(name.lower(), name.lower())
    lines = _ends().get(short, {})
    parts = version.lower().split(".")
    for length in range(len(parts), 0, -1):
        line = ".".join(parts[:length])
        if line in lines:
            return f"{short} {line}", lines[line]
    return None


def runtimes(subject: ProjectSubject) -> Iterator[Runtime]:
    """Yield the runtimes that the files of a project name, of those whose end is known."""
    for path in require_files(subject):
        place = path.relative_to(subject.root).as_posix()
        for name, version in _of_file(path, subject.root):
            known = end_of(name, version)
            if known is not None:
                yield Runtime(place, *known)
    for file in infrastructure(subject):
        place = file.path.relative_to(subject.root).as_posix()
        for document in file.documents or ():
            for name, version in _declared(document):
                known = end_of(name, version)
                if known is not None:
                    yield Runtime(place, *known)


def _of_file(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    if is_dockerfile(path):
        yield from _of_dockerfile(read_text(path))
    elif path.name in _FILES:
        yield from _of_version_file(path)
    elif path.suffix.lower() in YAML:
        if path.name.startswith("environment"):
            yield from (("python", match["version"]) for match in _CONDA.finditer(read_text(path)))
        elif path.name in _PLATFORMS:
            yield from _of_platform(path)
        elif is_ci(path, root):
            for document in read_structured(path) or ():
                yield from _of_workflow(document)


def _of_platform(path: Path) -> Iterator[tuple[str, str]]:
    for document in read_structured(path) or ():
        for key, value in everything(document):
            if key == "runtime" and isinstance(value, str) and (match := _RUNTIME.fullmatch(value)) is not None:
                yield match["name"], _dotted("python", match["version"].strip("."))


def _of_version_file(path: Path) -> Iterator[tuple[str, str]]:
    name = _FILES[path.name]
    for line in read_text(path).splitlines()[:40]:
        given = f"{name} {line.strip()}" if name else line.strip()
        if (match := _RUNTIME.match(given)) is not None:
            yield match["name"], match["version"]
        elif name and (version := _VERSION.fullmatch(line.strip())) is not None:
            yield name, version["version"]


def _of_dockerfile(text: str) -> Iterator[tuple[str, str]]:
    arguments: dict[str, str] = {}
    for line in instructions(text):
        if (given := _ARGUMENT.match(line)) is not None:
            arguments.setdefault(given["name"], given["value"])
        elif line[:5].upper() == "FROM ":
            words = [word for word in line.split()[1:] if not word.startswith("--")]
            image = _USED.sub(lambda match: arguments.get(match[1], match[2] or ""), words[0][:300]) if words else ""
            yield from of_image(image)


def of_image(image: str) -> Iterator[tuple[str, str]]:
    """Yield the runtimes that an image's name speaks of, each with its version."""
    match = _IMAGE.fullmatch(image[:300].strip().strip("\"'"))
    if match is None or not match["tag"]:
        return
    name, tag = match["name"].lower(), match["tag"].lower()
    version = re.match(r"v?(?P<version>\d+(?:\.\d+)*|[a-z]+\d*)", tag)
    if name in _LIBRARY and version is not None:
        yield name, version["version"]
    for inside in _INSIDE.finditer(tag):
        if inside["word"]:
            yield next(os for os in ("ubuntu", "debian") if inside["word"] in _ends()[os]), inside["word"]
        else:
            yield _CALLED.get(inside["name"], inside["name"]), _dotted(inside["name"], inside["version"].strip("."))


def _dotted(name: str, version: str) -> str:
    """Return a version as its maker writes it: py37 -> 3.7, ubuntu2004 -> 20.04."""
    if name in {"py", "python"} and re.fullmatch(r"[23]\d{1,2}", version):
        return f"{version[0]}.{version[1:]}"
    return f"{version[:2]}.{version[2:]}" if name == "ubuntu" and re.fullmatch(r"\d{4}", version) else version


def _of_workflow(document: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a document of a stranger
    """Yield what a pipeline runs on; of a matrix the newest only, for the others are tried on purpose."""
    for key, value in everything(document):
        short = re.sub(r"[^a-z]", "", key.lower())
        if short == "image" and isinstance(value, str | dict):
            yield from of_image(str(value.get("name", "")) if isinstance(value, dict) else value)
        elif short in _SETUPS:
            yield from ((_SETUPS[short], version) for version in _newest(value))
        elif short in {"runson", "vmimage", "os"}:
            found = [match["version"] for each in _all(value) if (match := _RUNNER.fullmatch(each)) is not None]
            if found and len(found) == len(_all(value)):
                yield "ubuntu", max(found)


def _newest(value: Any) -> Iterator[str]:  # noqa: ANN401 - a document of a stranger
    found = [match["version"] for each in _all(value) if (match := _VERSION.fullmatch(each)) is not None]
    if found and len(found) == len(_all(value)):
        yield max(found, key=lambda each: [int(part) for part in each.split(".")])


def _all(value: Any) -> list[str]:  # noqa: ANN401 - a document of a stranger
    return [str(each).strip() for each in (value if isinstance(value, list) else [value])]


def _declared(document: object) -> Iterator[tuple[str, str]]:
    for setting in settings(document):
        if not isinstance(setting.value, str):
            continue
        if setting.name in {"image", "imageuri", "baseimage", "containerimage"}:
            yield from of_image(setting.value)
        elif setting.name in {"runtime", "runtimes", "frameworkversion", "linuxfxversion", "pythonversion"}:
            match = _RUNTIME.match(setting.value.replace("|", ""))
            if match is not None:
                yield match["name"], _dotted("python", match["version"].strip("."))
