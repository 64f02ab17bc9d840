"""Grounds: what evidence is bound to, as it is now, and what has changed since, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.lifecycle.fingerprint import code_fingerprint
from jupyter_mlsec.lifecycle.slices import slice_fingerprint
from jupyter_mlsec.model.checklist import Evidence, Ground
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._folder.files import file_fingerprint

SKEW = timedelta(minutes=5)  # clocks of two machines may differ by this much

_NAMED = frozenset({Ground.FILES, Ground.NOTEBOOK})  # grounds whose named parts can be looked at from here
_WORDS = {Ground.NOTEBOOK: "cells", Ground.ENV: "packages", Ground.POLICY: "the checklist's configuration"}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Digests as they are now, by ground (``"notebook"``) or ground and name (``"data:df"``, ``"files:train.csv"``).

    Files are looked at below ``folder`` when somebody asks, and the cells behind a name (``"notebook:df"``) or the
    code of a file that they use (``"notebook:prep.py"``) in ``notebook``. What nobody can see from here (a frame of a
    kernel that is gone) is compared with the newest evidence that was bound to it.
    """

    now: datetime
    folder: Path
    known: Mapping[str, str]
    notebook: Notebook
    seen: dict[str, str | None] = field(default_factory=dict)

    def current(self, key: str) -> str | None:
        """Return the digest of a ground as it is now; None where it is gone. Raises KeyError where nobody can say."""
        if key in self.known:
            return self.known[key]
        ground, _, name = key.partition(":")
        if ground not in _NAMED or not name:
            raise KeyError(key)
        if key not in self.seen:
            self.seen[key] = self._file(name) if ground == Ground.FILES else self._code(name)
        return self.seen[key]

    def _code(self, name: str) -> str | None:
        if not is_file(name):
            return slice_fingerprint(self.notebook, name)
        texts = self.notebook.beside.files.get(name)
        return None if texts is None else code_fingerprint(texts)

    def _file(self, name: str) -> str | None:
        try:
            return file_fingerprint(self.folder / name)
        except UnreadableError:
            return None

    def changes(self, binds: Mapping[str, str], since: datetime) -> tuple[str, ...]:
        """Return what has changed since ``binds`` were taken, one phrase a ground; empty when nothing has."""
        return tuple(phrase for key in sorted(binds) if (phrase := self._change(key, binds[key], since)))

    def age(self, since: datetime, expires: datetime | None, days: int) -> tuple[str, ...]:
        """Return why something is too old or too new to count; empty when it is neither.

        What carries its own end never lasts longer than the ``days`` that the catalogue allows (0 = any time).
        """
        if since > self.now + SKEW:
            return ("its time lies in the future",)
        if expires is not None and expires <= self.now:
            return (f"expired on {expires:%Y-%m-%d}",)
        if days and since + timedelta(days=days) <= self.now:
            return (f"older than {days} days",)
        return ()

    def _change(self, key: str, digest: str, since: datetime) -> str:
        try:
            current = self.current(key)
        except KeyError:
            return ""
        if current == digest:
            return ""
        ground, _, name = key.partition(":")
        thing = name or _WORDS.get(Ground(ground), f"the {ground}") if ground in set(Ground) else key
        if ground == Ground.NOTEBOOK and name and not is_file(name):
            thing = f"the cells behind {name}"
        if current is None:
            return f"{thing} cannot be read any more"
        return f"{thing} changed since {since:%Y-%m-%d}"


def is_file(name: str) -> bool:
    """Whether what a notebook's evidence is bound to is a file of code beside it, and no variable."""
    return name.endswith((".py", ".ipynb", ".ipy"))


def newest_digests(evidence: Iterable[Evidence]) -> dict[str, str]:
    """Return the newest known digest of every ground that cannot be looked at from here, by what was bound to it."""
    newest: dict[str, tuple[datetime, str]] = {}
    for each in evidence:
        for key, digest in each.binds.items():
            if key.partition(":")[0] in _NAMED and ":" in key:
                continue
            if key not in newest or each.collected >= newest[key][0]:
                newest[key] = (each.collected, digest)
    return {key: digest for key, (_, digest) in newest.items()}
