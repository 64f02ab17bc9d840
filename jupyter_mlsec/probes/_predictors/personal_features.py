"""The personal features that a model was fitted on, as COL-01 reads them; one-hot columns of a feature are together."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._predictors.importance import Block
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.personal import personal_columns

if TYPE_CHECKING:
    import pandas as pd

_DECLARED = "declared personal data"
_STEM = re.compile(r"(?P<stem>.*\w)[^A-Za-z0-9]+\w+\W*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonalFeature:
    """One feature: what it is called in a report, what kind of personal data it is, and the places of its columns."""

    name: str
    kind: str
    block: Block


def personal_features(frame: pd.DataFrame, declared: tuple[str, ...]) -> list[PersonalFeature]:
    """Return the personal features of a table, those declared first; one-hot columns of a kind are one feature."""
    kinds = {found.name: found.kind for found in personal_columns(frame)}
    kinds = dict.fromkeys(declared, _DECLARED) | {name: kind for name, kind in kinds.items() if name not in declared}
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, name in enumerate(map(str, frame.columns)):
        if name in kinds:
            blocks[kinds[name], _stem(name, frame.iloc[:, place])].append(place)
    found = []
    for (kind, stem), places in blocks.items():
        whole = len(places) > 1 and stem != ""
        if whole:
            found.append(PersonalFeature(f"{label_of(stem)} ({len(places)} columns)", kind, tuple(places)))
        else:
            found += [PersonalFeature(label_of(frame.columns[place]), kind, (place,)) for place in places]
    return found


def _stem(name: str, series: pd.Series) -> str:
    """Return what the columns of one encoded feature have in common: "religion" of "religion_b"; else nothing."""
    match = _STEM.fullmatch(name)
    return match["stem"] if match is not None and series.nunique(dropna=False) <= 2 else ""  # noqa: PLR2004 - yes or no
