"""Tables of who was trained when, as CSV files: rows without a day, and days that are long past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from jupyter_mlsec.probes._folder.delimited import delimited_rows
from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.files import is_read
from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.record_fields import spellings
from jupyter_mlsec.probes._folder.record_rules import rules_about, says
from jupyter_mlsec.probes._ground.base import ProjectSubject

_PERSON = re.compile(
    r"person|name|who|employee|participant|mitarbeit"
    r"|teilnehm|nom\b|nombre|nome|naam|osoba|氏名|姓名|人员"
)


def trainings_left_open(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    """Yield the tables in which somebody was not trained, or too long ago; and what is said of each."""
    for path in require_files(subject):
        if path.suffix.lower() == ".csv" and is_read(path):
            place = path.relative_to(subject.root).as_posix()
            yield from ((place, what) for what in dict.fromkeys(_opened(path, subject.now.date())))


def _opened(path: Path, today: date) -> Iterator[str]:
    rows = delimited_rows(path)
    if len(rows) < 2 or not any(_PERSON.search(name) for name in rows[0]):  # noqa: PLR2004 - a head and a row
        return
    for rule in rules_about("GOV-04"):
        for column, name in enumerate(rows[0]):
            if not any(rule.name.search(each) for each in spellings(name)):
                continue
            for row in rows[1:]:
                if column < len(row) and any(_is_bad(row[column], bad, today) for bad in rule.bad):
                    yield rule.what


def _is_bad(value: str, bad: str, today: date) -> bool:
    if bad.startswith("past "):
        days = dates_in(value)
        return bool(days) and (today - max(days)).days > int(bad[5:])
    if bad == "blank":
        return is_placeholder(value.strip())
    if bad.startswith("="):
        return re.fullmatch(bad[1:], value.strip().lower()) is not None
    return says(value, bad)
