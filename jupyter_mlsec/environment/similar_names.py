"""Finds distributions whose names are one slip away from a popular one (typosquats)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_SHORTEST = 5  # letters; below, every name is near to some other
_LOOKALIKES = str.maketrans({"0": "o", "1": "l", "5": "s", "3": "e"})


@cache
def popular_names() -> frozenset[str]:
    """Return the normalised names of ``popular.txt``."""
    text = files("jupyter_mlsec.environment").joinpath("popular.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def similar_name(name: str) -> str | None:
    """Return the popular name that ``name`` (normalised) could be mistaken for, or None.

    One insertion, deletion, substitution or swap of neighbours, look-alike digits, or other separators only. A name
    that differs in a trailing digit alone (``psycopg2``) is a version by habit, not a slip.
    """
    if name in popular_names() or len(name) < _SHORTEST:
        return None
    folded = bare(name)
    return next((known for known, plain in _folded() if plain == folded or one_slip(known, name)), None)


@cache
def _folded() -> tuple[tuple[str, str], ...]:
    """Return the popular names that are long enough to be mistaken, sorted, each as ``bare`` folds it."""
    return tuple((known, bare(known)) for known in sorted(popular_names()) if len(known) >= _SHORTEST)


def bare(name: str) -> str:
    """Drop separators and fold digits that look like letters."""
    return name.replace("-", "").translate(_LOOKALIKES)


def one_slip(known: str, name: str) -> bool:
    """Tell whether one edit (Damerau) leads from one name to the other."""
    if abs(len(known) - len(name)) > 1 or name.rstrip("0123456789") == known.rstrip("0123456789"):
        return False
    start = next((i for i, (a, b) in enumerate(zip(known, name, strict=False)) if a != b), min(len(known), len(name)))
    first, second = known[start:], name[start:]
    if len(first) == len(second):
        return first[1:] == second[1:] or (first[:2] == second[1::-1] and first[2:] == second[2:])
    return first[1:] == second if len(first) > len(second) else first == second[1:]
