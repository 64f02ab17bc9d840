"""What is known about when and where a run took place, and taken out of what it printed: its clock and its folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_SLACK = timedelta(hours=26)  # a day, and the distance of any time zone from another
_CLOCK_SLACK = timedelta(seconds=2)  # for times without a day, which the pinned time zone makes exact
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?"
_TIME = r"\d\d[:.h-]?\d\d(?:[:.m-]?\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
_MOMENT = re.compile(
    r"(?<![A-Za-z0-9.:])(?:"
    rf"(?P<iso>\d{{4}}[-/]\d\d[-/]\d\d)(?:[T _]{_TIME})?"
    r"|(?P<plain>\d{8})[-_T]?\d{6}"
    rf"|(?P<us>\d\d/\d\d/\d{{4}})(?:,? {_TIME})?"
    rf"|{_DAY}(?P<dmy>\d{{1,2}}[ -]{_MONTH}[ ,-]{{1,2}}\d{{4}})(?:,? {_TIME})?"
    rf"|{_DAY}(?P<mdy>{_MONTH} +\d{{1,2}},? (?:\d\d:\d\d:\d\d )?\d{{4}})(?:,? {_TIME})?"
    r"|(?P<epoch>1\d{9})(?:\.\d+)?"
    r"|(?P<clock>\d\d:\d\d:\d\d)(?:\.\d+)?"
    r")(?![A-Za-z0-9]|[.:]\d)"
)
_FOLDER = r"(?P<folder>(?:[A-Za-z]:)?(?:[/\\][^\s/\\\"'<>:]+)+)"
_LONGEST = 20_000  # characters of a text that is searched for the folder of the other run


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """When a run began and ended, and which folder it ran in; empty where that is not known."""

    started: datetime | None = None
    finished: datetime | None = None
    folder: str = ""

    def taken_out(self, text: str) -> str:
        """Return a text without the moments that lie in the run, and without the folder it ran in."""
        if self.folder:
            text = text.replace(self.folder, "<folder>")
        return text if self.started is None else _MOMENT.sub(self._moment, text)

    def _moment(self, match: re.Match[str]) -> str:
        if self.started is None:
            return match[0]
        finished = self.finished or self.started
        if match["clock"]:
            start, text = self.started - _CLOCK_SLACK, match["clock"]
            ticks = (start + timedelta(seconds=second) for second in range(int((finished - start).total_seconds()) + 3))
            return "<now>" if any(f"{tick:%H:%M:%S}" == text for tick in ticks) else match[0]
        moment = _read(match)
        if moment is None:
            return match[0]
        return "<now>" if self.started - _SLACK <= moment <= finished + _SLACK else match[0]


def _read(match: re.Match[str]) -> datetime | None:
    kind = str(match.lastgroup)
    text = match[kind]
    try:
        if kind == "epoch":
            return datetime.fromtimestamp(int(text), UTC)
        if kind in {"dmy", "mdy"}:
            words = re.findall(r"[A-Za-z]+|\d+", re.sub(r"\d\d:\d\d:\d\d", "", text))
            month = next(word[:3] for word in words if word.isalpha())
            day, year = (word for word in words if word.isdigit())
            return datetime.strptime(f"{day} {month} {year}", "%d %b %Y").replace(tzinfo=UTC)
        form = {"iso": "%Y-%m-%d", "plain": "%Y%m%d", "us": "%m/%d/%Y"}[kind]
        return datetime.strptime(text.replace("/", "-") if kind == "iso" else text, form).replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError, StopIteration):
        return None


def folder_before(one: str, other: str, folder: str) -> str | None:
    """Return the folder that stands in ``one`` wherever ``folder`` stands in ``other``, the same each time; or None.

    A bundle names no folder of the machine it was made on, so it has to be read off two texts that are otherwise alike.
    """
    if folder not in other or len(one) > _LONGEST or len(other) > _LONGEST:
        return None
    first, *rest = (re.escape(part) for part in other.split(folder))
    match = re.fullmatch(first + _FOLDER + "(?P=folder)".join(rest), one)
    return match["folder"] if match else None
