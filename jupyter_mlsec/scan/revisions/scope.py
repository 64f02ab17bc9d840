"""Which files of a repository are meant: those named, of the kinds that a scan knows, not left out by configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.revisions.change import Change, Mode
from jupyter_mlsec.scan.revisions.repository import Repository
from jupyter_mlsec.scan.revisions.version import Version
from jupyter_mlsec.scan.targets import is_excluded, kind_of


class Scope:
    """Turns changes into versions, and remembers which of the given paths had any."""

    def __init__(self, repository: Repository, paths: Sequence[str], config: Config) -> None:
        self._repository = repository
        self._config = config
        self._given = {repository.below_top(path): path for path in paths}
        self._met: set[str] = set()
        self.submodules: dict[str, None] = {}

    def versions(self, changes: Iterable[Change]) -> Iterator[Version]:
        """Yield what is to be looked at of ``changes``."""
        for change in changes:
            shown = self._repository.shown(change.path)
            named = self._named(change.path)
            if named is None:
                continue
            if change.mode is Mode.SUBMODULE:
                self.submodules[shown] = None
            kind = self._kind(change.path, shown, exactly=named == change.path)
            if change.unmerged and kind is not None:
                yield Version(
                    shown, kind, change.blob, change.commit, "unmerged: resolve the conflict and add the file"
                )
            elif change.mode is Mode.FILE and kind is not None:
                yield Version(shown, kind, change.blob, change.commit)

    def check(self) -> None:
        """Refuse paths that are nowhere: a misspelt name must not silently check nothing. Raises ``UsageError``."""
        for known, path in self._given.items():
            if known and known not in self._met and not os.path.lexists(Path(self._repository.git.folder, path)):
                raise UsageError(f"there is no {path}, neither here nor in what was to be looked at")

    def _named(self, path: str) -> str | None:
        """Return which of the given paths is, or holds, ``path``; the top where none were given."""
        if not self._given:
            return ""
        found = next((known for known in _upwards(path) if known in self._given), None)
        if found is not None:
            self._met.add(found)
        return found

    def _kind(self, path: str, shown: str, *, exactly: bool) -> TargetKind | None:
        if exactly:
            return kind_of(path) or TargetKind.ARTIFACT
        kind = kind_of(path)
        if kind is None or (self._config.exclude and self._is_excluded(path, shown)):
            return None
        return kind

    def _is_excluded(self, path: str, shown: str) -> bool:
        depth = len(PurePosixPath(path).parts)
        folder = Path(self._repository.git.folder, shown)
        return any(is_excluded(part, self._config) for part in (folder, *list(folder.parents)[: depth - 1]))


def _upwards(path: str) -> Iterator[str]:
    yield path
    yield from (str(parent) if str(parent) != "." else "" for parent in PurePosixPath(path).parents)
