"""The tables of a notebook that its queries name: views that were registered, and variables that duckdb looks up."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.program import Program

_REGISTERS = frozenset({"createGlobalTempView", "createOrReplaceGlobalTempView", "createOrReplaceTempView",
                        "createTempView", "registerTempTable"})  # fmt: skip
_FROM = re.compile(r"\b(?:from|join)\s+(?:global_temp\.)?([A-Za-z_]\w*)", re.IGNORECASE)
_GROUPED = re.compile(
    r"\b(?:avg|mean|median|stddev\w*|var_\w+|variance|quantile\w*|percentile\w*|min|max|sum|count)\s*\(.*\bgroup\s+by\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS = (".sql()", ".query()", ".execute()", ".read_sql()")


class QueriedTables:
    """What the names in queries stand for."""

    def __init__(self, program: Program) -> None:
        """Look at what is registered, and at names that are bound once."""
        self.views: dict[str, list[tuple[int, Value]]] = {}
        for call in program.calls:
            name, rows = call.text(0, "name"), call.base if call.method in _REGISTERS else None
            if call.method == "register" and len(call.arguments.positional) > 1:
                rows = call.value(1)
            if name is not None and rows is not None:
                self.views.setdefault(name.lower(), []).append((call.order, rows))
        bound: dict[str, list[Value]] = {}
        for variable, value in program.names if "duckdb" in program.modules else ():
            bound.setdefault(variable.lower(), []).append(value)
        self.variables = {name: values[0] for name, values in bound.items() if len(values) == 1}
        self.program = program

    def grouped(self, value: Value) -> tuple[Value, ...]:
        """Return the tables of which a query takes what rows of a group have in common; nothing where it takes none."""
        call = self.program.flow.call_of(value) if isinstance(value, Ref) and value.name.endswith(_ASKS) else None
        text = call.text(0, "query", "sql", "sqlQuery") if call is not None else None
        if call is None or text is None or not _GROUPED.search(text):
            return ()
        found: list[Value] = []
        for name in (each.lower() for each in _FROM.findall(text)):
            known = [rows for order, rows in self.views.get(name, ()) if order < call.order]
            table = known[-1] if known else self.variables.get(name)
            found.extend(() if table is None else (table,))
        return tuple(found)
