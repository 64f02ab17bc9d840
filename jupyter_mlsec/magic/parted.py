"""The tables of this kernel that a table was split into, as its cells say: what leakage is looked for between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.code.values import AnyOf
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Split, Splits, find_splits

if TYPE_CHECKING:
    from jupyter_mlsec.magic.moments import Moments
    from jupyter_mlsec.magic.session import Session


def parts_of(session: Session, name: str, moments: Moments | None = None) -> tuple[str | None, str | None]:
    """Return the names of the training rows and of the test rows that the table ``name`` was split into.

    The first split counts whose two parts are tables in this kernel that came from ``name``, as ``moments`` know it: by
    default what happened while the session looked on. Both None where there is no such split.
    """
    splits = _splits(session)
    moments, namespace = moments or session.moments, session.shell.user_ns
    sides: dict[Split, dict[Side, str]] = {}
    for split, part, side in _named(splits):
        if not split.folds and side in {Side.TRAIN, Side.TEST} and moments.is_part(part, name, namespace):
            sides.setdefault(split, {}).setdefault(side, part)
    for split in sorted(sides, key=lambda each: each.order):
        if len(sides[split]) > 1:
            return sides[split][Side.TRAIN], sides[split][Side.TEST]
    return None, None


def sides_of(session: Session) -> list[dict[Side, list[str]]]:
    """Return, for each split, the names of what came from its training and from its test rows, the nearest first."""
    splits = _splits(session)
    found: dict[Split, dict[Side, list[str]]] = {}
    names = [*_named(splits), *_derived(splits)]
    for split, name, side in names:
        if not split.folds and side in {Side.TRAIN, Side.TEST} and name in session.shell.user_ns:
            known = found.setdefault(split, {Side.TRAIN: [], Side.TEST: []})[side]
            if name not in known:
                known.append(name)
    return [found[split] for split in sorted(found, key=lambda each: each.order)]


def _splits(session: Session) -> Splits:
    from jupyter_mlsec.magic.session import document
    from jupyter_mlsec.notebook.read import read_notebook

    return find_splits(read_program(read_notebook("this session", document(session.sources()))))


def _derived(splits: Splits) -> Iterator[tuple[Split, str, Side]]:
    """Yield the names of what was made from one side of one split alone: scaled, encoded, cut to columns."""
    for name, value in splits.program.names:
        parts = splits.parts(value)
        if len(parts) == 1:
            ((split, side),) = parts
            yield split, name, side


def _named(splits: Splits) -> Iterator[tuple[Split, str, Side]]:
    """Yield the parts of splits that have names: the targets of a call, then what was taken apart by hand."""
    for split in splits.all:
        if split.call is not None:
            yield from ((split, name, side) for name, side in splits.bound(split.call))
    kept = splits.kept()
    for name, value in splits.program.names:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            if option in kept:
                yield kept[option][0], name, kept[option][1]
