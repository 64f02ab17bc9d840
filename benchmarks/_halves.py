"""Which half of a lot whoever mends probes may look at; the other one can be asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol, TypeVar


class _Case(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def item(self) -> str: ...


CaseT = TypeVar("CaseT", bound=_Case)


def read_half(cases: Iterable[CaseT]) -> tuple[CaseT, ...]:
    """Return every other case of an item, by the digest of its name."""
    by_item: defaultdict[str, list[CaseT]] = defaultdict(list)
    for case in cases:
        by_item[case.item].append(case)
    found, before = list[CaseT](), 0
    for _, some in sorted(by_item.items()):
        ordered = sorted(some, key=lambda case: sha256(case.name.encode()).digest())
        found += ordered[before % 2 :: 2]
        before += len(some)
    return tuple(found)
