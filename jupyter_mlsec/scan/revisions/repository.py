"""The repository around a folder: where the folder is in it, and where its objects' larger relatives lie."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.scan.revisions.git import Git, find_git


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository; ``prefix`` is the folder it was asked from, below its top: ``"sub/folder/"``, or ``""``."""

    git: Git
    prefix: str

    def file(self, name: str) -> Path:
        """Return where git keeps a file or folder of its own, ``"shallow"`` or ``"lfs"`` for example."""
        answer = self.git.answer("rev-parse", "--git-path", name)
        return Path(self.git.folder, os.fsdecode(_line(answer)))

    def shown(self, path: str) -> str:
        """Return a path of the repository as it is seen from the folder."""
        return posixpath.relpath(path, self.prefix or ".")

    def below_top(self, path: str) -> str:
        """Return a path as given on a command line as the repository knows it: ``""`` for all of it.

        Raises ``UsageError`` for a path outside of the repository.
        """
        given = path
        if Path(path).is_absolute():
            parent, name = os.path.split(os.path.normpath(path))
            path = os.path.relpath(os.path.join(os.path.realpath(parent), name), os.path.realpath(self.git.folder))  # noqa: PTH118 - the last part stays a link
        known = posixpath.normpath(posixpath.join(self.prefix, path.replace(os.sep, "/")))
        if known == ".." or known.startswith(("../", "/")):
            raise UsageError(f"{given} is outside of this repository", help="name files of the repository you are in")
        return "" if known == "." else known


def open_repository(folder: Path) -> Repository:
    """Return the repository around ``folder``. Raises ``UsageError`` where there is none, or none that git trusts."""
    git = find_git(str(folder.absolute()))
    found = git.ask("rev-parse", "--show-prefix")
    if found.returncode:
        raise _refusal(found.stderr)
    return Repository(git, os.fsdecode(_line(found.stdout)))


def _line(output: bytes) -> bytes:
    """Return the one line of an answer; a folder's name may itself end in a line feed."""
    return output.removesuffix(b"\n")


def _refusal(words: bytes) -> UsageError:
    if b"dubious ownership" in words or b"unsafe repository" in words:
        return UsageError(
            "git does not trust this repository: its folder belongs to somebody else",
            help="if you do: git config --global --add safe.directory followed by the folder's path",
        )
    if b"not a git repository" in words:
        return UsageError(
            "this folder is in no git repository",
            help="--staged and --history look at what git holds; without them, files and folders are scanned",
        )
    return UsageError("git cannot open this repository", help="git status says why")
