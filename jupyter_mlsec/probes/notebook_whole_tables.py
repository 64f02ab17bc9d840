"""Queries that take every column of a table.

What is not fetched cannot leak. ``SELECT *`` brings names and addresses along that no model needs, and tomorrow's new
columns as well.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, read_program

_READS = re.compile(
    r"(?:pandas|polars|dask\.dataframe|modin\.pandas)\.read_(?:sql(?:_query|_table)?|database(?:_uri)?|gbq)"
)
_QUERIES = frozenset({"execute", "query", "sql"})
_WHOLE = re.compile(r"\bselect\s+(?:distinct\s+|top\s+\d+\s+)?(?:\w+\s*\.\s*)?\*", re.IGNORECASE)
_SQL = re.compile(r"\s*(?:with|select)\b", re.IGNORECASE)
_FROM_TABLE = frozenset({"pandas.read_sql_table"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    queries = [call for call in program.calls if _asks(call)]
    texts = [(call, call.text(0, "sql", "query", "statement")) for call in queries]
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
    text = call.text(0, "sql", "query", "statement") if call.method in _QUERIES else None
    return text is not None and _SQL.match(text) is not None


def _whole(call: Call, text: str | None) -> bool:
    if call.name in _FROM_TABLE:
        return call.argument(5, "columns") is None
    return text is not None and _WHOLE.search(text) is not None


PROBE = Probe(name="whole-tables", items=("COL-07",), run=_run, partial=True, incidental=True, docs=__doc__)
