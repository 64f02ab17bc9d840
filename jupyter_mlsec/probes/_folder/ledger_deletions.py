"""Files that a record calls deleted and that are still there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import file_fingerprint
from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    broken,
    every,
    is_called,
    is_no,
    speaks,
    texts,
)
from jupyter_mlsec.probes._ground.base import ProjectSubject

_PATH = re.compile(r"`?(?P<path>(?:[\w.\-]{1,100}/){0,12}[\w.\-]{1,100}(?:\.\w{1,12}|/))`?")
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-fA-F]{64}")
_MOST = 500  # paths of one record


def still_there(ledger: Ledger, subject: ProjectSubject) -> Iterator[Remark]:
    """Yield for each file that a record calls deleted whether it is gone."""
    if not is_called("of_deletions", ledger.title) or is_called("planned", ledger.title):
        return
    looked = 0
    for row in every(ledger):
        for path in _deleted(row, ledger):
            looked += 1
            if looked > _MOST:
                return
            yield broken("a file that it calls deleted is still there") if _exists(path, row, subject, ledger) else KEPT


def _deleted(row: Row, ledger: Ledger) -> Iterator[str]:
    """Yield the paths of a row that are said to be gone."""
    above = " ".join(row.above)
    said = [text for value in row.names.values() for text in texts(value)]
    if is_called("left", above) or any(speaks("left", each) or speaks("planned", each) for each in said):
        return
    gone = [value for name, value in row.names.items() if is_called("gone", name)]
    if any(is_no(each) for each in gone):
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
