"""Notebooks and scripts inside archives: looked at like any other, and reported at the archive they are in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from jupyter_mlsec.model.finding import Finding, Outcome, TargetReport
from jupyter_mlsec.model.text import Place


def with_packed(
    archive: TargetReport, documents: Iterable[tuple[str, bytes]], scan: Callable[[str, bytes], TargetReport]
) -> TargetReport:
    """Return the archive's report with what ``scan`` says of its ``documents``, given by their path and bytes.

    A finding stands at the archive and names the member. What a member allows itself by a comment counts for nothing:
    whoever packed the archive wrote that comment. Its fixes are gone, because nobody edits inside an archive.
    """
    findings, excerpts, reasons = list(archive.findings), dict(archive.excerpts), [archive.reason]
    for member, data in documents:
        report = scan(member, data)
        for finding in report.findings:
            outside = _outside(finding, archive.path, member)
            findings.append(outside)
            excerpts[outside.fingerprint] = report.excerpts[finding.fingerprint]
        reasons.append(f"{member}: {report.reason}" if report.reason else None)
    reason = "; ".join(filter(None, reasons)) or None
    outcome = Outcome.NOT_CHECKED if reason else archive.outcome
    return replace(archive, outcome=outcome, reason=reason, findings=tuple(findings), excerpts=excerpts)


def _outside(finding: Finding, path: str, member: str) -> Finding:
    key = f"{member}\0{finding.fingerprint}".encode(errors="replace")  # one line may stand in several members
    return replace(
        finding,
        path=path,
        place=Place.ARTIFACT,
        cell=None,
        message=f"{member}: {finding.message}",
        fingerprint=hashlib.blake2b(key, digest_size=16).hexdigest(),
        suppressed=None,
        fixes=(),
    )


def is_document(data: bytes) -> bool:
    """Whether a member's bytes could be a notebook's JSON rather than Python."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
