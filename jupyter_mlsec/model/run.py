"""Runs and bundles: what was executed, what came out, and what a verifier says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CellState(StrEnum):
    """What happened to one code cell in a run."""

    COMPLETED = "completed"
    FAILED = "failed"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """One executed cell: its state and the digests of its outputs at four levels (None where the level has none)."""

    index: int
    id: str
    state: CellState
    source: str  # sha256:… of the source
    raw: str | None = None
    normalized: str | None = None
    pixels: str | None = None
    numbers: str | None = None
    duration: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """What one execution did; ``succeeded`` is our own verdict, never papermill's metadata."""

    notebook: str
    started: datetime
    finished: datetime
    succeeded: bool
    reason: str | None
    cells: tuple[CellResult, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)


class TrustLevel(StrEnum):
    """What a verified bundle proves; each level includes the one before."""

    NONE = "0"
    AUTHOR_SIGNED = "1"
    RUNNER_SIGNED = "2"
    REEXECUTED = "3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed, in which role, with which key (``SHA256:…`` as ssh-keygen prints it)."""

    role: str
    identity: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing wrong with a bundle: a kebab-case code, the path inside the bundle, and a sentence."""

    code: str
    path: str
    message: str


_MENDED_BY_REVIEWS = frozenset({"role-missing", "too-few-signers", "run-rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The verdict on one bundle: verified only when ``failures`` is empty.

    ``digest`` (``sha256:…``) is that of the signed list of its files, "" where it could not be read: what is added to
    the bundle after this verdict must be about the same list.
    """

    bundle: str
    trust_level: TrustLevel
    signers: tuple[Signer, ...] = ()
    failures: tuple[Failure, ...] = ()
    digest: str = ""

    @property
    def verified(self) -> bool:
        """Whether nothing at all was wrong."""
        return not self.failures

    @property
    def can_be_reviewed(self) -> bool:
        """Whether nothing is wrong but what a reviewer's decision can mend: one that is missing, or a rejection."""
        return {failure.code for failure in self.failures} <= _MENDED_BY_REVIEWS
