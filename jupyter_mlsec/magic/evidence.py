"""Evidence made in this kernel: remembered, shown, and carried by the output."""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_mlsec.lifecycle.records import Record, encode_record
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown
from jupyter_mlsec.model.checklist import Evidence


def show_evidence(session: Session, title: str, evidence: Iterable[Evidence]) -> Shown:
    """Remember evidence for this kernel's checklist and return it as a result whose output carries the records."""
    from jupyter_mlsec.reports.html.fragments import evidence_fragment

    found = tuple(evidence)
    session.keep(list(found))
    lines = [f"{each.item:7} {each.observation.status:14} {each.observation.summary}" for each in found]
    text = "\n".join([title, "", *dict.fromkeys(lines)])
    return Shown(text, evidence_fragment(found), [encode_record(each) for each in found], value=found)


def show_record(session: Session, text: str, record: Record) -> Shown:
    """Do the same for an answer, a waiver or a declaration."""
    session.keep([record])
    return Shown(text, records=[encode_record(record)], value=record)
