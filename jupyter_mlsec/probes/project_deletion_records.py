"""Deletions that were declared and prove nothing: no digest of what went, no day, no word on the medium it lay on.

``%mlsec delete FILE`` writes such a record: the digest before, whether the bytes were written over, and what cannot be
proven on this medium (solid-state, copy-on-write, remote). Records that lie in the project as files are looked at by
``deletion-document``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_DIGEST = re.compile(r"(?:sha256:)?[0-9a-fA-F]{64}")


def _run(subject: ProjectSubject) -> Observation:
    records = declared(subject.declarations, "deletion")
    if not records:
        return not_applicable("no deletion is recorded")
    today = subject.now.date()
    lacks = {name: sorted(_lacks(fields, today)) for name, fields in records.items()}
    bad = {name: each for name, each in lacks.items() if each}
    if bad:
        what = listed(sorted({each for found in bad.values() for each in found}))
        details = tuple(f"{name}: {', '.join(each)}" for name, each in sorted(bad.items()))
        step = "Delete with the record: %mlsec delete FILE, or declare what is missing."
        return failed(f"{count(len(bad), 'deletion')} of {len(records)}: {what}.", *details, next_step=step)
    silent = sorted(name for name, fields in records.items() if not fields.get("medium"))
    if silent:
        step = "Say where it lay and whether it was written over: %mlsec declare deletion NAME medium=… overwritten=…"
        return warned(f"The medium of {listed(silent)} is not recorded.", next_step=step)
    weak = sum(1 for fields in records.values() if fields.get("overwritten", "no") != "yes")
    details = (f"{count(weak, 'deletion')} could not be written over, which its record says",) if weak else ()
    return passed(f"{count(len(records), 'deletion')} recorded with digest, day and medium.", *details)


def _lacks(fields: Mapping[str, str], today: date) -> Iterator[str]:
    if not _DIGEST.fullmatch(fields.get("sha256", "")):
        yield "no digest"
    try:
        if date.fromisoformat(fields.get("date", "")) > today:
            yield "a day to come"
    except ValueError:
        yield "no day"


PROBE = Probe(name="deletion-records", items=("RET-01",), run=_run, partial=True, incidental=True, docs=__doc__)
