"""Keeps the offline advisories: update (the one thing here that opens a socket), import, status."""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_mlsec.environment.export import members
from jupyter_mlsec.environment.store import AdvisoryStore, StoreStatus, build_store
from jupyter_mlsec.errors import AuditError

OSV_EXPORT = "https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip"
_DOWNLOAD_LIMIT = 2 * 2**30  # bytes
_CHUNK = 1 << 20
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all where the server says


def store_path() -> Path:
    """Return where this person's store is: below ``$MLSEC_DATA_DIR``, else the system's folder for user data."""
    given = os.environ.get("MLSEC_DATA_DIR")
    return (Path(given) if given else _user_data()) / "advisories.sqlite"


def _user_data() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "jupyter-mlsec" if base else Path.home() / "AppData" / "Local" / "jupyter-mlsec"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "jupyter-mlsec"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "jupyter-mlsec"


def open_store(path: Path | None = None) -> AdvisoryStore | None:
    """Open the given store, or this person's own; None where nothing was given and nothing has been imported.

    ``path`` may also be an export (zip, tar.gz, folder): it is then indexed for this process only, which takes seconds;
    :func:`import_advisories` does that once for all. Raises AuditError.
    """
    if path is None:
        own = store_path()
        return AdvisoryStore(own) if own.is_file() else None
    if path.is_file() and _is_store(path):
        return AdvisoryStore(path)
    return AdvisoryStore.of_members(members(path), source=path.name)


def _is_store(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\x00"


def import_advisories(path: Path, *, target: Path | None = None, now: datetime | None = None) -> StoreStatus:
    """Index an export and make it this person's store. Raises AuditError; the store in use then stays as it is."""
    return build_store(members(path), target or store_path(), source=path.name, now=now)


def update_advisories(
    url: str = OSV_EXPORT,
    *,
    target: Path | None = None,
    timeout: float = 60.0,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> StoreStatus:
    """Fetch OSV's export of PyPI and index it. Opens a socket, and is only called when a person asks for it.

    ``timeout`` is in seconds of silence. Raises AuditError; an export older than the store in use is refused, because
    going back in time is what an attacker on the way would want.
    """
    place = target or store_path()
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=place.parent) as folder:
        archive = Path(folder) / "PyPI-all.zip"
        _fetch(url, archive, timeout, progress)
        fresh = Path(folder) / "advisories.sqlite"
        status = build_store(members(archive), fresh, source="OSV export of PyPI", now=now)
        _refuse_rollback(place, status.date)
        fresh.replace(place)
    return status


def _refuse_rollback(place: Path, fetched: date) -> None:
    try:
        held = AdvisoryStore(place).status.date
    except AuditError:
        return  # nothing usable is held: anything is better
    if fetched < held:
        raise AuditError(
            f"the fetched advisories end on {fetched}, but those in use reach to {held}; nothing was changed",
            help="try again later, or use mlsec advisories import to go back on purpose",
        )


def _fetch(url: str, target: Path, timeout: float, progress: Progress | None) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise AuditError("advisories are fetched over https only")
    where = parts.hostname or "the server"
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer, target.open("wb") as out:  # noqa: S310 - checked above
            length = answer.headers.get("Content-Length")
            expected = int(length) if length and length.isdigit() else None
            done = 0
            while chunk := answer.read(_CHUNK):
                done += len(chunk)
                if done > _DOWNLOAD_LIMIT:
                    raise AuditError(f"the export from {where} is larger than {_DOWNLOAD_LIMIT // 2**30} GiB")
                out.write(chunk)
                if progress:
                    progress(done, expected)
    except (urllib.error.URLError, ssl.SSLError, TimeoutError, OSError, ValueError) as error:
        raise AuditError(
            f"the advisories could not be fetched from {where} ({type(error).__name__})",
            help=("check the network and the proxy settings", "or bring an export along: mlsec advisories import FILE"),
        ) from None
    if expected is not None and done != expected:
        raise AuditError(f"the export from {where} was cut off after {done} of {expected} bytes")
