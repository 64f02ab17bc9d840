"""Data files beside the notebook in which people can be told apart, and nobody wrote down why they may be used.

Account numbers, e-mail addresses, telephone and national numbers are told by their values, check digits included;
health, faith, origin and the like by the names of columns, in tables of people. The beginning of every text file that
the code names is looked at, and no value is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.data_files import columns_of_file, opened_files
from jupyter_mlsec.probes._folder.legal_basis import basis_is_told
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.asked_people import texts_of_code
from jupyter_mlsec.probes._notebook.columns import personal
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.personal import Basis, PersonalColumn, personal_texts
from jupyter_mlsec.probes._tables.personal_names import Reach

_PROVEN = frozenset({"account or card number", "e-mail address", "national or tax number", "telephone number"})
_MOST_VALUES = 0.5  # of a column's distinct values; fewer are accidents in a text
_STEP = "Write down the basis, or leave the columns out: %mlsec declare dataset NAME --legal-basis …"


def _run(subject: ProjectSubject) -> Observation:
    files = list(opened_files(subject, texts_of_code(subject.notebook)))
    read = {path: held for path in files if (held := columns_of_file(path)) is not None}
    found = {
        path: columns
        for path, table in read.items()
        if (columns := _telling([each for name, values in table.items() if (each := personal_texts(name, values))]))
    }
    if found and not basis_is_told(subject):
        return _without_basis(found)
    if len(read) < len(files):
        missing = listed(path.name for path in files if path not in read)
        return not_evidence(f"{missing} could not be looked at", next_step="Repair it, or look at it in the kernel.")
    if not files:
        return not_applicable("the code names no data file that can be looked at here")
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    if found:
        return passed("A legal basis is written down for the people in the data files.")
    return passed(f"{count(len(read), 'data file')} without columns that identify people.")


def _without_basis(found: Mapping[Path, list[PersonalColumn]]) -> Observation:
    """Fail where the values show whose they are; warn where only the names of columns do."""
    names = [f"{path.name} ({listed(each.column for each in columns)})" for path, columns in sorted(found.items())]
    told = f"No legal basis is written down for the people in {listed(names)}."
    details = [f"{path.name}: {each}" for path, columns in sorted(found.items()) for each in columns]
    if any(_is_proven(each) for columns in found.values() for each in columns):
        return failed(told, *details, next_step=_STEP)
    return warned(told, *details, next_step=_STEP)


def _telling(columns: list[PersonalColumn]) -> list[PersonalColumn]:
    """Return the columns that need a basis: whoever is named, and special categories in a table of people."""
    sure = set(personal(each.name for each in columns))
    return [
        each
        for each in columns
        if _is_proven(each)
        or (each.reach is Reach.DIRECT and each.name in sure)
        or (each.reach is Reach.SPECIAL and len({other.name for other in columns}) > 1)
    ]


def _is_proven(column: PersonalColumn) -> bool:
    """Tell whether the values themselves show whom they belong to."""
    share = column.hit_rate or 0.0
    return column.kind in _PROVEN and column.basis is not Basis.NAME and share >= _MOST_VALUES


PROBE = Probe(
    name="personal-files",
    items=("COL-01",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
