"""Where a notebook's data come from: the files, addresses and hubs that its calls read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_mlsec.probes._notebook.program import Call, Program

# Callables that turn a file or an address into data: the position and keywords of where it is.
_READERS = {
    "datasets.load_dataset": (0, "path"),
    "datasets.load_from_disk": (0, "dataset_path"),
    "numpy.fromfile": (0, "file"),
    "numpy.genfromtxt": (0, "fname"),
    "numpy.load": (0, "file"),
    "numpy.loadtxt": (0, "fname"),
    "pyarrow.csv.read_csv": (0, "input_file"),
    "pyarrow.feather.read_table": (0, "source"),
    "pyarrow.parquet.read_table": (0, "source"),
    "pyreadr.read_r": (0, "path"),
    "scipy.io.loadmat": (0, "file_name"),
    "sklearn.datasets.load_svmlight_file": (0, "f"),
    "sklearn.datasets.load_files": (0, "container_path"),
    "urllib.request.urlopen": (0, "url"),
    "urllib.request.urlretrieve": (0, "url"),
    "requests.get": (0, "url"),
    "httpx.get": (0, "url"),
    "geopandas.read_file": (0, "filename"),
    "fsspec.open": (0, "urlpath"),
    "sqlalchemy.create_engine": (0, "url"),
    "sqlite3.connect": (0, "database"),
}
_FAMILY = re.compile(r"(?:pandas|polars|dask\.dataframe|modin\.pandas|cudf|awswrangler\.s3)\.(?:read|scan)_\w+")
_KEYWORDS = ("filepath_or_buffer", "path_or_buf", "path", "io", "source", "urlpath", "con", "path_or_buffer", "sql")
_HUBS = frozenset({
    "datasets.load_dataset", "huggingface_hub.hf_hub_download", "huggingface_hub.snapshot_download",
    "kagglehub.dataset_download", "sklearn.datasets.fetch_openml", "tensorflow_datasets.load",
})  # fmt: skip
_DATABASES = frozenset({"sqlalchemy.create_engine", "sqlite3.connect"})
_CONNECTORS = {
    "asyncpg.connect": "postgresql",
    "mariadb.connect": "mysql",
    "mysql.connector.connect": "mysql",
    "MySQLdb.connect": "mysql",
    "psycopg.connect": "postgresql",
    "psycopg2.connect": "postgresql",
    "pymongo.MongoClient": "mongodb",
    "pymysql.connect": "mysql",
    "redis.Redis": "redis",
    "redis.StrictRedis": "redis",
}
_PLACES = ("dsn", "conninfo", "uri", "url", "host")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
_VERSIONED = re.compile(r"/versions/\d+$|:\d+\.\d+\.\d+$")
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Source:
    """One place that data are read from. ``kind``: ``file``, ``url``, ``hub``, ``database`` or ``unknown``.

    ``where`` may hold a credential: only :attr:`shown` is for people. ``pinned`` says whether a hub's revision is
    fixed by a commit.
    """

    kind: str
    where: str
    call: Call
    pinned: bool = False

    @property
    def shown(self) -> str:
        """The source without user, password, query and fragment."""
        if self.kind == "unknown":
            return f"what {self.call.name} reads in cell {self.call.cell.number}"
        if not _SCHEME.match(self.where):
            return self.where
        try:
            parts = urlsplit(self.where)
        except ValueError:
            return f"what {self.call.name} reads in cell {self.call.cell.number}"
        return f"{parts.scheme}://{host(self.where)}{parts.path}"


def sources(program: Program) -> tuple[Source, ...]:
    """Return the places that a notebook reads data from, each once, in the order of its calls."""
    found: dict[tuple[str, str], Source] = {}
    for source in _sources(program):
        found.setdefault((source.kind, source.where), source)
    return tuple(found.values())


def host(where: str) -> str:
    """Return the host of an address, without user and port."""
    try:
        return (urlsplit(where).hostname or "").lower()
    except ValueError:
        return ""


def local_path(source: Source, folder: Path) -> Path:
    """Return the file that a source of kind ``file`` names."""
    where = source.where.removeprefix("file://")
    return folder / Path(where).expanduser()


def _sources(program: Program) -> Iterator[Source]:
    for call in program.calls:
        place = _READERS.get(call.name)
        if call.name in _HUBS:
            yield _hub(call)
        elif call.name in _CONNECTORS:
            yield _connection(call)
        elif place is not None:
            yield _placed(call, call.text(place[0], place[1]), known=call.argument(place[0], place[1]) is not None)
        elif _FAMILY.fullmatch(call.name) and not call.name.endswith(("read_clipboard", "read_sql_query", "read_sql")):
            yield _placed(call, call.text(0, *_KEYWORDS), known=call.argument(0, *_KEYWORDS) is not None)


def _placed(call: Call, where: str | None, *, known: bool) -> Source:
    if where is None or not known or not where.strip():
        return Source("unknown", f"{call.name}#{call.order}", call)
    if call.name in _DATABASES:
        return Source("database", where, call)
    if where.startswith("file://") or not _SCHEME.match(where):
        return Source("file", where, call)
    return Source("url", where, call)


def _connection(call: Call) -> Source:
    """Return a database that is named by keywords, as the address that says the same."""
    where = call.text(0, *_PLACES)
    if where is None:
        known = call.argument(0, *_PLACES) is not None or call.spread
        return Source("unknown", f"{call.name}#{call.order}", call) if known else Source("database", "localhost", call)
    if _SCHEME.match(where):
        return Source("database", where, call)
    words = dict(part.partition("=")[::2] for part in where.split() if "=" in part)
    options = {key: value for key, value in words.items() if key.startswith("ssl")}
    for each in call.node.keywords:
        if each.arg and each.arg.startswith(("ssl", "tls")):
            off = isinstance(each.value, ast.Constant) and each.value.value in {
                False,
                None,
                "disable",
                "allow",
                "prefer",
            }
            mode = call.text(None, each.arg) if each.arg == "sslmode" else None
            options["sslmode"] = "disable" if off else mode or "require"
    query = "&".join(f"{key}={value}" for key, value in sorted(options.items()))
    return Source("database", f"{_CONNECTORS[call.name]}://{words.get('host', where)}/?{query}", call)


def _hub(call: Call) -> Source:
    where = call.text(0, "path", "repo_id", "name", "handle", "data_id") or f"{call.name}#{call.order}"
    revision = call.text(None, "revision")
    pinned = revision is not None and _COMMIT.fullmatch(revision) is not None
    if call.name.endswith("fetch_openml"):
        pinned = call.argument(None, "data_id") is not None or call.argument(1, "version") is not None
    if call.name.startswith(("kagglehub.", "tensorflow_datasets.")):
        pinned = _VERSIONED.search(where) is not None
    return Source("hub", where, call, pinned)
