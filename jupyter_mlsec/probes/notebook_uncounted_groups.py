"""Groups of people that are rare in the table, and that nothing in the notebook looks at before a model learns.

Of a group with a handful of rows a model learns next to nothing, and an average over everybody does not show it. Asked
are columns whose names say sex, gender, or a special category, in small tables that lie beside the notebook; not those
of which ``unmeasured-groups`` says that rates are compared by something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.compared_groups import compared_instead
from jupyter_mlsec.probes._notebook.counted_groups import is_answer, is_counted
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.read_tables import ReadTable, is_absent, read_tables
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

_LEARNS = frozenset({"fit", "fit_predict", "fit_transform", "partial_fit", "train", "fit_generator"})
_FEWEST_ROWS = 50  # of a table; a smaller one is an example
_FEWEST_IN_GROUP = 20  # rows, as in the probe of a live table
_SMALLEST_SHARE = 0.05
_MOST_GROUPS = 12
_STEP = "Count the groups, with their rates and intervals, and say what was done: %mlsec data NAME --groups COLUMN"


def _run(subject: NotebookSubject) -> Observation:
    program, code = read_program(subject.notebook), code_of(subject.notebook)
    found = [(table, name) for table in read_tables(program, subject.folder) for name in _groups(table)]
    if not found or not _LEARNS & code.calls.keys():
        return not_applicable("no model learns from a small table with groups of people")
    _, told = compared_instead(program, subject.notebook)
    uncounted = [
        f"{label_of(name)} in {table.name}"
        for table, name in found
        if name not in told
        and _is_rare(table.columns[name])
        and not is_answer(name, code)
        and not is_counted(name, code)
    ]
    if uncounted:
        return warned(f"Groups of people are rare, and nothing looks at them: {listed(uncounted)}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    return passed(f"{count(len(found), 'column')} with groups of people, none rare and passed over.")


def _groups(table: ReadTable) -> Iterator[str]:
    for name, values in table.columns.items():
        kind = kind_of_name(name)
        if kind is None or not (kind.reach is Reach.SPECIAL or kind.kind == "sex or gender"):
            continue
        distinct = {each for each in values if not is_absent(each)}
        if table.rows >= _FEWEST_ROWS and 2 <= len(distinct) <= _MOST_GROUPS:  # noqa: PLR2004 - a gap needs two
            yield name


def _is_rare(values: tuple[str, ...]) -> bool:
    sizes = Counter(each.strip() for each in values if not is_absent(each))
    smallest = min(sizes.values())
    return smallest < _FEWEST_IN_GROUP or smallest / len(values) < _SMALLEST_SHARE


PROBE = Probe(name="uncounted-groups", items=("PRE-03",), run=_run, partial=True, incidental=True, docs=__doc__)
