"""Code that is fetched from elsewhere and run as it comes."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import Ref
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.program import Program, read_program

_RUNS = frozenset({"exec", "eval", "compile", "execfile", "run_cell", "run_code", "run_path", "loads", "ex"})
_FETCHES = re.compile(
    r"(?:urlopen|urlretrieve|wget|download|read_url|get_url|URLopener|PoolManager)\b"
    r"|(?:requests|httpx|session|aiohttp|urllib3)\b.*\b(?:get|post|request)\b",
    re.IGNORECASE,
)
_PIPED = re.compile(
    r"\b(?:curl|wget|fetch|iwr|invoke-webrequest|aria2c)\b[^|;&]*\|\s*(?:sudo\s+)?(?:\w+/)*(?:ba|z|k|da|a)?sh\b"
    r"|\b(?:curl|wget)\b[^|;&]*\|\s*(?:sudo\s+)?python|(?:ba|z)?sh\s+(?:-c\s+)?[\"']?(?:<\(|\$\(|`)\s*(?:curl|wget)"
    r"|\b(?:curl|wget)\b.*(?:&&|;)\s*(?:sudo\s+)?(?:ba|z)?sh\s+\S",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:os\.(?:system|popen)|subprocess\.\w+|get_ipython\(\)\.\w+|.*\.system)")


def fetches_and_runs(source: str) -> bool:
    """Tell whether a piece of IPython code fetches code and runs it."""
    text = Text(Place.SOURCE, source, Syntax.PYTHON, cell=CellRef(0, None))
    cell = Cell(CellRef(0, None), CellKind.CODE, text)
    notebook = Notebook(path="start-up", kind=TargetKind.SCRIPT, cells=(cell,))
    program = read_program(notebook)
    return _is_run(program) or _is_piped(notebook, program, source)


def _is_run(program: Program) -> bool:
    for call in program.calls:
        if call.method in _RUNS:
            behind = program.flow.behind(*call.arguments.values(), before=call.order)
            if any(isinstance(value, Ref) and _FETCHES.search(value.name) for value in behind):
                return True
    return False


def _is_piped(notebook: Notebook, program: Program, source: str) -> bool:
    lines = [line.strip() for line in source.splitlines() if line.lstrip().startswith(("!", "%sx", "%system"))]
    lines += [" ".join(command.values) for command in analysed(notebook).commands]
    for call in program.calls:
        if _STARTS.fullmatch(call.name):
            lines += call.texts(0)
    return any(_PIPED.search(line) for line in lines)
