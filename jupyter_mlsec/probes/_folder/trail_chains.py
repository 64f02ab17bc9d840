"""Chains of digests in trails: whether each entry still holds the digest of the one before it, and its own.

Which fields hold the digests is told by what they hold: one repeats what another held in the entry before. How an own
digest was made is tried out; where none of the usual ways fits most entries, nothing is said about single ones.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from jupyter_mlsec.probes._folder.trail_entries import Entry, Trail

_DIGEST = re.compile(r"(?:[a-z0-9_]{2,10}[:=-])?([0-9a-fA-F]{32,128}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)")
_PREVIOUS = re.compile(r"prev|parent|last|before|vorg|vorig|preced|anterior|poprz|前|上一")
_NUMBER = re.compile(r"(?:^|[._])(?:seq\w*|no|nr|num\w*|n|index|idx|i|position|entry|lfd\w*|ordre|orden|lp)$|序号|連番")
_SIGNED = re.compile(r"(?:^|[._])(?:sig|signature|signed|signatur|firma|assinatura|handtekening|podpis)$|署名|签名")
_ALGORITHMS: dict[int, tuple[str, ...]] = {
    16: ("md5",), 20: ("sha1",), 28: ("sha224",), 32: ("sha256", "sha3_256", "blake2s"), 48: ("sha384",),
    64: ("sha512", "sha3_512", "blake2b"),
}  # fmt: skip
ANEW = "it begins anew in the middle"
_SOME = 0.6  # of the entries hold a field that belongs to the trail
_TRIED = 8  # entries on which a way to make digests is tried out
_SPAN = timedelta(minutes=5)  # by which clocks may differ

Form = Callable[[Entry, str, str], str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The names of the fields that hold the digest before and the own one; ``own`` is empty where lines are hashed."""

    before: str
    own: str


def broken_links(trail: Trail) -> Iterator[str]:
    """Yield what is wrong with a trail that is a chain; nothing where it is whole. See :func:`chain_of`."""
    chain = chain_of(trail)
    if chain is None:
        return
    entries = in_time(trail, chain)
    made = [_made(entries, each, chain) for each in range(len(entries))]
    for place in range(1, len(entries)):
        held = digest(entries[place].flat.get(chain.before))
        if not held:
            yield ANEW
        elif held not in made[place - 1]:
            known = any(held in each for each in made)
            yield "entries are out of their order" if known else "an entry is gone, or was changed"
    form = _form_of(entries, chain) if chain.own else None
    if form is not None and not all(_fits(each, chain, form) for each in entries):
        yield "an entry was changed after it was written"


def chain_of(trail: Trail) -> Chain | None:
    """Return the fields by which a trail is a chain, None where it is none.

    What is a chain in most entries is one that was broken in the others. Two that do not fit tell nothing.
    """
    names = {name for entry in trail.entries for name in entry.flat}
    held = {name: [digest(entry.flat.get(name)) for entry in trail.entries] for name in names}
    usual = [name for name in sorted(held) if sum(map(bool, held[name])) >= _SOME * (len(trail.entries) - 1)]
    single = [name for name in usual if len({*held[name]}) * 4 >= len(held[name]) * 3]  # a model's digest comes again
    found = [(_score(before, own, held), Chain(before, own)) for before in single for own in single if before != own]
    if not any(score[0] for score, _ in found) and any(entry.line for entry in trail.entries):
        lines = [_hashes(entry.line) for entry in trail.entries]
        for name in filter(_PREVIOUS.search, usual):
            fits = sum(one in other for one, other in zip(held[name][1:], lines, strict=False) if one)
            found.append(((fits, 0, 0, 0), Chain(name, "")))
    score, chain = max(found, key=lambda each: each[0], default=((0, 0, 0, 0), None))
    if chain is None or not score[0]:
        return None
    all_own = set(held.get(chain.own, ()))
    fits = sum(bool(each) and each in all_own for each in held[chain.before]) if chain.own else score[0]
    return chain if fits * 2 >= len(trail.entries) - 1 else None


def _score(before: str, own: str, held: dict[str, list[str]]) -> tuple[int, int, int, int]:
    """Return how many entries fit, and what speaks for it that the first of two fields is the digest before.

    Read from its end, a chain looks the same with its two fields changed over: its name tells, that the first entry
    has none, or else that files are mostly written downwards.
    """
    forwards = sum(map(_same, held[before][1:], held[own]))
    named = bool(_PREVIOUS.search(before.lower())) - bool(_PREVIOUS.search(own.lower()))
    fuller = sum(map(bool, held[own])) - sum(map(bool, held[before]))
    return _links(held[before], held[own]), named, fuller, forwards


def in_time(trail: Trail, chain: Chain | None) -> tuple[Entry, ...]:
    """Return the entries, the oldest first."""
    if chain is None or not chain.own:
        return trail.entries
    before = [digest(entry.flat.get(chain.before)) for entry in trail.entries]
    own = [digest(entry.flat.get(chain.own)) for entry in trail.entries]
    forwards = sum(map(_same, before[1:], own))
    return trail.entries if forwards * 2 >= _links(before, own) else trail.entries[::-1]


def gaps(entries: tuple[Entry, ...]) -> Iterator[str]:
    """Yield what numbers, times and signatures of entries say: some are missing, or go back."""
    for name in entries[0].flat:
        held = [entry.flat.get(name) for entry in entries]
        if _NUMBER.search(name.lower()) and (numbers := _numbers(held)):
            steps = [later - earlier for earlier, later in pairwise(numbers)]
            if sum(step == 1 for step in steps) * 2 >= len(steps) and any(step != 1 for step in steps):
                yield "numbers of entries are missing" if all(step > 0 for step in steps) else "numbers come twice"
        elif _SIGNED.search(name.lower()):
            empty = sum(not each for each in held)
            if 0 < empty * 2 <= len(held):
                yield "entries are not signed"


def goes_back(entries: tuple[Entry, ...]) -> bool:
    """Tell whether the times of entries go back by more than clocks may differ."""
    for name in entries[0].flat:
        times = [_time(entry.flat.get(name)) for entry in entries]
        known = [each for each in times if each is not None]
        if len(known) == len(times):
            pairs = list(pairwise(known))
            if sum(later >= earlier for earlier, later in pairs) * 2 > len(pairs):
                return any(later + _SPAN < earlier for earlier, later in pairs)
    return False


def digest(value: object) -> str:
    """Return a digest without what stands before it, in small letters; nothing where there is none, or only zeros."""
    match = _DIGEST.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not match[1].strip("0"):
        return ""
    return match[1] if match[1].endswith("=") else match[1].lower()


def _links(before: list[str], own: list[str]) -> int:
    return max(sum(map(_same, before[1:], own)), sum(map(_same, before, own[1:])))


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _made(entries: tuple[Entry, ...], place: int, chain: Chain) -> tuple[str, ...]:
    entry = entries[place]
    return (digest(entry.flat.get(chain.own)),) if chain.own else _hashes(entry.line)


def _hashes(text: str) -> tuple[str, ...]:
    """Return the digests of a line, with and without what ends it."""
    whole = (text.encode(), f"{text}\n".encode())
    return tuple(
        hashlib.new(name, each).hexdigest() for each in whole for names in _ALGORITHMS.values() for name in names
    )


def _form_of(entries: tuple[Entry, ...], chain: Chain) -> Form | None:
    """Return how the digests of most entries are made; None where no usual way fits."""
    tried = entries[:_TRIED]
    for form in _FORMS:
        if sum(_fits(each, chain, form) for each in tried) * 2 > len(tried):
            return form
    return None


def _fits(entry: Entry, chain: Chain, form: Form) -> bool:
    wanted = digest(entry.flat.get(chain.own))
    if not wanted or wanted.endswith("="):
        return False
    text = form(entry, chain.before, chain.own).encode()
    return any(hashlib.new(name, text).hexdigest() == wanted for name in _ALGORITHMS.get(len(wanted) // 2, ()))


def _json(*, ordered: bool, compact: bool, ascii_only: bool, linked: str) -> Form:
    """Return the form in which an entry is written as JSON; ``linked`` says where the digest before it stands."""

    def form(entry: Entry, before: str, own: str) -> str:
        left = {own} if linked == "inside" else {own, before}
        rest = {name: value for name, value in entry.fields.items() if name not in left}
        signs = (",", ":") if compact else None
        text = json.dumps(rest, sort_keys=ordered, separators=signs, ensure_ascii=ascii_only, default=str)
        first = str(entry.fields.get(before) or "")
        return {"inside": text, "first": first + text, "last": text + first}[linked]

    return form


def _joined(mark: str, *, ordered: bool, first: bool) -> Form:
    def form(entry: Entry, before: str, own: str) -> str:
        names = sorted(entry.fields) if ordered else list(entry.fields)
        names = [
            *([before] if first else ()),
            *(name for name in names if name != own and not (first and name == before)),
        ]
        return mark.join(str(entry.fields[name]) for name in names if name in entry.fields)

    return form


_FORMS: tuple[Form, ...] = (
    *(
        _json(ordered=ordered, compact=compact, ascii_only=ascii_only, linked=linked)
        for linked in ("inside", "first", "last")
        for ordered in (True, False)
        for compact in (True, False)
        for ascii_only in (True, False)
    ),
    *(
        _joined(mark, ordered=ordered, first=first)
        for mark in ("|", "", ",", ":", ";", "\n", " ")
        for ordered in (False, True)
        for first in (False, True)
    ),
)


def _numbers(held: list[object]) -> list[int]:
    """Return what fields say as whole numbers; nothing where one says something else."""
    texts = [str(each) for each in held if not isinstance(each, bool | float)]
    return [int(each) for each in texts] if len(texts) == len(held) and all(map(str.isdecimal, texts)) else []


def _time(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 15 else None  # noqa: PLR2004
    except ValueError:
        return None
    if found is None:
        return None
    shift = found.utcoffset() or timedelta()
    return found.replace(tzinfo=None) - shift
