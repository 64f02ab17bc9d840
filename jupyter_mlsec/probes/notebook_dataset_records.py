"""Data sets without a recorded source, licence, owner and way of collection.

Data whose origin nobody wrote down can be neither trusted nor deleted when somebody asks for it. Each source that the
notebook reads is held against the declarations, and against the records that lie beside the data: cards, datasheets,
Croissant, data packages. Addresses without encryption and hub data without a pinned revision are no record of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.data_records import FIELDS
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._notebook.addresses import is_plain_address, shown
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.digests import compares_digests, fetched_files
from jupyter_mlsec.probes._notebook.model_loads import loose_datasets
from jupyter_mlsec.probes._notebook.moving import moving_addresses
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import sources
from jupyter_mlsec.probes._notebook.transport import is_plain
from jupyter_mlsec.probes._notebook.written_records import written_about

_STEP = "Declare it once: %mlsec declare dataset NAME source=… licence=… owner=… collection=…"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = [source for source in sources(program) if source.kind != "unknown"]
    read = analysed(subject.notebook)
    plain = [source.shown for source in found if source.kind == "url" and is_plain(source)]
    plain += [shown(address) for address, _ in fetched_files(read) if is_plain_address(address, {})]
    moving = [] if compares_digests(read, subject.notebook) else list(moving_addresses(read))
    loose = list(dict.fromkeys([*loose_datasets(read, subject.folder), *plain, *moving]))
    if loose:
        step = "Pin the revision by its commit, and read over https."
        return failed(f"{listed(loose)} may be something else tomorrow.", next_step=step)
    if not found:
        return unreadable(program) or not_applicable("the notebook reads no data whose source is known")
    told = {source.shown: written_about(source, subject) for source in found}
    missing = {name: list(_missing(fields)) for name, (fields, _) in told.items()}
    bare = [name for name, (fields, _) in told.items() if not fields]
    partly = [name for name, fields in missing.items() if fields]
    if bare:
        return to_declare(f"Nothing is recorded about {listed(bare)}", _STEP)
    if partly:
        details = tuple(_said(name, missing[name], told[name][1]) for name in partly)
        return warned(f"The record of {listed(partly)} is not complete.", *details, next_step=_STEP)
    return passed(f"{count(len(found), 'data set')} with source, licence, owner and way of collection.")


def _missing(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield what a record does not say; a place that is read is a source unless it is said that nobody knows it."""
    for field in FIELDS:
        if is_blank(fields.get(field, "")) and (field != "source" or "source" in fields or not fields):
            yield field


def _said(name: str, missing: list[str], file: str) -> str:
    where = f" in {file}" if file else ""
    return f"{name}: no {', '.join(missing)}{where}"


PROBE = Probe(name="dataset-records", items=("COL-03",), run=_run, docs=__doc__)
