"""Records: the published JSON of an answer, a waiver, a declaration or a piece of evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypeAlias, TypeVar

import msgspec

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.model.checklist import Answer, Declaration, Evidence, Measurement, Observation, Status, Waiver
from jupyter_mlsec.model.notebook import Json

FORMAT = "mlsec-record/1"
MIME = "application/vnd.jupyter-mlsec.record+json"
MAX_SIGNATURES = 16  # under one decision
MAX_BINDS = 1_000  # grounds of one record; more is a mistake, or an attack on whoever has to compare them

Record: TypeAlias = Answer | Waiver | Declaration | Evidence


class _Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    format: str
    time: datetime


class _Measurement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    name: str
    value: float
    low: float | None = None
    high: float | None = None
    limit: str | None = None
    unit: str = ""


class _Observation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    status: Status
    summary: str
    details: tuple[str, ...] = ()
    measurements: tuple[_Measurement, ...] = ()
    next_step: str = ""


class _Decision(_Shape, frozen=True):
    """What a person decided. ``signatures`` is left out where there is none, as it was before there were any."""

    signatures: tuple[dict[str, Any], ...] | msgspec.UnsetType = msgspec.UNSET


class _Answer(_Decision, frozen=True, kw_only=True, tag="answer"):
    item: str
    text: str
    person: str
    expires: datetime | None = None
    binds: dict[str, str] = {}


class _Waiver(_Decision, frozen=True, kw_only=True, tag="waiver"):
    item: str
    reason: str
    approver: str
    author: str
    expires: datetime
    binds: dict[str, str] = {}


class _Declaration(_Shape, frozen=True, tag="declaration"):
    topic: str
    name: str = ""
    fields: dict[str, str] = {}


class _Evidence(_Shape, frozen=True, tag="evidence"):
    item: str
    probe: str
    observation: _Observation
    version: int = 1
    subject: str = ""
    binds: dict[str, str] = {}
    expires: datetime | None = None
    duration: float = 0.0


_AnyShape: TypeAlias = _Answer | _Waiver | _Declaration | _Evidence


def identity(record: Record) -> tuple[str, ...]:
    """Return what a record is about; of two with the same identity the newer one counts."""
    match record:
        case Answer():
            return ("answer", record.item)
        case Waiver():
            return ("waiver", record.item)
        case Declaration():
            return ("declaration", record.topic, record.name)
        case Evidence():
            return ("evidence", record.item, record.probe, record.subject)


def time_of(record: Record) -> datetime:
    """Return when a record was made."""
    return record.collected if isinstance(record, Evidence) else record.time


def encode_record(record: Record) -> dict[str, Any]:
    """Return a record as JSON values: the data of one output of the type ``MIME``, or an entry of the metadata."""
    encoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(_shape(record)))
    return {key: encoded[key] for key in ("format", "kind", "time")} | encoded


def decode_record(value: Json, *, where: str) -> Record:
    """Return the record that JSON values stand for. Raises StateError, naming ``where``, when they are malformed."""
    try:
        shape = msgspec.convert(value, type=_AnyShape, strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        # msgspec's message names the path and the expected type, and quotes at most the wrong type or kind.
        raise StateError(f"{where} is not a record: {_safe(error)}", help=f"remove {where}, or run it again") from None
    if shape.format != FORMAT:
        raise StateError(
            f"{where} is a record of another format than {FORMAT}", help="update jupyter-mlsec, or make it again"
        )
    if not isinstance(shape, _Declaration):
        _check_binds(shape.binds, where)
    return _record(shape, where)


def _check_binds(binds: Mapping[str, str], where: str) -> None:
    digits = frozenset("0123456789abcdef")
    for digest in binds.values():
        kind, _, value = digest.partition(":")
        if kind != "sha256" or len(value) != 64 or not digits.issuperset(value):  # noqa: PLR2004 - SHA-256 in hex
            raise StateError(f"{where} is bound to something that is not a sha256 digest", help=f"remove {where}")
    if len(binds) > MAX_BINDS:
        raise StateError(f"{where} is bound to more than {MAX_BINDS} grounds", help=f"remove {where}")


def _safe(error: Exception) -> str:
    """Return an error's message unless it could quote a value of the notebook."""
    text = str(error)
    return text if isinstance(error, msgspec.ValidationError) and "Invalid value" not in text else "malformed"


def _utc(time: datetime, where: str) -> datetime:
    if time.tzinfo is None:
        raise StateError(f"{where} has a time without a time zone", help="write times as 2026-11-21T09:14:00Z")
    return time.astimezone(UTC)


def _record(shape: _AnyShape, where: str) -> Record:
    time = _utc(shape.time, where)
    match shape:
        case _Answer():
            expires = None if shape.expires is None else _utc(shape.expires, where)
            return Answer(
                item=shape.item,
                text=shape.text,
                person=shape.person,
                time=time,
                expires=expires,
                binds=shape.binds,
                signatures=_signatures(shape, where),
            )
        case _Waiver():
            return Waiver(
                item=shape.item,
                reason=shape.reason,
                approver=shape.approver,
                author=shape.author,
                time=time,
                expires=_utc(shape.expires, where),
                binds=shape.binds,
                signatures=_signatures(shape, where),
            )
        case _Declaration():
            return Declaration(topic=shape.topic, name=shape.name, fields=shape.fields, time=time)
        case _Evidence():
            return _evidence(shape, time, where)


def _signatures(shape: _Decision, where: str) -> tuple[str, ...]:
    """Return each as the text that was signed over is checked in: indented and sorted, as Sigstore bundles are here."""
    found = () if shape.signatures is msgspec.UNSET else shape.signatures
    if len(found) > MAX_SIGNATURES:
        raise StateError(f"{where} has more than {MAX_SIGNATURES} signatures", help=f"remove {where}")
    try:
        return tuple(json.dumps(each, indent=1, sort_keys=True) + "\n" for each in found)
    except RecursionError:
        raise StateError(f"{where} has a signature that nobody can read", help=f"remove {where}") from None


def _evidence(shape: _Evidence, time: datetime, where: str) -> Evidence:
    seen = shape.observation
    return Evidence(
        item=shape.item,
        probe=shape.probe,
        version=shape.version,
        subject=shape.subject,
        observation=Observation(
            status=seen.status,
            summary=seen.summary,
            details=seen.details,
            measurements=tuple(Measurement(**msgspec.structs.asdict(each)) for each in seen.measurements),
            next_step=seen.next_step,
        ),
        collected=time,
        binds=shape.binds,
        expires=None if shape.expires is None else _utc(shape.expires, where),
        duration=shape.duration,
    )


def _shape(record: Record) -> _AnyShape:
    match record:
        case Answer():
            return _convert(_Answer, record)
        case Waiver():
            return _convert(_Waiver, record)
        case Declaration():
            return _convert(_Declaration, record)
        case Evidence():
            return _convert(_Evidence, record)


_ShapeT = TypeVar("_ShapeT", bound=_Shape)


def _convert(shape: Callable[..., _ShapeT], record: Record) -> _ShapeT:
    values = {name: getattr(record, name) for name in type(record).__slots__}
    values["time"] = values.pop("collected", values.get("time"))
    if "observation" in values:
        seen: Observation = values["observation"]
        values["observation"] = _Observation(
            status=seen.status,
            summary=seen.summary,
            details=seen.details,
            measurements=tuple(_measurement(each) for each in seen.measurements if isfinite(each.value)),
            next_step=seen.next_step,
        )
    if "signatures" in values:
        signed = tuple(json.loads(each) for each in values["signatures"])
        values["signatures"] = signed or msgspec.UNSET
    for name in ("binds", "fields"):
        if name in values:
            values[name] = dict(sorted(values[name].items()))
    return shape(format=FORMAT, **values)


def _measurement(seen: Measurement) -> _Measurement:
    """Return a number's shape; JSON has no infinity, and an interval without an end says as much."""
    low, high = (None if end is None or not isfinite(end) else end for end in (seen.low, seen.high))
    return _Measurement(name=seen.name, value=seen.value, low=low, high=high, limit=seen.limit, unit=seen.unit)
