"""Queries that are put together from what somebody types: whoever types decides what the database does.

A quote in a text box, an argument or a request ends the value and begins a query of its own. A parameter cannot.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.typed_queries import queries_of_texts

_STEP = 'Give it as a parameter: read_sql("… WHERE name = ?", con, params=(name,))'


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    asked = list(queries_of_texts(program, subject.notebook))
    typed = sorted({query.cell.number for query in asked if query.typed})
    if typed:
        where = listed(map(str, typed))
        return failed(f"A query in cell {where} is put together from what somebody types.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not asked:
        return not_applicable("the notebook asks no database")
    return passed(f"{count(len(asked), 'query', 'queries')}, none put together from what somebody types.")


PROBE = Probe(name="built-queries", items=("TRN-06",), run=_run, partial=True, incidental=True, docs=__doc__)
