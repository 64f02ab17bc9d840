"""Databases that are read as their administrator.

A notebook that connects as ``root`` or ``postgres`` can drop what it should only read, and so can every line of code
that it loads.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.accounts import administrators
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.program import Call, read_program

_CONNECTS = frozenset({
    "asyncpg.connect", "clickhouse_connect.get_client", "cx_Oracle.connect", "mariadb.connect",
    "mysql.connector.connect", "MySQLdb.connect", "oracledb.connect", "psycopg.connect", "psycopg2.connect",
    "pymongo.MongoClient", "pymssql.connect", "pymysql.connect", "pyodbc.connect", "redshift_connector.connect",
    "snowflake.connector.connect", "sqlalchemy.create_engine", "sqlalchemy.engine.URL.create", "sqlalchemy.URL.create",
    "trino.dbapi.connect",
})  # fmt: skip
_ADDRESSED = frozenset({"sqlalchemy.create_engine", "pandas.read_sql", "polars.read_database_uri", "psycopg.connect",
                        "psycopg2.connect", "asyncpg.connect", "pymongo.MongoClient"})  # fmt: skip
_EMBEDDED = ("sqlite", "duckdb")


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    powerful = sorted(set(administrators(analysed(subject.notebook))))
    if powerful:
        step = "Ask for an account that may read these tables and nothing else, and connect with that."
        return failed(f"A database is read as its administrator ({listed(powerful)}).", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    accounts = [account for call in program.calls if (account := _account(call)) is not None]
    if not accounts:
        return not_applicable("the notebook connects to no database server")
    if not all(accounts):
        step = "Say whose account it is and what it may do: %mlsec answer COL-04 …"
        return not_evidence("it cannot be seen as whom the database is read", next_step=step)
    return passed(f"{count(len(accounts), 'database connection')}, none as an administrator.")


def _account(call: Call) -> str | None:
    """Return as whom a call connects; empty where that is not seen, None where it connects to no server."""
    if call.name not in _CONNECTS | _ADDRESSED:
        return None
    where = call.text(0, "url", "con", "uri", "conninfo", "dsn", "host") if call.name in _ADDRESSED else None
    if where is not None and where.startswith(_EMBEDDED):
        return None
    if call.name.startswith("pandas.") and (where is None or "://" not in where):
        return None
    given = call.text(None, "user", "username", "uid")
    if given is not None:
        return given
    return _of_address(where or call.text(0, "dsn") or "")


def _of_address(where: str) -> str:
    if "://" in where:
        try:
            return unquote(urlsplit(where).username or "")
        except ValueError:
            return ""
    words = dict(part.partition("=")[::2] for part in where.replace(";", " ").split() if "=" in part)
    found = {key.lower(): value for key, value in words.items()}
    return found.get("user", found.get("uid", found.get("username", ""))).strip("'\"{}")


PROBE = Probe(name="database-account", items=("COL-04",), run=_run, partial=True, incidental=True, docs=__doc__)
