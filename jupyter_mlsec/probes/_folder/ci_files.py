"""The files of a project that tell continuous integration what to do."""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_mlsec.probes._folder.project import named, require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject

_NAMES = frozenset({
    ".gitlab-ci.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "Jenkinsfile", ".travis.yml",
    ".drone.yml", "cloudbuild.yaml", "buildspec.yml", ".pre-commit-config.yaml",
})  # fmt: skip


def ci_files(subject: ProjectSubject) -> list[Path]:
    """Return the files that a build service or a commit hook reads."""
    return [path for path in require_files(subject) if is_ci(path, subject.root)]


def uncommented(text: str) -> str:
    """Return a file without its comments, line by line."""
    return "\n".join(re.sub(r"(?:^|\s)#.*$", "", line) for line in text.splitlines())


def is_ci(path: Path, root: Path) -> bool:
    """Tell whether a build service or a commit hook reads a file, by its name and place."""
    relative = path.relative_to(root)
    workflow = relative.parts[:2] in {(".github", "workflows"), (".gitea", "workflows"), (".forgejo", "workflows")}
    return (
        named(path, _NAMES)
        or relative.parts[:1] == (".ci",)
        or (workflow and path.suffix in {".yml", ".yaml"})
        or (relative.parts[:1] == (".circleci",) and path.suffix in {".yml", ".yaml"})
    )
