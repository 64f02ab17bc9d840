"""Versions that a plan goes back to, held against those that a registry kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jupyter_mlsec.probes._folder.ledgers import KEPT, Ledger, Remark, Row, broken, every, is_called, is_open, texts
from jupyter_mlsec.probes._folder.record_fields import plain

_NAMED = re.compile(r"(?P<name>[\w./-]{2,80})\s{0,2}[:@=]\s{0,2}v?(?P<version>\d[\w.\-]{0,30})")
_BARE = re.compile(r"(?:version |versione |versao |v\.? ?)?(?P<version>\d[\w.\-]{0,30})", re.IGNORECASE)
_NAMES = ("name", "model", "model name", "modell", "modele", "modelo", "modello", "モデル", "模型")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a model; the name is empty where only the file says whose it is."""

    name: str
    version: str


def unkept_versions(ledgers: tuple[Ledger, ...]) -> Iterator[tuple[str, Remark]]:
    """Yield for each version that is gone back to whether it is there, with the path of what says so."""
    kept = [each for ledger in ledgers for each in _listed(ledger, "kept")]
    gone = [each for ledger in ledgers for each in _listed(ledger, "purged")]
    for ledger in ledgers:
        for row in every(ledger):
            for name, value in row.names.items():
                target = version_of(value) if is_called("rollback", name) else None
                if target is None:
                    continue
                own = [each for each in kept if _same_name(each, target)]
                running = [version_of(inner) for key, inner in row.names.items() if is_called("current", key)]
                if any(_same(each, target) for each in gone) and not any(_same(each, target) for each in own):
                    yield ledger.path, broken("what is gone back to was purged")
                elif own and not any(_same(each, target) for each in own):
                    yield ledger.path, broken("what is gone back to was not kept")
                elif any(each is not None and _same(each, target) for each in running):
                    yield ledger.path, broken("what is gone back to is what is running")
                elif own:
                    yield ledger.path, KEPT


def version_of(value: Any) -> Version | None:  # noqa: ANN401 - a value of a stranger
    """Return the version that a value names: a mapping, ``name:7``, or a bare number; None where it names none."""
    if isinstance(value, dict):
        known = {plain(str(key)): inner for key, inner in value.items()}
        version = next((str(known[key]) for key in ("version", "versao", "versione", "tag", "バージョン", "版本")
                        if isinstance(known.get(key), str | int | float)), "")  # fmt: skip
        return Version(_name(known), version.lstrip("vV")) if version and not is_open(version) else None
    text = next(iter(texts(value)), "").strip("`\"' ")[:200]
    found = _NAMED.fullmatch(text) or _BARE.fullmatch(text)
    if found is None:
        return None
    return Version(found["name"].lower() if found.re is _NAMED else "", found["version"])


def _listed(ledger: Ledger, word: str) -> Iterator[Version]:
    for row in every(ledger):
        for name, value in row.names.items():
            if is_called(word, name) and isinstance(value, list):
                for each in value[:500]:
                    found = version_of(each)
                    if found is not None:
                        yield found if found.name else Version(_owner(row, ledger), found.version)


def _owner(row: Row, ledger: Ledger) -> str:
    return _name(row.names) or _name(ledger.top.names) or (row.above[-1] if row.above else "")


def _name(known: Any) -> str:  # noqa: ANN401 - a mapping of a stranger
    return next((str(known[key]).lower() for key in _NAMES if isinstance(known.get(key), str)), "")


def _same_name(one: Version, other: Version) -> bool:
    return not other.name or not one.name or plain(one.name) == plain(other.name)


def _same(one: Version, other: Version) -> bool:
    return _same_name(one, other) and one.version.lstrip("vV") == other.version.lstrip("vV")
