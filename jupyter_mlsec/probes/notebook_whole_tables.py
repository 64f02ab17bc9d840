"""Queries that take every column of a table.

What is not fetched cannot leak. ``SELECT *`` brings names and addresses along that no model needs, and tomorrow's new
columns as well.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.values import Built, Const, Ref, strings
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.cells import LINE
from jupyter_mlsec.probes._notebook.program import Call, read_program

_READS = re.compile(
    r"(?:pandas|polars|dask\.dataframe|modin\.pandas)\.read_(?:sql(?:_query|_table)?|database(?:_uri)?|gbq)"
)
_QUERIES = frozenset({"execute", "query", "sql"})
_WHOLE = re.compile(r"\bselect\s+(?:distinct\s+|top\s+\d+\s+)?(?:\w+\s*\.\s*)?\*", re.IGNORECASE)
_SQL = re.compile(r"\s*(?:with|select|from)\b", re.IGNORECASE)
_FROM_FIRST = re.compile(r"\s*from\s+[^;]+", re.IGNORECASE)  # DuckDB: from 'people.parquet'
_NAMED = re.compile(r"\bselect\b", re.IGNORECASE)
_TEXTS = frozenset({"text", "SQL", "TextClause"})
_FROM_TABLE = frozenset({"pandas.read_sql_table"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    queries = [call for call in program.calls if _asks(call)]
    texts = [(call, _query(call)) for call in queries]
    whole = [call for call, text in texts if _whole(call, text)]
    if whole:
        cells = listed(map(str, sorted({call.cell.number for call in whole})))
        step = "Name the columns that are needed, or say why all are: %mlsec answer COL-07."
        return warned(f"{count(len(whole), 'query', 'queries')} in cell {cells} take every column.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not queries:
        return not_applicable("the notebook asks no database")
    unknown = [call for call, text in texts if text is None and call.name not in _FROM_TABLE]
    if unknown:
        cells = listed(map(str, sorted({call.cell.number for call in unknown})))
        return not_evidence(f"the query in cell {cells} is put together while it runs", next_step="Write it out.")
    return passed(f"{count(len(queries), 'query', 'queries')}, each names the columns that it takes.")


def _asks(call: Call) -> bool:
    if _READS.fullmatch(call.name):
        return True
    text = _query(call) if call.method in _QUERIES else _magic(call)
    return text is not None and _SQL.match(text) is not None


def _query(call: Call) -> str | None:
    """Return the text of a query, also where it is wrapped: ``sa.text("select …")``; of an f-string what is known."""
    text = _magic(call) or call.text(0, "sql", "query", "statement")
    value = call.value(0, "sql", "query", "statement")
    if text is None and isinstance(value, Ref) and value.name.removesuffix("()").rpartition(".")[2] in _TEXTS:
        return None if value.made is None else next(iter(strings(value.made.find("text", 0))), None)
    if text is None and isinstance(value, Built):
        return "".join(
            part.value if isinstance(part, Const) and isinstance(part.value, str) else "?" for part in value.parts
        )
    return text


def _magic(call: Call) -> str | None:
    """Return the query of an SQL magic: ``%sql select * from people``."""
    if call.name != LINE or not call.node.args or not isinstance(call.node.args[0], ast.Constant):
        return None
    line = str(call.node.args[0].value)
    return line.removeprefix("%sql").strip() if line.startswith("%sql ") else None


def _whole(call: Call, text: str | None) -> bool:
    if call.name in _FROM_TABLE:
        return call.argument(5, "columns") is None
    if text is None:
        return False
    whole = _FROM_FIRST.fullmatch(text) is not None and not _NAMED.search(text)
    return whole or _WHOLE.search(text) is not None or _from_first_whole(text)


def _from_first_whole(text: str) -> bool:
    return text.lstrip().lower().startswith("from") and re.search(r"\bselect\s+\*\s*$", text, re.IGNORECASE) is not None


PROBE = Probe(name="whole-tables", items=("COL-07",), run=_run, partial=True, incidental=True, docs=__doc__)
