"""One line of the audit trail: what may be recorded, how it is written, and its digest."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

import msgspec

from jupyter_mlsec.errors import StateError

FORMAT: Final = "mlsec-trail/1"
TRAIL: Final = ".mlsec/trail.jsonl"
GENESIS: Final = "sha256:" + "0" * 64
_LONGEST = 300  # characters of a subject or a person
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class TrailKind(StrEnum):
    """What can be recorded."""

    RUN = "run"
    SIGN_OFF = "sign-off"
    WAIVER = "waiver"
    ANSWER = "answer"
    GUARD = "guard"
    DELETION = "deletion"
    REPAIR = "repair"  # written by the trail itself


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEvent:
    """Something that happened, without its values.

    ``subject`` names it (a notebook, a bundle, a checklist item, a rule), ``outcome`` is one kebab-case word
    (``completed``, ``approved``, ``blocked``), ``digests`` map a kebab-case name to ``sha256:…``. There is no free
    text: what a person wrote is recorded by its digest. Raises StateError where a field does not keep to that.
    """

    kind: TrailKind
    subject: str
    outcome: str
    person: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    time: datetime | None = None  # now, where it is None

    def __post_init__(self) -> None:
        """Refuse what could carry a value."""
        for text in (self.subject, self.person):
            if len(text) > _LONGEST or any(unicodedata.category(char)[0] in "CZ" and char != " " for char in text):
                raise StateError("a trail entry names its subject and person in one short line")
        if not self.subject.strip() or not _WORD.fullmatch(self.outcome):
            raise StateError("a trail entry needs a subject, and an outcome of one kebab-case word")
        for name, digest in self.digests.items():
            if not _WORD.fullmatch(name) or not is_digest(digest):
                raise StateError("a trail entry holds digests (sha256:…) and nothing else")
        if self.time is not None and self.time.tzinfo is None:
            raise StateError("a trail entry's time needs a time zone")


class TrailEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the trail. ``digest`` covers all other fields, ``previous`` among them."""

    format: str
    sequence: int
    time: str
    kind: str
    subject: str
    outcome: str
    person: str
    digests: dict[str, str]
    previous: str
    digest: str


def new_entry(event: TrailEvent, sequence: int, previous: str) -> TrailEntry:
    """Return the entry of an event that follows the one with the digest ``previous``."""
    moment = (event.time or datetime.now(UTC)).astimezone(UTC)
    entry = TrailEntry(
        format=FORMAT,
        sequence=sequence,
        time=moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        kind=event.kind.value,
        subject=event.subject,
        outcome=event.outcome,
        person=event.person,
        digests=dict(sorted(event.digests.items())),
        previous=previous,
        digest="",
    )
    return msgspec.structs.replace(entry, digest=entry_digest(entry))


def write_entry(entry: TrailEntry) -> bytes:
    """Return the one spelling of an entry, without the line end."""
    return msgspec.json.encode(entry)


def is_digest(text: str) -> bool:
    """Tell whether a text is a digest as the trail writes them."""
    return bool(_DIGEST.fullmatch(text))


def line_digest(line: bytes) -> str:
    """Digest a line as it stands, whatever it is."""
    return "sha256:" + hashlib.sha256(line).hexdigest()


def entry_digest(entry: TrailEntry) -> str:
    """Digest the canonical JSON (sorted keys, no spaces, UTF-8) of everything but ``digest`` itself."""
    fields = msgspec.to_builtins(entry)
    del fields["digest"]
    return line_digest(msgspec.json.encode(fields, order="sorted"))


def read_entry(line: bytes) -> TrailEntry | str:
    """Return the entry, or what is wrong with the line. Only the one spelling that the trail writes is accepted."""
    try:
        entry = msgspec.json.decode(line, type=TrailEntry)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "is not an entry"
    if entry.format != FORMAT:
        return "is of another version"
    return entry if msgspec.json.encode(entry) == line else "is not written as the trail writes (doubled keys, spaces)"
