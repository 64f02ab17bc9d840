"""Which files a scan looks at: paths as given, folders walked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from jupyter_mlsec.artifacts.suffixes import is_artifact_name
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.notebook import TargetKind

_SKIPPED = frozenset({".git", "node_modules", "__pycache__"})
_KINDS = {".ipynb": TargetKind.NOTEBOOK, ".py": TargetKind.SCRIPT}


@dataclass(frozen=True, slots=True)
class Target:
    """One file to look at; ``problem`` says why that is impossible already."""

    path: str
    kind: TargetKind
    problem: str | None = None


def find_targets(paths: Iterable[str], config: Config) -> Iterator[Target]:
    """Yield the targets at ``paths`` in a stable order, each file once.

    Folders are walked: ``.ipynb_checkpoints`` included, ``.git``, ``node_modules`` and virtual environments not.
    What cannot be looked at is yielded with its problem, never left out.
    """
    seen: set[str] = set()
    for path in paths:
        for target in _walk(path, config) if Path(path).is_dir() else (_named(path),):
            if target.path not in seen:
                seen.add(target.path)
                yield target


def kind_of(path: str) -> TargetKind | None:
    """Return what a file's name says it is, or None for a file that a walk passes by."""
    suffix = Path(path).suffix.lower()
    if suffix in _KINDS:
        return _KINDS[suffix]
    return TargetKind.ARTIFACT if is_artifact_name(path) else None


def as_walked(paths: Iterable[str], config: Config) -> tuple[str, ...]:
    """Return those of ``paths``, names of files, that a folder's walk would look at."""
    return tuple(path for path in paths if kind_of(path) is not None and not _is_passed_by(Path(path), config))


def _is_passed_by(path: Path, config: Config) -> bool:
    folders = path.parents
    return any(folder.name in _SKIPPED for folder in folders) or any(
        is_excluded(part, config) for part in (path, *folders)
    )


def _named(path: str) -> Target:
    return Target(path, kind_of(path) or TargetKind.ARTIFACT, _problem(path))


def _problem(path: str) -> str | None:
    try:
        mode = Path(path).stat().st_mode
    except OSError as error:
        return f"cannot be opened: {error.strerror}"
    except ValueError:
        return "cannot be opened: not a path"
    return None if stat.S_ISREG(mode) else "not a regular file"


def _walk(top: str, config: Config) -> Iterator[Target]:
    unreadable: list[Target] = []

    def remember(error: OSError) -> None:
        unreadable.append(Target(str(error.filename), TargetKind.ARTIFACT, f"cannot be listed: {error.strerror}"))

    for folder, folders, files in os.walk(top, onerror=remember):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(folder, name), config))
        for name in sorted(files):
            path = os.path.join(folder, name)  # noqa: PTH118 - pathlib would drop a leading "./" of the path as given
            kind = kind_of(path)
            if kind is not None and not is_excluded(Path(path), config):
                yield Target(path, kind, _problem(path))
    yield from unreadable


def _is_skipped(folder: Path, config: Config) -> bool:
    return folder.name in _SKIPPED or (folder / "pyvenv.cfg").is_file() or is_excluded(folder, config)


def is_excluded(path: Path, config: Config) -> bool:
    """Whether the configuration leaves a path out; patterns count from the folder of the configuration file."""
    if not config.exclude or config.root is None:
        return False
    try:
        relative = Path(os.path.abspath(path)).relative_to(config.root.absolute()).as_posix()  # noqa: PTH100 - ".." goes too
    except ValueError:
        return False
    return any(fnmatch(relative, pattern) for pattern in config.exclude)
