"""A git repository of its own for each test, untouched by the configuration of whoever runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.scan.revisions.history import history_versions
from jupyter_mlsec.scan.revisions.look import scan_versions
from jupyter_mlsec.scan.revisions.repository import open_repository
from jupyter_mlsec.scan.revisions.staged import staged_versions

Told = tuple[str, str, str]


class Checkout:
    """A work tree, and what a person does in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, text: str | None = None) -> str:
        done = subprocess.run(  # noqa: S603 - git itself
            ["git", *arguments],  # noqa: S607 - as a person has it
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, name: str, *sources: str) -> None:
        """Write a notebook of these cells, or a file with these lines."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".ipynb"):
            path.write_text(notebook(*sources), encoding="utf-8")
        else:
            path.write_text("".join(f"{line}\n" for line in sources), encoding="utf-8")

    def commit(self, message: str = "change") -> str:
        """Commit everything there is, and return the commit's id."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def staged(self, *paths: str, config: Config | None = None, below: str = ".") -> list[Told]:
        """Return (path, rule or reason, severity or outcome) of all that a look at the index says."""
        config = config or Config()
        repository = open_repository(self.folder / below)
        found = staged_versions(repository, paths, config)
        return told(scan_versions(repository, found.versions, config, jobs=1))

    def history(self, *revisions: str, paths: Sequence[str] = (), config: Config | None = None) -> list[Told]:
        """Return (commit's beginning:path, …) of all that a look at the commits says."""
        return told(self.reports(*revisions, paths=paths, config=config))

    def reports(
        self, *revisions: str, paths: Sequence[str] = (), config: Config | None = None, jobs: int = 1
    ) -> tuple[TargetReport, ...]:
        config = config or Config()
        repository = open_repository(self.folder)
        found = history_versions(repository, revisions, paths, config)
        return scan_versions(repository, found.versions, config, jobs)


def notebook(*sources: str) -> str:
    cells = [
        {"cell_type": "code", "id": f"c{index}", "metadata": {}, "outputs": [], "source": source}
        for index, source in enumerate(sources)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def told(reports: Sequence[TargetReport]) -> list[Told]:
    lines = []
    for report in reports:
        name = report.path if report.commit is None else f"{report.commit[:8]}:{report.path}"
        if report.reason is not None:
            lines.append((name, report.reason, report.outcome.value))
        lines += [(name, finding.rule, finding.severity.value) for finding in report.findings]
    return lines


@pytest.fixture(autouse=True)
def _person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"):
        monkeypatch.delenv(name, raising=False)
    settings = tmp_path / "person.gitconfig"
    settings.write_text(
        "[user]\nname = Ana\nemail = ana@clinic.example\n[init]\ndefaultBranch = main\n[commit]\ngpgSign = false\n"
        '[protocol "file"]\nallow = always\n[advice]\naddEmbeddedRepo = false\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    folder = tmp_path / "project"
    folder.mkdir()
    made = Checkout(folder)
    made.git("init", "-q")
    monkeypatch.chdir(folder)
    return made
