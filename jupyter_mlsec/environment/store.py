"""The offline advisory store: an SQLite index of an OSV export, built once and asked by package name."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.osv import Advisory, MalformedError, read_advisory
from jupyter_mlsec.environment.ranges import AffectedVersions
from jupyter_mlsec.errors import AuditError

FORMAT = "mlsec-advisories/1"
_CLOCK_SKEW = timedelta(days=1)
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE advisory (id TEXT PRIMARY KEY, aliases TEXT NOT NULL, summary TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE affected (package TEXT NOT NULL, advisory TEXT NOT NULL, entries BLOB NOT NULL,
                       PRIMARY KEY (package, advisory)) WITHOUT ROWID;
CREATE TABLE unreadable (package TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL);
"""


class StoreStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a store was made from. ``date`` is the newest advisory's; ``digest`` covers every advisory in it."""

    source: str
    date: dt.date
    digest: str
    imported: datetime
    advisories: int
    packages: int
    withdrawn: int
    malformed: int
    other_ecosystems: int

    def age(self, today: dt.date) -> int:
        """Days since the newest advisory was modified."""
        return (today - self.date).days


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAdvisory:
    """One advisory about one package."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    entries: tuple[AffectedVersions, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A malformed advisory; ``package`` is empty where it could be about any."""

    package: str
    name: str
    reason: str


class AdvisoryStore:
    """A store opened for reading. Raises AuditError where the file is not one, or is damaged."""

    def __init__(self, path: Path, image: bytes | None = None) -> None:
        if image is None and not path.is_file():
            raise AuditError(f"there is no advisory store {path.name}", help="run mlsec advisories update")
        self._path = path
        self._image = image
        with self._connection() as connection:
            rows = dict(connection.execute("SELECT key, value FROM meta"))
        if rows.get("format") != FORMAT:
            raise AuditError(f"{path.name} is not an advisory store of this version", help="import it again")
        self.status = _status(rows, path.name)

    @classmethod
    def of_members(cls, members: Iterable[Member], *, source: str) -> AdvisoryStore:
        """Index an export for this process only. Raises AuditError."""
        with tempfile.TemporaryDirectory(prefix="mlsec-advisories-") as folder:
            target = Path(folder) / "advisories.sqlite"
            build_store(members, target, source=source)
            return cls(target, target.read_bytes())

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        where = ":memory:" if self._image is not None else f"{self._path.resolve().as_uri()}?mode=ro"
        connection = sqlite3.connect(where, uri=True)
        try:
            if self._image is not None:
                connection.deserialize(self._image)
            yield connection
        except (sqlite3.Error, msgspec.DecodeError, UnicodeDecodeError):
            raise AuditError(
                f"the advisory store {self._path.name} is damaged", help="run mlsec advisories update, or import again"
            ) from None
        finally:
            connection.close()

    def lookup(self, packages: Iterable[str]) -> dict[str, tuple[StoredAdvisory, ...]]:
        """Return the advisories of each package (normalised names), sorted by id; unknown packages are left out."""
        query = (
            "SELECT affected.package, id, aliases, summary, entries FROM affected "
            "JOIN advisory ON id = affected.advisory WHERE affected.package = ? ORDER BY id"
        )
        found: dict[str, tuple[StoredAdvisory, ...]] = {}
        with self._connection() as connection:
            for package in packages:
                rows = connection.execute(query, (package,)).fetchall()
                if rows:
                    found[package] = tuple(_stored(*row[1:]) for row in rows)
        return found

    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return every advisory that could not be used."""
        with self._connection() as connection:
            rows = connection.execute("SELECT package, name, reason FROM unreadable ORDER BY package, name")
            return tuple(Unreadable(*row) for row in rows)


def _status(rows: Mapping[str, str], name: str) -> StoreStatus:
    try:
        return msgspec.json.decode(rows["status"], type=StoreStatus)
    except (KeyError, msgspec.DecodeError):
        raise AuditError(f"the advisory store {name} is damaged", help="import it again") from None


def _stored(advisory: str, aliases: str, summary: str, entries: bytes) -> StoredAdvisory:
    return StoredAdvisory(
        id=advisory,
        aliases=tuple(aliases.split()),
        summary=summary,
        entries=msgspec.msgpack.decode(entries, type=tuple[AffectedVersions, ...]),
    )


def build_store(members: Iterable[Member], target: Path, *, source: str, now: datetime | None = None) -> StoreStatus:
    """Index an export into ``target``, which is replaced in one step or not at all.

    Raises AuditError where there is no usable advisory at all: an empty store would call everything clean.
    """
    moment = now or datetime.now(UTC)
    content = _collect(members)
    if not content.advisories:
        raise AuditError(f"{source} holds no advisory about a Python package")
    known = [advisory.modified for advisory in content.advisories.values() if advisory.modified <= moment + _CLOCK_SKEW]
    if not known:
        raise AuditError(f"every advisory of {source} is dated in the future")
    live = {key: advisory for key, advisory in content.advisories.items() if not advisory.withdrawn}
    status = StoreStatus(
        source=source,
        date=max(known).astimezone(UTC).date(),
        digest=_digest(content.advisories),
        imported=moment,
        advisories=len(live),
        packages=len({package for advisory in live.values() for package in advisory.affected}),
        withdrawn=len(content.advisories) - len(live),
        malformed=content.malformed,
        other_ecosystems=content.other_ecosystems,
    )
    _write(target, status, live, content.unreadable)
    return status


class _Content:
    """What reading an export brought to light."""

    def __init__(self) -> None:
        self.advisories: dict[str, Advisory] = {}
        self.unreadable: list[Unreadable] = []
        self.malformed = 0
        self.other_ecosystems = 0

    def refuse(self, name: str, reason: str, packages: frozenset[str]) -> None:
        self.malformed += 1
        self.unreadable += [Unreadable(package, name, reason) for package in sorted(packages or {""})]

    def add(self, advisory: Advisory) -> None:
        if not advisory.affected:
            self.other_ecosystems += 1
            return
        earlier = self.advisories.get(advisory.id)
        if earlier is None or (advisory.modified, _encoded(advisory)) > (earlier.modified, _encoded(earlier)):
            self.advisories[advisory.id] = advisory


def _collect(members: Iterable[Member]) -> _Content:
    content = _Content()
    for member in members:
        if member.data is None:
            content.refuse(member.name, member.problem, frozenset())
            continue
        try:
            content.add(read_advisory(member.name, member.data))
        except MalformedError as error:
            content.refuse(member.name, error.reason, error.packages)
    return content


def _encoded(advisory: Advisory) -> bytes:
    return msgspec.json.encode(advisory, order="deterministic")


def _digest(advisories: Mapping[str, Advisory]) -> str:
    """Digest what is used of every advisory, so that a zip, a tar and a folder of the same data agree."""
    total = hashlib.sha256()
    for key in sorted(advisories):
        total.update(hashlib.sha256(_encoded(advisories[key])).digest())
    return f"sha256:{total.hexdigest()}"


def _write(target: Path, status: StoreStatus, live: Mapping[str, Advisory], unreadable: list[Unreadable]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".advisories-", suffix=".sqlite", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        connection = sqlite3.connect(temporary)
        with connection:
            connection.executescript(_SCHEMA)
            _fill(connection, status, live, unreadable)
        connection.execute("VACUUM")
        connection.close()
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.replace(target)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _fill(
    connection: sqlite3.Connection, status: StoreStatus, live: Mapping[str, Advisory], unreadable: list[Unreadable]
) -> None:
    text = msgspec.json.encode(status).decode()
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), ("status", text)])
    connection.executemany(
        "INSERT INTO advisory VALUES (?, ?, ?)",
        ((key, " ".join(advisory.aliases), advisory.summary) for key, advisory in sorted(live.items())),
    )
    connection.executemany(
        "INSERT INTO affected VALUES (?, ?, ?)",
        (
            (package, key, msgspec.msgpack.encode(entries))
            for key, advisory in sorted(live.items())
            for package, entries in sorted(advisory.affected.items())
        ),
    )
    connection.executemany(
        "INSERT INTO unreadable VALUES (?, ?, ?)", ((item.package, item.name, item.reason) for item in unreadable)
    )
