"""Files that a record calls deleted and that are still there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Judge,
    Ledger,
    Remark,
    Row,
    broken,
    every,
    is_called,
    is_no,
    is_yes,
    named,
    speaks,
    texts,
)
from jupyter_mlsec.probes._ground.base import ProjectSubject

_PATH = re.compile(r"`?(?P<path>(?:[\w.\-]{1,100}/){0,12}[\w.\-]{1,100}(?:\.\w{1,12}|/))`?")
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-fA-F]{64}")
_MOST = 500  # paths of one record


def still_there(subject: ProjectSubject) -> Judge:
    """Return what sees the files of a project that a record calls deleted."""

    def judge(ledger: Ledger, _: date) -> Iterator[Remark]:
        if not is_called("of_deletions", ledger.title) or is_called("planned", ledger.title):
            return
        paths = ((row, path) for row in every(ledger) for path in _deleted(row, ledger))
        for row, path in islice(paths, _MOST):
            yield broken("a file that it calls deleted is still there") if _exists(path, row, subject, ledger) else KEPT

    return judge


def _deleted(row: Row, ledger: Ledger) -> Iterator[str]:
    """Yield the paths of a row that are said to be gone."""
    above = " ".join(row.above)
    said = [text for value in row.names.values() for text in texts(value)]
    if is_called("left", above) or any(speaks("left", each) or speaks("planned", each) for each in said):
        return
    gone = [value for name, value in row.names.items() if is_called("gone", name)]
    if any(is_no(each) for each in gone) or any(is_yes(each) for each in named(row, "left")):
        return
    for name, value in row.names.items():
        stated = (
            bool(gone) or is_called("gone", name) or is_called("gone", above) or is_called("gone", ledger.path.lower())
        )
        if stated and not is_called("left", name) and not is_called("proof", name):
            for text in texts([each for each in value if isinstance(each, str)] if isinstance(value, list) else value):
                found = _PATH.fullmatch(text[:400])
                if found is not None and (("/" in found["path"]) or not re.search(r"\d\.\d", found["path"])):
                    yield found["path"]


def _exists(path: str, row: Row, subject: ProjectSubject, ledger: Ledger) -> bool:
    if ".." in path.split("/") or path.strip("/") == ledger.path:
        return False
    place = subject.root / path
    if place.is_dir():
        return path.endswith("/") and any(each.is_relative_to(place) for each in subject.files or ())
    if not place.is_file():
        return False
    digests = [
        text.lower().removeprefix("sha256:")
        for value in row.names.values()
        for text in texts(value)
        if _DIGEST.fullmatch(text)
    ]
    try:
        return not digests or file_fingerprint(place).removeprefix("sha256:") in digests
    except UnreadableError:
        return True
