"""Version: one file as the index or one commit has it."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mlsec.model.notebook import TargetKind


@dataclass(frozen=True, slots=True)
class Version:
    """``path`` is as seen from the folder that was asked from; ``blob`` is the object's id.

    ``problem`` says why it cannot be looked at.
    """

    path: str
    kind: TargetKind
    blob: str
    commit: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """What is to be looked at, oldest first; submodules are only named: their commits are in other repositories."""

    versions: tuple[Version, ...]
    submodules: tuple[str, ...] = ()
    commits: int = 0
