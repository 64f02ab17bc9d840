"""Files that code names, below one folder: what loading them would do, looked at when a rule asks and remembered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_mlsec.model.finding import Outcome, TargetReport
from jupyter_mlsec.model.kernel import FileFact, Loading
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.notebook.confined import confined
from jupyter_mlsec.scan.artifact import scan_artifact

_FILES = 32  # of one notebook that are looked at
_SECONDS = 3.0  # for all of them
_PROJECT_FILES, _PROJECT_SECONDS = 250, 10.0
_SETTLED = 2_000_000_000  # nanoseconds; a younger file may change again and keep its time
_KNOWN = 1024

_Stamp = tuple[str, int, int, int, int]
_known: dict[_Stamp, tuple[Loading, str]] = {}


def loading(report: TargetReport) -> tuple[Loading, str]:
    """Return what a report of the artefact scanner says of loading the file, and why, in one phrase."""
    found = [finding for finding in report.findings if finding.suppressed is None]
    worst = max(found, key=lambda finding: finding.severity.rank, default=None)
    if worst is not None and worst.severity >= Severity.HIGH:
        return Loading.DANGEROUS, worst.message
    if report.outcome is Outcome.NOT_CHECKED:
        return Loading.UNREAD, report.reason or "no reason was given"
    if worst is not None and worst.severity >= Severity.MEDIUM:
        return Loading.ASKS, worst.message
    return Loading.VETTED, "only vetted names"


@dataclass(slots=True)
class FileFacts(Mapping[str, FileFact]):
    """Facts of files by the path that code gives, relative to ``folder``; whatever is outside ``root`` is unknown.

    Links are followed first and confined then. No more than 32 files and three seconds for one notebook: what comes
    after that is "could not be looked at". An address, a device or a folder has no fact.
    """

    folder: Path
    root: Path
    most: int = _FILES
    deadline: float = field(default_factory=lambda: time.monotonic() + _SECONDS)
    asked: dict[str, FileFact] = field(default_factory=dict)

    def __getitem__(self, path: str) -> FileFact:
        if path not in self.asked:
            stamp = self._stamp(path)
            if stamp is None:
                raise KeyError(path)
            self.asked[path] = self._fact(stamp)
        return self.asked[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.asked)

    def __len__(self) -> int:
        return len(self.asked)

    def _stamp(self, path: str) -> _Stamp | None:
        place = confined(self.folder, self.root, path)
        if place is None:
            return None
        whole, found = place
        return whole, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns

    def _fact(self, stamp: _Stamp) -> FileFact:
        known = _known.get(stamp)
        if known is None:
            if len(self.asked) >= self.most or time.monotonic() > self.deadline:
                return FileFact(exists=True, loading=Loading.UNREAD, saw="there are too many files to look at")
            known = loading(scan_artifact(stamp[0]))
            if time.time_ns() - stamp[-1] > _SETTLED:
                if len(_known) >= _KNOWN:
                    _known.clear()
                _known[stamp] = known
        return FileFact(exists=True, loading=known[0], saw=known[1])


def facts_beside(path: str, root: Path | None) -> FileFacts:
    """Return the facts for the notebook or script at ``path``, confined to its project, else to its folder."""
    return facts_in(Path(path).absolute().parent, root)


def facts_in(folder: Path, root: Path | None, top: Path | None = None) -> FileFacts:
    """Do the same for code whose paths start in ``folder``, and never look above ``top`` (a server's root)."""
    folder = folder.absolute()
    limit = root.absolute() if root is not None and folder.is_relative_to(root.absolute()) else folder
    if top is not None and not limit.is_relative_to(top.absolute()):
        limit = top.absolute() if folder.is_relative_to(top.absolute()) else folder
    return FileFacts(folder, limit)


def patient(facts: FileFacts) -> FileFacts:
    """Return the same with room for all model files of a project: a checklist is asked for, and may take seconds."""
    return FileFacts(facts.folder, facts.root, _PROJECT_FILES, time.monotonic() + _PROJECT_SECONDS)
