"""A figure that is called the clean one, and no other beside it: nobody tried rows that are not clean.

Whoever calls a figure clean knows that there is another. Rows that were cleaned are something else: where they are
called so themselves, nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.claimed import is_tested
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.consequences import called
from jupyter_mlsec.probes._notebook.program import Call

_CLEAN = re.compile(
    r"(?:^|[_\W])(?:clean|unperturbed|undisturbed|uncorrupted|noise_?free|sauber|ungest(?:oe|ö|o)rt|propre|sans_bruit"
    r"|limpi[oa]|sin_ruido|pulit[oa]|limp[oa]|schoon|schone|zonder_ruis|czyst[eya])(?:$|[_\W\d])",
    re.IGNORECASE,
)
_CLEANED = re.compile(r"clean|sauber|bereinigt|nettoy|limpi|pulit|schoon|opgeschoond|czyst", re.IGNORECASE)
_SAID = re.compile(r"\b(?:clean|unperturbed|undisturbed|uncorrupted)\s+(?:test |validation )?"
                   r"(?:accuracy|acc|auc|f1|error|loss|mape|mae|rmse|r2|score|inputs|images|rows|performance)\b",
                   re.IGNORECASE)  # fmt: skip
_TELLS = frozenset({"print", "info", "log", "write", "log_metric", "display"})
_WHAT = "the figure is called the clean one and there is no other"


def clean_alone(reading: Reading) -> Iterator[Wrong]:
    """Yield where the only figures of a model are those of clean rows."""
    figures = [call for call in reading.program.calls if _is_figure(call, reading)]
    clean = [call for call in figures if _is_called_clean(call, reading)]
    if not clean or any(is_tested(item, reading) for item in ("EVA-02", "EVA-03")):
        return
    rows = {key for call in clean for key in _rows(call, reading)}
    if all(_rows(call, reading) <= rows for call in figures):
        yield Wrong("EVA-02", clean[0].cell.number, _WHAT)


def _is_figure(call: Call, reading: Reading) -> bool:
    if id(call.node) not in reading.code.order:
        return False  # of code that a string holds
    if is_metric(call.method) or call.method in {"mean", "average"}:
        return bool(reading.asked(call.base, *call.arguments.values()))
    return call.method in {"score", "evaluate"} and call.base is not None and bool(call.arguments.positional)


def _rows(call: Call, reading: Reading) -> frozenset[int]:
    """Return the keys of the rows that a model is asked about for a figure."""
    asked = reading.asked(call.base, *call.arguments.values())
    return reading.sources(*(asked or call.arguments.values()), before=call.order)


def _is_called_clean(call: Call, reading: Reading) -> bool:
    names = [each.id for each in ast.walk(call.node) if isinstance(each, ast.Name)]
    if any(_CLEANED.search(name) for name in names):
        return False
    child: ast.AST = call.node
    for place in reading.code.around(call.node):
        if isinstance(place, ast.Dict):
            keys = [key for key, value in zip(place.keys, place.values, strict=True) if value is child]
            return any(isinstance(key, ast.Constant) and _CLEAN.search(str(key.value)) for key in keys)
        if isinstance(place, ast.Assign):
            return any(_CLEAN.search(name) for target in place.targets for name in _bound(target))
        if isinstance(place, ast.Call) and called(place) in _TELLS:
            texts = (each.value for each in ast.walk(place) if isinstance(each, ast.Constant))
            return any(isinstance(text, str) and _SAID.search(text) is not None for text in texts)
        if isinstance(place, ast.stmt):
            return False
        child = place
    return False


def _bound(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        yield str(target.slice.value)
