"""Queries that take every column of a table.

What is not fetched cannot leak. ``SELECT *`` brings names and addresses along that no model needs, and tomorrow's new
columns as well; a table that is fetched as an object, or by an ORM's class, does the same without a query.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.asked_columns import queries
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.whole_reads import whole_reads


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    asked = list(queries(program, subject.notebook, subject.folder))
    taken = [call.cell for call in whole_reads(program)]
    whole = [query.cell for query in asked if query.whole]
    places = list(dict.fromkeys([*whole, *taken]))
    if places:
        cells = listed(map(str, sorted({cell.number for cell in places})))
        step = "Name the columns that are needed, or say why all are: %mlsec answer COL-07."
        number = len(whole) or len(taken)
        what = count(number, "query", "queries") if whole else count(number, "read", "reads")
        return warned(f"{what} in cell {cells} take every column.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not asked:
        return not_applicable("the notebook asks no database")
    unknown = [query.cell for query in asked if query.whole is None]
    if unknown:
        cells = listed(map(str, sorted({cell.number for cell in unknown})))
        return not_evidence(f"the query in cell {cells} is put together while it runs", next_step="Write it out.")
    return passed(f"{count(len(asked), 'query', 'queries')}, each names the columns that it takes.")


PROBE = Probe(name="whole-tables", items=("COL-07",), run=_run, partial=True, incidental=True, docs=__doc__)
