"""What commits brought: each commit's added and changed files, merges where they are like none of their parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.revisions.change import Change, read_changes
from jupyter_mlsec.scan.revisions.git import Git, failed
from jupyter_mlsec.scan.revisions.repository import Repository
from jupyter_mlsec.scan.revisions.scope import Scope
from jupyter_mlsec.scan.revisions.version import Version, Versions

_CUT = "the clone is shallow: what came before its first commits was not looked at (git fetch --unshallow)"
_EVERYTHING = frozenset({"--all", "--branches", "--tags", "--remotes"})


def history_versions(
    repository: Repository, revisions: Sequence[str], paths: Sequence[str], config: Config
) -> Versions:
    """Return the files that commits brought, oldest first; ``revisions`` are in git's notation, each one or a range.

    Raises ``UsageError`` for revisions or paths that are nowhere, ``UnreadableError`` where git cannot read them.
    """
    wanted = [commit for revision in revisions for commit in _resolved(repository.git, revision)]
    if wanted and all(commit.startswith(b"^") for commit in wanted):
        raise UsageError("the revisions only say which commits to leave out", help="--history A..B, or --history B")
    scope = Scope(repository, paths, config)
    if not wanted:  # --all of a repository without commits
        return Versions(())
    walk = Walk(_edges(repository))
    seen: dict[tuple[str, str], Version] = {}
    for version in scope.versions(_changes(repository.git, wanted, walk.add)):
        seen.setdefault((version.path, version.blob), version)
    scope.check()
    cut = (Version(repository.shown("."), TargetKind.ARTIFACT, "", None, _CUT),) if walk.is_cut else ()
    return Versions((*cut, *seen.values()), tuple(scope.submodules), walk.commits)


@dataclass
class Walk:
    """Counts the commits of a history, and notices when one of them is where a shallow clone was cut off."""

    edges: frozenset[str]
    commits: int = 0
    is_cut: bool = False

    def add(self, commit: str) -> None:
        """Take one commit."""
        self.commits += 1
        self.is_cut = self.is_cut or commit in self.edges


def _edges(repository: Repository) -> frozenset[str]:
    """Return the commits of a shallow clone whose parents it lacks."""
    file = repository.file("shallow")
    return frozenset(file.read_text(encoding="ascii", errors="replace").split()) if file.is_file() else frozenset()


def _resolved(git: Git, revision: str) -> list[bytes]:
    """Return the ids of the commits that a revision names; those to leave out begin with ``^``.

    From here on only ids reach git: no revision, however it is written, can become an option.
    """
    if revision.startswith("-") and revision not in _EVERYTHING:
        raise UsageError(f"{revision!r} is no revision", help="--history takes A..B, a branch, a commit, or --all")
    done = git.ask("rev-parse", "--revs-only", revision, "--")
    if done.returncode:
        raise UsageError(
            f"there is no revision {revision!r} in this repository",
            help="git log --oneline --all lists the commits; a shallow clone may lack it (git fetch --unshallow)",
        )
    names = done.stdout.split()
    given = b"".join(name.removeprefix(b"^") + b"^{commit}\n" for name in names)
    kinds = git.answer("cat-file", "--batch-check=%(objectname) %(objecttype)", given=given).splitlines()
    found = [
        (b"^" if name.startswith(b"^") else b"") + kind.split()[0]
        for name, kind in zip(names, kinds, strict=True)
        if kind.endswith(b" commit")
    ]
    if len(found) < len(names) and revision not in _EVERYTHING:  # a tag may name a file; a range may not
        raise UsageError(f"{revision!r} names no commit", help="git log --oneline --all lists the commits")
    return found


def _changes(git: Git, wanted: Sequence[bytes], walked: Callable[[str], None]) -> Iterator[Change]:
    """Yield what each commit changed, parents before children, as git finds it; ``walked`` is told of every commit."""
    options = ("--stdin", "-r", "-c", "--root", "--always", "--raw", "-z", "--no-abbrev", "--no-renames")
    with git.start("rev-list", "--topo-order", "--reverse", "--stdin") as commits:
        stdin, stdout = cast("BinaryIO", commits.stdin), cast("BinaryIO", commits.stdout)
        with git.start("diff-tree", *options, "--no-ext-diff", "--no-textconv", stdin=stdout.fileno()) as changes:
            stdout.close()  # diff-tree alone holds it now, so that either notices when the other dies
            with suppress(BrokenPipeError), stdin:  # rev-list answers only when it has read all of it
                stdin.write(b"".join(commit + b"\n" for commit in wanted))
            yield from read_changes(cast("BinaryIO", changes.stdout), walked)
    for process, name in ((commits, "rev-list"), (changes, "diff-tree")):
        if process.returncode:
            raise failed(name, process.returncode)
