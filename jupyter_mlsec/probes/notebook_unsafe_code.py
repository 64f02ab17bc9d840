"""Unsafe code in cells: deserialisation, execution of text, remote code, plain transport, unpinned installs.

Whoever can change a file or a page that such a cell reads runs code as the person at the notebook, with all the
person's data and keys.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, listed, not_evidence
from jupyter_mlsec.probes._notebook.cells import parse_notebook

_FAMILIES = frozenset({Family.UNSAFE_LOAD, Family.CODE_EXECUTION, Family.SUPPLY_CHAIN, Family.TRANSPORT, Family.SECRET})
_STEP = "Open the findings and apply each remedy, or allow a line with a reason: # mlsec: allow[rule] reason"


def _run(subject: NotebookSubject) -> Observation:
    found = [each for each in counted(subject.findings, _FAMILIES) if each.place is Place.SOURCE]
    grave = [each for each in found if each.severity >= Severity.MEDIUM]
    if grave:
        where = sorted({each.cell.number for each in grave if each.cell is not None})
        cells = f"cell {listed(map(str, where))}"
        return failed(f"{count(len(grave), 'unsafe line')} in {cells}.", *by_rule(found), next_step=_STEP)
    if subject.notebook.language != "python":
        return not_evidence(f"the rules for code know Python, not {subject.notebook.language[:20]}")
    broken = [parsed.cell.ref.number for parsed in parse_notebook(subject.notebook) if parsed.broken]
    if broken:
        return not_evidence(
            f"cell {listed(map(str, broken))} is not valid Python", next_step="Repair or remove the cell."
        )
    if not subject.scanned or subject.notebook.problems:
        return not_evidence("parts of the notebook could not be read", next_step="Repair or remove those parts.")
    if found:
        return warned(f"{count(len(found), 'line')} could be safer.", *by_rule(found), next_step=_STEP)
    return passed("No unsafe line in the code of any cell.")


PROBE = Probe(name="unsafe-code", items=("TRN-06",), run=_run, docs=__doc__)
