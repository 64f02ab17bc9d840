"""The audit's page: the verdict first, and why."""

from __future__ import annotations

from dataclasses import replace

from inline_snapshot import snapshot

from jupyter_mlsec.model.audit import Advisories, AuditReport, AuditVerdict
from jupyter_mlsec.reports.audit_text import audit_text


def test_vulnerable(audit: AuditReport) -> None:
    assert audit_text(audit) == snapshot("""\
vulnerable: 2 known vulnerabilities in 1 distribution; 2 distributions looked up, 1 not
  python: CPython 3.11.9
  advisories: PyPI, newest 2026-11-20

needed by something imported:
  jinja2 3.1.2
    PYSEC-2024-1, CVE-2024-22195: xmlattr filter allows injection
      help: upgrade to 3.1.3 or 4.0
    PYSEC-2024-2
      help: no fixed version is known

not looked up:
  our-lib 0.1: installed from a folder
""")


def test_unknown_says_why() -> None:
    report = AuditReport(
        verdict=AuditVerdict.UNKNOWN,
        python="CPython 3.11.9",
        advisories=Advisories(source="none", digest="sha256:ab"),
        reason="the advisories could not be fetched",
    )
    assert audit_text(report) == snapshot("""\
unknown: 0 distributions looked up; the advisories could not be fetched
  python: CPython 3.11.9
  advisories: none, sha256:ab
""")


def test_many_with_one_reason_share_a_line(audit: AuditReport) -> None:
    unanswered = [replace(audit.skipped[0], name=f"lib{n}", version="1", reason="no answer") for n in range(6)]
    text = audit_text(replace(audit, skipped=(*audit.skipped, *unanswered)))
    assert text[text.index("not looked up:") :] == (
        "not looked up:\n"
        "  6 distributions: no answer\n"
        "    lib0 1, lib1 1, lib2 1, lib3 1, lib4 1, lib5 1\n"
        "  our-lib 0.1: installed from a folder\n"
    )
