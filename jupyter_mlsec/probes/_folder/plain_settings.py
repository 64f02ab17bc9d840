"""Files of settings as mappings, whatever their language: properties, sections, environments, YAML, TOML, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, parse_structured
from jupyter_mlsec.probes._ground.base import ProjectSubject

_LINES = frozenset({".cfg", ".cnf", ".conf", ".env", ".ini", ".properties"})
_VALUES = YAML | {".json", ".toml"}
_PAIR = re.compile(
    r"\s{0,40}(?:export\s{1,9})?(?P<name>[\w.\-\[\]]{1,120})(?:\s{0,40}[=:]\s{0,40}|\s{1,80})(?P<value>\S.{0,2000}|)"
)
_SECTION = re.compile(r"\s{0,9}\[(?P<name>[^\]\n]{1,200})\]\s{0,40}")
_OTHERS = frozenset(
    {"package.json", "package-lock.json", "pyproject.toml", "tsconfig.json", "uv.lock", "poetry.lock", "pylock.toml"}
)
_MOST = 20_000  # lines of one file


@dataclass(frozen=True, slots=True)
class Settings:
    """One file of settings."""

    path: Path
    place: str
    documents: tuple[Any, ...]


def settings_files(subject: ProjectSubject) -> Iterator[Settings]:
    """Yield the files of a project that hold settings. Raises UnreadableError where one cannot be read."""
    for path in require_files(subject):
        suffix = ".env" if path.name.startswith(".env") else path.suffix.lower()
        if suffix not in _LINES | _VALUES or path.name in _OTHERS or not is_read(path) or is_ci(path, subject.root):
            continue
        text = read_text(path)
        found = [of_lines(text)] if suffix in _LINES else parse_structured(text, suffix) or []
        yield Settings(path, path.relative_to(subject.root).as_posix(), tuple(found))


def of_lines(text: str) -> dict[str, Any]:
    """Return the pairs of a file of lines, those of a section under its name."""
    found: dict[str, Any] = {}
    here = found
    for line in text.splitlines()[:_MOST]:
        if not line.strip() or line.lstrip()[0] in "#;!":
            continue
        if (section := _SECTION.fullmatch(line[:400])) is not None:
            here = found.setdefault(section["name"], {})
            here = here if isinstance(here, dict) else {}
        elif (pair := _PAIR.match(line)) is not None:
            here[pair["name"]] = pair["value"].strip().strip("\"'")
    return found
