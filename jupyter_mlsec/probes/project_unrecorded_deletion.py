"""Data or models that code deletes for good, and nothing says what went: no digest, no day, nobody's name.

Looked at where a program or the notebook speaks of an end: of retiring, of a request to be forgotten. What is deleted
on the way, a cache or a table of yesterday, needs no record.
"""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.deletions_in_code import SPEAKS, is_deletion, is_of_a_deletion
from jupyter_mlsec.probes._folder.documents import documents_about
from jupyter_mlsec.probes._folder.programs import NOTEBOOK, Source, programs
from jupyter_mlsec.probes._folder.written_records import written_records
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._names.read import pattern

_STEP = "Delete with the record: %mlsec delete FILE, or write the SHA-256 digest, the day and the person of each file."


def _run(subject: ProjectSubject) -> Observation:
    if documents_about(subject, "deletion")[0] or declared(subject.declarations, "deletion"):
        return not_applicable("the project keeps a record of deletions")
    told = "\n".join(cell.source.content for cell in subject.notebook.cells)
    silent: list[str] = []
    recorded = 0
    for source in programs(subject, SPEAKS):
        if not _named("end").search(told if source.place == NOTEBOOK else source.text) or not _deletes_for_good(source):
            continue
        if any(is_of_a_deletion(record) for record in written_records(source)):
            recorded += 1
        else:
            silent.append(source.place)
    if silent:
        said = f"Data or models are deleted for good, and nothing is written down about it: {listed(silent)}."
        return warned(said, next_step=_STEP)
    if not recorded:
        return not_applicable("no program that speaks of an end deletes data or models")
    return passed(f"{count(recorded, 'program')} that deletes for good writes down what went.")


def _named(name: str) -> re.Pattern[str]:
    return pattern("endings", name)


def _deletes_for_good(source: Source) -> bool:
    told = (source.words(call) for call in source.calls() if is_deletion(call))
    return any(_named("kept").search(text) and not _named("passing").search(text) for text in told)


PROBE = Probe(name="unrecorded-deletion", items=("RET-01",), run=_run, partial=True, incidental=True, docs=__doc__)
