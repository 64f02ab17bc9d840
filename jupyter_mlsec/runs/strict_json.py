"""JSON that two readers cannot understand differently: no duplicate keys, no NaN, nothing behind the end."""

from __future__ import annotations

import json
import math
from typing import Any

from jupyter_mlsec.errors import BundleError


class DuplicateKeyError(BundleError):
    """An object has the same key twice: readers differ in which one counts."""


def loads(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """Read strict JSON; raise BundleError (DuplicateKeyError for that case) otherwise."""
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise BundleError("it is not strict JSON") from None


def table(data: bytes) -> dict[str, Any]:
    """Read strict JSON that must be an object."""
    value = loads(data)
    if not isinstance(value, dict):
        raise BundleError("it is not a JSON object")
    return value


def text(value: object) -> str:
    """Return a JSON value in one spelling."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def same(one: object, other: object) -> bool:
    """Return whether two JSON values are equal, telling ``1`` from ``1.0`` and from ``true``."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKeyError("an object has the same key twice")
    return found


def _finite(text: str) -> float:
    """Read a number; one that is too large for a float would be read as infinity, and in another way elsewhere."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _refuse(constant: str) -> None:
    raise ValueError(constant)
