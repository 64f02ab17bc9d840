"""A finding that somebody ignores where no comment can stand: in an output, in metadata, in an attachment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from jupyter_mlsec.model.text import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """What the notebook keeps of it. It speaks for one value only, which it neither holds nor helps to guess.

    ``fingerprint`` is that of the first finding of its rule, place and masked line, and so does not change when cells
    move. ``seal`` is a digest of the value with ``salt``, both in hex; where the value could be guessed, it is made
    with a key of the person (``personal``), and speaks only where that key is.
    """

    rule: str
    place: Place
    fingerprint: str
    salt: str
    seal: str
    personal: bool
    reason: str
    time: datetime
    person: str = field(default="")
