"""Records of deletions that lie in the project and prove nothing: no digest of what went, no day, or left undone.

A file that a record calls deleted must be gone, and a search must have come after the deletion. What was declared of
deletions in the notebook is looked at by ``deletion-records``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import Document, dates_in, documents_about
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_deletions import still_there
from jupyter_mlsec.probes._folder.record_answer import records_about, with_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})\b", re.IGNORECASE)
_PROOF = re.compile(  # somebody looked for what was deleted by its digest, and says so
    r"(?:scan|search|compar|verif|recherch|such|gepr|b[úu]squeda|busca|pesquisa|cerca)\w*\b[^\n]{0,40}"
    r"(?:sha-?\d|digest|hash|checksum|empreinte|pr[üu]fsumme|huella|impronta)",
    re.IGNORECASE,
)
_FILE = re.compile(r"(?<![@\w./\-])[\w./\-]{1,300}\.[A-Za-z][A-Za-z0-9]{1,11}\b(?![@\w])")
_ORDER = in_order("of_deletions", "deleted_on", "searched_on", "it was searched before anything was deleted")
_AGAIN = "Delete what is left, then look again; or write down why it is kept."
_STEP = "Delete with the record: mlsec delete FILE, or write the SHA-256 digest and the day of each file."


def _run(subject: ProjectSubject) -> Observation:
    undone = records_about("RET-01", rows=(still_there(subject), _ORDER), step=_AGAIN)(subject)
    return with_records(_proofs(subject), undone)


def _proofs(subject: ProjectSubject) -> Observation:
    records, unread = documents_about(subject, "deletion")
    if not records:
        if unread:
            shown = listed(path.relative_to(subject.root).as_posix() for path in unread)
            return not_evidence(f"{shown} cannot be read", next_step="Repair the file.")
        return not_applicable("no record of deletions lies in the project")
    bad = {each.path.relative_to(subject.root).as_posix(): sorted(set(_lacks(each))) for each in records}
    bad = {name: lacks for name, lacks in bad.items() if lacks}
    if (
        bad
        and all(lacks == ["no digest"] for lacks in bad.values())
        and all(_PROOF.search(each.text) for each in records)
    ):
        return warned(f"{listed(bad)} tells of a search by digests and holds none.", next_step=_STEP)
    if bad:
        what = listed(sorted({each for lacks in bad.values() for each in lacks}))
        return failed(f"{listed(bad)} proves too little: {what}.", next_step=_STEP)
    return passed(f"{count(len(records), 'record')} of deletions, with digests and days.")


def _lacks(record: Document) -> Iterator[str]:
    for text in list(_deletions(record)) or [record.said]:
        if not _DIGEST.search(text):
            yield "no digest"
        if not dates_in(text):
            yield "no day"


def _deletions(record: Document) -> Iterator[str]:
    """Yield what a document says of each single deletion, with what it says of all of them.

    Where some entries have digests, one that has none and names no file is no deletion: it says what became of the
    backups, or who looked.
    """
    entries = [entry for each in record.data for entry in _entries(each)]
    proven = any(_DIGEST.search(entry) for entry, _ in entries)
    for entry, above in entries:
        if not proven or _DIGEST.search(entry) or _FILE.search(entry):
            yield f"{entry} {above}"


def _entries(value: Any, above: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a document of a stranger
    """Yield what the mappings of lists, or mappings by name, say; each with the plain values that it stands below."""
    if isinstance(value, list):
        for each in value:
            yield from _entries(each, above) if isinstance(each, dict) else ()
    elif isinstance(value, dict):
        own = _text({key: each for key, each in value.items() if isinstance(each, str | int | date)})
        inner = [each for each in value.values() if isinstance(each, list | dict) and each]
        found = [entry for each in inner for entry in _entries(each, f"{above} {own}")]
        yield from found or [(_text(value), above)]


def _text(value: Any) -> str:  # noqa: ANN401 - a document of a stranger
    if isinstance(value, dict):
        return " ".join(f"{key}: {_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return value.isoformat() if isinstance(value, date) else str(value)


PROBE = Probe(name="deletion-document", items=("RET-01",), run=_run, partial=True, incidental=True, docs=__doc__)
