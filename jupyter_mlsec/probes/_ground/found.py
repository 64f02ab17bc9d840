"""Findings of the scan as evidence: those that count, and how many of each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family


def counted(findings: Iterable[Finding], families: Container[Family]) -> list[Finding]:
    """Return the findings of some families that nobody suppressed."""
    return [finding for finding in findings if finding.suppressed is None and finding.family in families]


def by_rule(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return "3 x unsafe-pickle-load (high)", the gravest first."""
    counts = Counter((finding.severity, finding.rule) for finding in findings)
    ordered = sorted(counts, key=lambda key: key[1])
    ordered.sort(key=lambda key: key[0], reverse=True)
    return tuple(f"{counts[key]} x {key[1]} ({key[0].value})" for key in ordered)
