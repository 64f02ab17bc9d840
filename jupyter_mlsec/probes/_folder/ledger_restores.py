"""Records of restores that did not bring back what they were to bring back, or took longer than they may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    broken,
    every,
    is_called,
    is_no,
    is_open,
    is_yes,
    number_in,
    texts,
    unsure,
)
from jupyter_mlsec.probes._folder.record_fields import unaccented

_DIGEST = re.compile(r"(?:sha\d{3}:)?[0-9a-fA-F]{8,128}")
_CLOCK = re.compile(r"(?P<h>\d{1,3}):(?P<m>\d{2})(?::(?P<s>\d{2}))?")
_ISO = re.compile(r"PT(?:(?P<h>\d{1,4})H)?(?:(?P<m>\d{1,5})M)?(?:(?P<s>\d{1,6})S)?")
_PART = re.compile(r"(?P<number>\d{1,7}(?:[.,]\d{1,3})?)\s?(?P<unit>[^\W\d]{1,10}|時間|小时|分钟|分|秒|日|天)")
_UNITS = (  # minutes
    (re.compile(r"(?:^|\b)(?:s|secs?|second[eios]?s?|sekunden?|segundos?)$|秒"), 1 / 60),
    (re.compile(r"(?:^|\b)(?:m|mins?|minut\w*)$|分"), 1.0),
    (re.compile(r"(?:^|\b)(?:h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|uren|uur)$|時間|小时"), 60.0),
    (re.compile(r"(?:^|\b)(?:d|days?|tagen?|tag|jours?|dias?|giorn[io]|dagen?)$|日|天"), 1440.0),
)


def failed_restores(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of restores: another digest or answer than expected, or longer than their own objective."""
    rows = [row for row in every(ledger) if _is_restore(ledger, row)]
    verdicts = [value for row in rows for name, value in row.names.items() if is_called("decision", name)]
    refused = any(map(is_no, verdicts)) and not any(map(is_yes, verdicts))
    told = [what for row in rows for what in _differences(row)] + list(_too_slow(rows))
    for what in told:
        if not what:
            yield KEPT
        else:
            yield unsure(f"{what}, which it says itself") if refused else broken(what)


def _is_restore(ledger: Ledger, row: Row) -> bool:
    return is_called("of_restores", " ".join((*row.above, ledger.title, *ledger.top.names, *texts(ledger.top.names))))


def _differences(row: Row) -> Iterator[str]:
    """Yield for each pair of expected and found what differs; nothing said where they are alike."""
    cells = [(name, value) for name, value in row.names.items() if value != row.first or len(row.names) == 2]  # noqa: PLR2004 - the two
    wanted = [(name, value) for name, value in cells if is_called("expected", name)]
    found = [(name, value) for name, value in cells if is_called("found", name)]
    if len(wanted) == len(found) == 1:
        pair = _text(wanted[0][1]), _text(found[0][1])
        if all(_DIGEST.fullmatch(each) for each in pair):
            one, other = (each.lower().rpartition(":")[2] for each in pair)
            yield "" if one.startswith(other) or other.startswith(one) else "what was restored has another digest"
        elif is_called("objective", row.first.lower()):
            limit, time = (minutes(name, value) for name, value in (wanted[0], found[0]))
            if limit is not None and time is not None:
                yield "it took longer than its own objective" if time > limit else ""
    total = [number for name, value in row.names.items() if is_called("cases", name) if (number := number_in(value))]
    same = [number_in(value) for name, value in row.names.items() if is_called("same", name)]
    if len(total) == 1 and len(same) == 1 and same[0] is not None and not _is_tolerant(row):
        yield "what was restored answers otherwise" if 1 < same[0] < total[0] else ""


def _is_tolerant(row: Row) -> bool:
    return any(
        re.search(r"toler|limit|threshold|min\b|least|schwelle|seuil|umbral|soglia|limiar|許容|阈", name)
        for name in row.names
    )


def _too_slow(rows: list[Row]) -> Iterator[str]:
    pairs = [(name, value) for row in rows for name, value in row.names.items() if not isinstance(value, dict | list)]
    limits = [
        time for name, value in pairs if is_called("objective", name) if (time := minutes(name, value)) is not None
    ]
    took = [time for name, value in pairs if is_called("took", name) if (time := minutes(name, value)) is not None]
    if len(set(limits)) == 1 and took:
        yield "it took longer than its own objective" if max(took) > limits[0] else ""


def minutes(name: str, value: Any) -> float | None:  # noqa: ANN401 - a value of a stranger
    """Return the minutes that a field gives; its unit stands in the value or at the end of its name."""
    text = unaccented(_text(value))[:60].strip()
    if is_open(text) or not re.search(r"\d", text):
        return None
    for pattern in (_CLOCK, _ISO):
        whole = pattern.fullmatch(text)
        if whole is not None and any(whole.groups()):
            hours, mins, secs = (float(each or 0) for each in whole.group("h", "m", "s"))
            return hours * 60 + mins + secs / 60
    parts = [(float(each["number"].replace(",", ".")), _unit(each["unit"].lower())) for each in _PART.finditer(text)]
    known = [number * unit for number, unit in parts if unit is not None]
    if known:
        return sum(known)
    number, unit = number_in(value), _unit(name.rpartition(" ")[2])
    return None if number is None or unit is None or parts else number * unit


def _unit(word: str) -> float | None:
    return next((size for pattern, size in _UNITS if pattern.search(word)), None)


def _text(value: object) -> str:
    return next(iter(texts(value)), "")
