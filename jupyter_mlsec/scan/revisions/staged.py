"""What is in the index and not yet in a commit: what the next commit would bring."""

from __future__ import annotations

import io
from collections.abc import Sequence
from operator import attrgetter

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.revisions.change import read_changes
from jupyter_mlsec.scan.revisions.repository import Repository
from jupyter_mlsec.scan.revisions.scope import Scope
from jupyter_mlsec.scan.revisions.version import Versions


def staged_versions(repository: Repository, paths: Sequence[str], config: Config) -> Versions:
    """Return the files that the index has and the last commit has not, or has otherwise.

    Raises ``UsageError`` for paths that are nowhere, ``UnreadableError`` where git cannot read the repository.
    """
    git = repository.git
    last = git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    tree = last.stdout if last.returncode == 0 else git.answer("hash-object", "-t", "tree", "--stdin")
    options = ("--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv")
    changes = git.answer("diff-index", *options, "--ita-invisible-in-index", tree.decode().strip())
    scope = Scope(repository, paths, config)
    versions = sorted(scope.versions(read_changes(io.BytesIO(changes))), key=attrgetter("path"))
    scope.check()
    return Versions(tuple(versions), tuple(scope.submodules))
