"""Tables in the kernel that identify people and that nobody looked at: forgotten copies, samples, joins.

Every table is looked at, by the names and patterns of its columns, on a sample of its rows; no value is kept. One whose
legal basis is declared is known about.
"""

from __future__ import annotations

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import declared, passed, warned
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject, made_by
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable, verb
from jupyter_mlsec.probes._tables.frames import as_frame
from jupyter_mlsec.probes._tables.personal import personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach

_TABLES = frozenset({"DataFrame", "GeoDataFrame", "LazyFrame", "Table"})
_MOST_TABLES = 30
_ROWS = 500
_BASIS = ("basis", "lawful-basis", "legal-basis")


@guarded
def _run(subject: NamespaceSubject) -> Observation:
    tables = [named for named in made_by(subject, "geopandas", "pandas", "polars", "pyarrow") if named.kind in _TABLES]
    if not tables:
        return not_applicable("no table is in the kernel")
    known = {
        name
        for name, fields in declared(subject.declarations, "dataset").items()
        if any(fields.get(key) for key in _BASIS)
    }
    found = [named.name for named in tables[:_MOST_TABLES] if named.name not in known and _identifies(named.value)]
    details = (f"{len(tables) - _MOST_TABLES} more tables were not looked at",) if len(tables) > _MOST_TABLES else ()
    if found:
        step = f"Look at it: %mlsec data {found[0]}; declare its basis, or delete it: del {found[0]}"
        return warned(
            f"{count(len(found), 'table')} in this kernel {verb(len(found), 'identifies', 'identify')} people "
            f"without a declared basis: {listed(found)}.",
            *details,
            next_step=step,
        )
    return passed(f"None of {count(len(tables), 'table')} in this kernel identifies people unknown to us.", *details)


def _identifies(table: object) -> bool:
    try:
        head = table.head(_ROWS) if hasattr(table, "head") else table.slice(0, _ROWS)  # type: ignore[attr-defined]
        frame = as_frame(head.collect() if hasattr(head, "collect") else head)
    except (MlsecError, AttributeError):
        return False
    return any(column.reach is not Reach.INDIRECT for column in personal_columns(frame))


PROBE = Probe(
    name="personal-tables",
    items=("COL-01",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
