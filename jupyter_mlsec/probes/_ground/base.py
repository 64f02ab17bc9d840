"""What static probes look at: a notebook, the project around it, the environment under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Declaration, Measurement, Observation, Status
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.kernel import FileFact
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.run import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookSubject:
    """A notebook with what the scan found in it. ``folder`` is where its relative paths start.

    ``scanned`` is False where the scan could not look at everything: then no finding means nothing. ``files`` says what
    loading a file would do, by the path that code gives; None where nobody can look.
    """

    notebook: Notebook
    findings: tuple[Finding, ...]
    config: Config
    folder: Path
    now: datetime
    declarations: tuple[Declaration, ...] = ()
    scanned: bool = True
    files: Mapping[str, FileFact] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSubject:
    """The files around a notebook. ``folder`` is the notebook's, ``root`` the project's (the same or above).

    ``files`` are the regular files below the root, None where there are too many to look at. ``verification`` is the
    verdict on the newest signed run, where somebody asked for it. ``artifacts`` says what loading a file would do, by
    its path; None where nobody can look. ``measured`` is how good models were that the kernel was asked about.
    """

    folder: Path
    files: tuple[Path, ...] | None
    root: Path
    notebook: Notebook
    config: Config
    now: datetime
    declarations: tuple[Declaration, ...] = ()
    verification: Verification | None = None
    artifacts: Mapping[str, FileFact] | None = None
    measured: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSubject:
    """The interpreter and host that the checklist is filled in on.

    ``packages`` maps distribution names to versions; ``filesystem`` is the host's root folder.
    """

    config: Config
    now: datetime
    audit: AuditReport | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    python: tuple[int, int] = (0, 0)
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    filesystem: Path = Path("/")


def declared(declarations: tuple[Declaration, ...], topic: str) -> dict[str, Mapping[str, str]]:
    """Return the fields of all declarations on one topic, by name."""
    return {each.name: each.fields for each in declarations if each.topic == topic}


def passed(summary: str, *details: str) -> Observation:
    """Say that what the item asks for was seen."""
    return Observation(status=Status.PASS, summary=summary, details=details)


def failed(summary: str, *details: str, next_step: str) -> Observation:
    """Say that a defect was seen, and the one next thing to do."""
    return Observation(status=Status.FAIL, summary=summary, details=details, next_step=next_step)


def warned(summary: str, *details: str, next_step: str) -> Observation:
    """Say that a person should look, and at what."""
    return Observation(status=Status.WARN, summary=summary, details=details, next_step=next_step)
