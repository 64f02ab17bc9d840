"""The records in a notebook's metadata that say which findings are ignored, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from jupyter_mlsec.model.ignored import Ignored
from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.model.text import Place

KEY = "mlsec"  # of the notebook's metadata
KIND = "ignored"
LONGEST_REASON = 400
_DIGITS = 32  # of a salt, a seal and a fingerprint, in hex
_MOST = 1000


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    format: Literal["mlsec-record/1"]
    kind: Literal["ignored"]
    time: datetime
    rule: str
    place: Place
    fingerprint: str
    salt: str
    seal: str
    reason: str
    personal: bool = False
    person: str = ""


def read_ignored(metadata: Mapping[str, Json]) -> tuple[Ignored, ...]:
    """Return what a notebook's metadata say. What is malformed in them ignores nothing: the finding counts."""
    kept = metadata.get(KEY)
    records = kept.get("records") if isinstance(kept, Mapping) else None
    if not isinstance(records, list):
        return ()
    entries = [each for each in records[: 10 * _MOST] if isinstance(each, Mapping) and each.get("kind") == KIND]
    found = (_read(entry) for entry in entries[:_MOST])
    return tuple(each for each in found if each is not None)


def write_ignored(record: Ignored) -> dict[str, Any]:
    """Return the JSON values that ``read_ignored`` reads back."""
    values = {name: getattr(record, name) for name in type(record).__slots__}
    shape = _Shape(format="mlsec-record/1", kind="ignored", **values)
    written: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(shape))
    return written


def _read(entry: Mapping[str, Json]) -> Ignored | None:
    try:
        shape = msgspec.convert(entry, type=_Shape, strict=True)
    except (msgspec.ValidationError, RecursionError):
        return None
    reason = shape.reason.strip()
    codes = (shape.fingerprint, shape.salt, shape.seal)
    if not reason or len(reason) > LONGEST_REASON or shape.time.tzinfo is None or not all(map(_is_code, codes)):
        return None
    values = msgspec.structs.asdict(shape)
    return Ignored(**{name: values[name] for name in Ignored.__slots__} | {"reason": reason})


def _is_code(text: str) -> bool:
    return len(text) == _DIGITS and set("0123456789abcdef").issuperset(text)
