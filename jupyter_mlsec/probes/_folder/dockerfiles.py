"""The container files of a project, their instructions and what they build on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject

_FROM = re.compile(r"FROM\s+(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?\s*", re.IGNORECASE)


def is_dockerfile(path: Path) -> bool:
    """Tell whether a file describes how an image is built."""
    return path.name.startswith(("Dockerfile", "Containerfile")) or path.suffix.lower() == ".dockerfile"


def dockerfiles(subject: ProjectSubject) -> list[Path]:
    """Return the project's files that describe how an image is built."""
    return [path for path in require_files(subject) if is_dockerfile(path)]


def instructions(text: str) -> Iterator[str]:
    """Yield a file's instructions, continued lines as one, without comments."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return (line.strip() for line in re.sub(r"\\\s*\n", " ", kept).splitlines() if line.strip())


def base_images(text: str) -> list[str]:
    """Return the images that a file builds on, without its own stages and the empty image."""
    stages = [match for line in instructions(text) if (match := _FROM.fullmatch(line))]
    own = {match["name"].lower() for match in stages if match["name"]}
    return [match["image"] for match in stages if match["image"].lower() not in own | {"scratch"}]
