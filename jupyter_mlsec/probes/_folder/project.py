"""The files of a project, for probes that look at some of them by name."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._ground.observations import NotEvidenceError


def require_files(subject: ProjectSubject) -> tuple[Path, ...]:
    """Return a project's files. Raises NotEvidenceError where there were too many to look at."""
    if subject.files is None:
        raise NotEvidenceError(
            "the project holds too many files to look at", help="Put mlsec.toml into the project's own folder."
        )
    return subject.files


def named(path: Path, names: Container[str]) -> bool:
    """Tell whether a file has one of some names."""
    return path.name in names
