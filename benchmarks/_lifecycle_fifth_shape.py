"""What the fifth lot adds to the way a pair is written: a right text, and the passages that spoil it."""

from __future__ import annotations


def spoilt(good: str, *changes: str) -> tuple[str, ...]:
    """Return the spoilt text and then, passage by passage, what makes it right again.

    Raises ValueError if a passage does not stand in the text exactly once.
    """
    bad, back = good, []
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        if bad.count(old) != 1:
            raise ValueError(f"stands {bad.count(old)} times: {old}")
        bad = bad.replace(old, new)
        back += [new, old]
    return (bad, *back)
