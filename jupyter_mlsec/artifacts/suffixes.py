"""File names by which a folder's walk recognises model and data files; content decides what they are.

Only what is read: a suffix that many other formats share (``.bin``, ``.zip``, ``.gz``, ``.json``) would make a walk
report files that no loader of objects ever opens. Where such a file has a name of its own, the name is enough.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from pathlib import PurePath

from jupyter_mlsec.artifacts.formats._discovery import artifact_formats


@cache
def artifact_suffixes() -> frozenset[str]:
    """Return the suffixes, in lower case and with their dot."""
    return frozenset().union(*(found.suffixes for found in artifact_formats()))


@cache
def _names() -> re.Pattern[str]:
    names = frozenset().union(*(found.names for found in artifact_formats()))
    return re.compile("|".join(translate(name) for name in sorted(names)))


def is_artifact_name(path: str) -> bool:
    """Whether a folder's walk takes a file of this name for a model or data file."""
    name = PurePath(path).name.lower()
    return PurePath(name).suffix in artifact_suffixes() or _names().match(name) is not None
