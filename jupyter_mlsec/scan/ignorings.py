"""What a notebook says is ignored, asked finding by finding."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from jupyter_mlsec.model.ignored import Ignored
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.scan.seals import personal_key, seal

_MOST_SALTS = 8  # tried for one finding; a notebook has one, and one more for each time that two were merged


class About(NamedTuple):
    """What a record is about besides the value."""

    rule: str
    place: Place
    fingerprint: str


class Ignorings:
    """The records of one notebook. A value that no record was sealed for is ignored by none."""

    def __init__(self, records: Iterable[Ignored] = ()) -> None:
        self._known: dict[About, dict[tuple[str, bool], dict[str, Ignored]]] = {}
        for record in records:
            about = About(record.rule, record.place, record.fingerprint)
            salts = self._known.setdefault(about, {})
            if len(salts) < _MOST_SALTS or (record.salt, record.personal) in salts:
                salts.setdefault((record.salt, record.personal), {})[record.seal] = record

    def __bool__(self) -> bool:
        """Whether anything is ignored at all."""
        return bool(self._known)

    def of(self, about: About, value: str) -> Ignored | None:
        """Return the record that speaks for this very value, or None."""
        for (salt, personal), seals in self._known.get(about, {}).items():
            key = self._key if personal else b""
            found = None if key is None else seals.get(seal(value, about, salt, key))
            if found is not None:
                return found
        return None

    @cached_property
    def _key(self) -> bytes | None:
        return personal_key()
