"""Reading a file that holds a reference profile: strictly, so that a changed, older or foreign one is told apart."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.probes._tables.profile import FORMAT, ColumnProfile, Profile

_LARGEST = 5_000_000
_HELP = "Write one where the training data are: %mlsec drift TRAIN --write profile.json"
_FIELDS = {"format", "rows", "table", "columns", "left_out", "digest"}


def read_profile(path: Path) -> Profile:
    """Read a profile. UsageError for one that is none, is of another version, or was changed since it was written."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path.name} is too large for a reference profile", help=_HELP)
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path.name} could not be read ({type(error).__name__})", help=_HELP) from None
    except (ValueError, RecursionError):
        raise UsageError(f"{path.name} is not JSON, so it is no reference profile", help=_HELP) from None
    kind = document.get("format") if isinstance(document, dict) else None
    if not isinstance(kind, str) or not kind.startswith("mlsec-profile/"):
        raise UsageError(f"{path.name} is not a reference profile", help=_HELP)
    if kind != FORMAT:
        raise UsageError(
            f"{path.name} is a reference profile of another version than {FORMAT}",
            help="Write it anew, or update jupyter-mlsec.",
        )
    try:
        found = _profile(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError(f"{path.name} is a damaged reference profile", help=_HELP) from None
    if found.digest != document["digest"]:
        raise UsageError(f"{path.name} was changed after it was written", help=_HELP)
    return found


def _profile(document: dict[str, Any]) -> Profile:
    if set(document) != _FIELDS or not _whole(document["rows"]) or not _texts([document["table"], document["digest"]]):
        raise ValueError
    columns = tuple(_column(each) for each in document["columns"])
    if not _texts(document["left_out"]) or len({each.name for each in columns}) != len(columns):
        raise ValueError
    return Profile(document["rows"], document["table"], columns, tuple(document["left_out"]))


def _column(entry: dict[str, Any]) -> ColumnProfile:
    shares, edges, names = (tuple(entry[key]) for key in ("shares", "edges", "names"))
    kind = entry["kind"]
    if set(entry) != {"name", "kind", "shares", "edges", "names"} or not _texts([entry["name"], *names]):
        raise ValueError
    numbers = (*shares, *edges)
    if not all(isinstance(each, (int, float)) and math.isfinite(each) for each in numbers) or list(edges) != sorted(
        edges
    ):
        raise ValueError
    expected = len(names) + 2 if kind == "category" else len(edges) + 2
    if kind not in {"number", "time", "category"} or len(shares) != expected or not 0.99 < math.fsum(shares) < 1.01:  # noqa: PLR2004 - rounded
        raise ValueError
    return ColumnProfile(entry["name"], kind, shares, edges, names)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)
