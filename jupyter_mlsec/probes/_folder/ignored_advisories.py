"""Settings of tools that look for vulnerabilities: what they are told to pass over, and whether somebody said why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import everything, parse_structured, within
from jupyter_mlsec.probes._folder.unheeded import options
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._names.read import entries

_LISTS = (".trivyignore", ".nancy-ignore", ".ossindex-ignore")
_FALSE = frozenset({"false", "0", "no"})
_TRUE = frozenset({"true", "1", "yes"})
_FILES = re.compile(r"\.safety|osv-scanner|grype|\.snyk|trivyignore|audit-ci|\.nsprc|-ignore$")


def passed_over(subject: ProjectSubject) -> Iterator[tuple[str, str, bool]]:
    """Yield the file, what it says, and whether that takes all teeth: else a person looks at it."""
    for path in require_files(subject):
        if _FILES.search(path.name):
            text = read_text(path)
            place = path.relative_to(subject.root).as_posix()
            if path.name in _LISTS:
                yield from ((place, "ignores advisories without a word", False) for _ in _bare(text))
            yield from ((place, said, grave) for said, grave in _settings(path, text))
    for pipeline in pipelines(subject):
        for _, value in everything(pipeline.document):
            if isinstance(value, dict) and options("audit_actions").search(str(value.get("uses", ""))):
                yield from ((pipeline.place, said, grave) for said, grave in _told(value.get("with")))


def _settings(path: Path, text: str) -> Iterator[tuple[str, bool]]:
    for entry in entries("commands", "ignoring"):
        if not re.fullmatch(entry["name"], path.name):
            continue
        suffix = path.suffix.lower() if path.suffix.lower() in {".toml", ".json", ".jsonc"} else ".yaml"
        for document in parse_structured(text, suffix) or ():
            for key, value in (*document.items(), *everything(document)) if isinstance(document, dict) else ():
                if key in entry.get("off", ()) and value is True:
                    yield "goes on whatever is found", True
            listed = within(document, entry["list"]) or within(document, "security", entry["list"])
            if any(not _says_why(each, entry["why"]) for each in _each(listed)):
                yield "ignores advisories without a word", False


def _each(listed: Any) -> Iterator[Any]:  # noqa: ANN401 - a document of a stranger
    yield from listed.values() if isinstance(listed, dict) else listed if isinstance(listed, list) else ()


def _says_why(entry: Any, keys: list[str]) -> bool:  # noqa: ANN401 - see above
    return any(key in keys and isinstance(value, str) and value.strip() for key, value in everything([entry]))


def _bare(text: str) -> Iterator[str]:
    """Yield the first entry of a plain list that no comment stands before or behind."""
    said = False
    for line in text.splitlines():
        said = said or line.lstrip().startswith("#")
        if line.strip() and not line.lstrip().startswith("#"):
            if not said and "#" not in line:
                yield line
                return
        elif not line.strip():
            said = False


def _told(given: Any) -> Iterator[tuple[str, bool]]:  # noqa: ANN401 - see above
    """Yield what an action is told: only to warn, or to pass some advisories over."""
    if not isinstance(given, dict):
        return
    told = {str(key).lower(): str(value).strip().lower() for key, value in given.items()}
    if told.get("warn-only") in _TRUE or told.get("fail-build") in _FALSE or told.get("exit-code") == "0":
        yield "only warns", True
    if told.get("ignore-vulns") or told.get("allow-ghsas"):
        yield "ignores advisories without a word", False
