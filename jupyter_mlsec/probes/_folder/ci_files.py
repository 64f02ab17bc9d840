"""The files of a project that tell continuous integration what to do."""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import named, require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject

_NAMES = frozenset({
    ".appveyor.yml", ".cirrus.yml", ".drone.yml", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".pre-commit-config.yaml",
    ".pre-commit-config.yml", ".semaphore.yml", ".travis.yml", ".woodpecker.yaml", ".woodpecker.yml", "Jenkinsfile",
    "appveyor.yml", "azure-pipelines.yaml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "buildspec.yaml",
    "buildspec.yml", "cloudbuild.json", "cloudbuild.yaml", "cloudbuild.yml", "codefresh.yml", "lefthook.yml",
    "pipeline.yml", "wercker.yml", "Jenkinsfile.groovy", ".jenkins", "bamboo.yml", "bamboo.yaml",
})  # fmt: skip
_FOLDERS = frozenset({".azure-pipelines", ".buildkite", ".circleci", ".gitlab", ".semaphore", ".tekton", ".woodpecker",
                      ".azuredevops", "azure-pipelines", ".harness", ".drone", ".pipelines", ".builds"})  # fmt: skip
_YAML = frozenset({".yaml", ".yml"})


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
    parts = frozenset(relative.parts[:-1])
    return (
        named(path, _NAMES)
        or path.name.startswith(("Jenkinsfile", "azure-pipelines"))
        or path.name.endswith((".gitlab-ci.yml", ".Jenkinsfile", ".jenkinsfile"))
        or relative.parts[:1] == (".ci",)
        or (workflow and path.suffix in _YAML)
        or (path.suffix in _YAML and bool(parts & _FOLDERS) and "ISSUE_TEMPLATE" not in parts)
        or (path.suffix in _YAML and bool(parts & {"tekton", "argo", "argocd", "pipelines"}) and _is_pipeline(path))
    )


def _is_pipeline(path: Path) -> bool:
    """Tell whether a manifest says what is built and tested, and not what is served."""
    return (
        re.search(r"^[ \t]*kind:\s*[\"']?(?:Pipeline|PipelineRun|Task|ClusterTask)\b", read_text(path), re.MULTILINE)
        is not None
    )
