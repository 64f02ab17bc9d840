"""What a source of advisories answered about an environment, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_mlsec.model.audit import Advisories, Vulnerability


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why there is no answer about one distribution; ``excused`` where there cannot be one."""

    reason: str
    excused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers by normalised name: vulnerabilities (an empty tuple is "none known") or a silence.

    ``gaps`` are sentences about what may be missing from all of them; with a gap nothing can be called clean.
    """

    advisories: Advisories
    vulnerabilities: Mapping[str, tuple[Vulnerability, ...]] = field(default_factory=dict)
    silences: Mapping[str, Silence] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
