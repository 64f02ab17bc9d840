"""Notebooks that are run: a defect planted in data or in a model, and its clean twin, in lots.

A lot is a folder ``lot_N`` with a page for each item of the checklist. The pairs were written and labelled by people
who had read neither a probe nor an earlier lot, before anything of ours was run. On a page, a heading names a pair, a
sentence says what is wrong; then come the cells: one of both, or the one with the defect and the one of the twin. Of
each lot one half stays unread: its figures are printed, the names of what is missed in it are not. ``READ_SINCE`` names
the items that somebody has read in both halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

READ_SINCE: Mapping[int, frozenset[str]] = MappingProxyType(
    {
        1: frozenset({"COL-07", "EVA-01", "EVA-02", "EVA-03", "PRE-01", "PRE-03", "PRE-04", "PRE-06", "TRN-05"}),
        2: frozenset({"EVA-08", "PRE-01", "PRE-02", "TRN-09"}),
        3: frozenset({"COL-07", "EVA-03", "EVA-05", "PRE-01", "PRE-04", "TRN-05", "TRN-07", "TRN-09"}),
        4: frozenset(
            {
                "COL-07",
                "EVA-01",
                "EVA-07",
                "EVA-10",
                "GOV-01",
                "GOV-03",
                "MNT-04",
                "MNT-05",
                "PRE-01",
                "PRE-02",
                "PRE-06",
                "RET-01",
                "TRN-09",
                "TRN-10",
            }
        ),
    }
)  # items, in both halves
_HERE = Path(__file__).parent
_CELL = re.compile(r"^````python(?P<kind>| bad| good)\n(?P<source>.*?)^````$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """A defect and its twin as sources of cells, as a person types them; ``item`` is where it has to be seen."""

    name: str
    item: str
    why: str
    bad: tuple[str, ...]
    good: tuple[str, ...]


def _cases(folder: Path) -> Iterator[Case]:
    for page in sorted(folder.glob("*.md")):
        for section in page.read_text("utf-8").split("\n## ")[1:]:
            name, _, body = section.partition("\n")
            cells = [(match["kind"].strip(), match["source"].removesuffix("\n")) for match in _CELL.finditer(body)]
            bad, good = (tuple(text for kind, text in cells if kind in {"", side}) for side in ("bad", "good"))
            yield Case(name, page.stem, body.partition("````")[0].strip(), bad, good)


LOTS: Mapping[int, tuple[Case, ...]] = MappingProxyType(
    {int(folder.name.removeprefix("lot_")): tuple(_cases(folder)) for folder in sorted(_HERE.glob("lot_*"))}
)
