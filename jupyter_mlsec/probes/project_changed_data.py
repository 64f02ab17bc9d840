"""Data files of the project whose bytes are not those of the digest that is kept of them.

A notebook that reads whatever lies in a folder names no file, so that ``pinned-data`` cannot compare it. Here every
data file that has a digest beside it is compared, read as for ``pinned-data``, but for those that it compares itself.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.off_digests import judged_by_digests
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_DATA = frozenset({
    ".arrow", ".avro", ".csv", ".dta", ".feather", ".jsonl", ".mat", ".ndjson", ".nc", ".orc", ".parquet", ".rds",
    ".sas7bdat", ".sav", ".tsv", ".xls", ".xlsx",
})  # fmt: skip
_STEP = "Find out who changed the data; if it was on purpose, write the new digest down."


def _run(subject: ProjectSubject) -> Observation:
    program = read_program(subject.notebook)
    compared = {local_path(each, subject.folder).resolve() for each in sources(program) if each.kind == "file"}
    data = [path for path in require_files(subject) if path.suffix.lower() in _DATA and path.resolve() not in compared]
    return judged_by_digests(data, subject.root, what="a data file", step=_STEP)


PROBE = Probe(
    name="changed-data", items=("COL-05",), run=_run, cost=Cost.NORMAL, partial=True, incidental=True, docs=__doc__
)
