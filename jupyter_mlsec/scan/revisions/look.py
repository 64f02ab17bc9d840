"""Versions into reports: each blob is read and looked at once, here or in several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.util import Finalize
from pathlib import Path

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.engine import not_checked, scan_open
from jupyter_mlsec.scan.marks import key, use_key
from jupyter_mlsec.scan.revisions.git import Git
from jupyter_mlsec.scan.revisions.introduced import introduced
from jupyter_mlsec.scan.revisions.large_file import open_large_file, pointed_at
from jupyter_mlsec.scan.revisions.objects import Objects
from jupyter_mlsec.scan.revisions.repository import Repository
from jupyter_mlsec.scan.revisions.version import Version

_WORTH_A_POOL = 48  # below this, starting processes costs more than it saves
_DOCUMENT = 1 << 30  # bytes kept in memory: a document is read in full anyway, and none is ever put into a file
_DATA = 32 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """What a process needs in order to look at blobs."""

    git: Git
    lfs: Path
    config: Config


class Reader:
    """Looks at one version after the other."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.objects = Objects(source.git)

    def report(self, version: Version) -> TargetReport:
        """Look at one version. Never raises for what it holds."""
        path, kind = version.path, version.kind
        if version.problem is not None:
            return not_checked(path, kind, version.problem)
        try:
            with self.objects.open(version.blob, _DATA if kind is TargetKind.ARTIFACT else _DOCUMENT) as stream:
                digest = pointed_at(stream)
                if digest is None:
                    return scan_open(path, kind, stream, self._source.config)
            with open_large_file(self._source.lfs, digest) as stream:
                return scan_open(path, kind, stream, self._source.config)
        except UnreadableError as error:
            return not_checked(path, kind, error.message)
        except OSError as error:
            return not_checked(path, kind, f"cannot be read: {error.strerror or type(error).__name__}")


def scan_versions(
    repository: Repository,
    versions: Sequence[Version],
    config: Config,
    jobs: int = 0,
    progress: Callable[[], None] = lambda: None,
) -> tuple[TargetReport, ...]:
    """Look at ``versions`` and return their reports; in a history, a finding is told for the commit that brought it.

    ``progress`` is called once for each distinct content. A worker that dies takes its versions' verdicts with it:
    they are ``not-checked``, never missing.
    """
    firsts: dict[tuple[object, ...], Version] = {}
    for version in versions:
        firsts.setdefault(_content(version), version)
    source = Source(repository.git, repository.file("lfs"), config)
    if jobs == 0:
        jobs = 1 if len(firsts) < _WORTH_A_POOL else (os.cpu_count() or 1)
    scan = _in_pool if jobs > 1 else _here
    looked: dict[tuple[object, ...], TargetReport] = {}
    for content, report in zip(firsts, scan(source, tuple(firsts.values()), jobs), strict=True):
        looked[content] = report
        progress()
    return tuple(introduced(_belonging(looked[_content(version)], version) for version in versions))


def _content(version: Version) -> tuple[object, ...]:
    """Return what a report depends on besides its path; what cannot be looked at has a report of its own."""
    return (version.blob, version.kind) if version.problem is None else (version,)


def _belonging(report: TargetReport, version: Version) -> TargetReport:
    path, commit = version.path, version.commit
    findings = tuple(replace(finding, path=path, commit=commit) for finding in report.findings)
    return replace(report, path=path, commit=commit, findings=findings)


def _here(source: Source, versions: Sequence[Version], _jobs: int) -> Iterator[TargetReport]:
    reader = Reader(source)
    with reader.objects:
        yield from map(reader.report, versions)


def _in_pool(source: Source, versions: Sequence[Version], jobs: int) -> Iterator[TargetReport]:
    done = 0
    try:
        with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(source, key())) as pool:
            for report in pool.map(_report, versions, chunksize=8):
                yield report
                done += 1
    except BrokenProcessPool:
        for version in versions[done:]:
            yield not_checked(version.path, version.kind, "the scanning process died; try again with --jobs 1")


_readers: list[Reader] = []  # the one of a working process, which lives as long as the process does


def _begin(source: Source, shared: bytes) -> None:
    use_key(shared)
    reader = Reader(source)
    _readers.append(reader)
    Finalize(reader, reader.objects.close, exitpriority=1)


def _report(version: Version) -> TargetReport:
    return _readers[-1].report(version)
