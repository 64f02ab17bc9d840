"""What a notebook carries of its own checklist: records in its metadata and in the outputs of ``%mlsec``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.records import FORMAT, MIME, Record, decode_record, encode_record, identity, time_of
from jupyter_mlsec.model.checklist import Answer, Declaration, Evidence, Waiver
from jupyter_mlsec.model.notebook import Json, Notebook
from jupyter_mlsec.notebook.ignored import KEY
from jupyter_mlsec.notebook.ignored import KIND as IGNORED


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookState:
    """The newest record of each kind, item, probe and subject, in a fixed order."""

    declarations: tuple[Declaration, ...] = ()
    answers: tuple[Answer, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, declarations first."""
        return (*self.declarations, *self.answers, *self.waivers, *self.evidence)


def read_state(notebook: Notebook) -> NotebookState:
    """Return what the notebook's metadata and outputs say. Raises StateError where a record is malformed."""
    return merge([*_metadata_records(notebook), *_output_records(notebook)])


def merge(records: Iterable[Record]) -> NotebookState:
    """Keep the newest of the records that are about the same thing; the later one wins a tie.

    Two copies of one decision are one, with the signatures of both: who approves a waiver signs one copy.
    """
    newest: dict[tuple[str, ...], Record] = {}
    for record in records:
        key = identity(record)
        if key not in newest or time_of(record) >= time_of(newest[key]):
            newest[key] = _with_signatures(record, newest.get(key))
        else:
            newest[key] = _with_signatures(newest[key], record)
    ordered = [newest[key] for key in sorted(newest)]
    return NotebookState(
        declarations=tuple(record for record in ordered if isinstance(record, Declaration)),
        answers=tuple(record for record in ordered if isinstance(record, Answer)),
        waivers=tuple(record for record in ordered if isinstance(record, Waiver)),
        evidence=tuple(record for record in ordered if isinstance(record, Evidence)),
    )


def _with_signatures(record: Record, other: Record | None) -> Record:
    if isinstance(record, (Answer, Waiver)) and isinstance(other, (Answer, Waiver)):
        mine, theirs = replace(record, signatures=()), replace(other, signatures=())
        if mine == theirs:
            return replace(record, signatures=tuple(dict.fromkeys((*other.signatures, *record.signatures))))
    return record


def metadata(state: NotebookState) -> dict[str, Any]:
    """Return the value of ``nb.metadata["mlsec"]`` that :func:`read_state` reads back."""
    return {"format": FORMAT, "records": [encode_record(record) for record in state.records]}


def _metadata_records(notebook: Notebook) -> Iterable[Record]:
    value = notebook.metadata.get(KEY)
    if value is None:
        return
    help_line = f'remove the notebook metadata\'s "{KEY}" key, or restore it from a signed run'
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        raise StateError(f'the notebook metadata\'s "{KEY}" is not of the format {FORMAT}', help=help_line)
    records = value.get("records", ())
    if set(value) - {"format", "records"} or isinstance(records, (str, Mapping)) or not isinstance(records, Iterable):
        raise StateError(f'the notebook metadata\'s "{KEY}" may hold "format" and "records" only', help=help_line)
    for index, entry in enumerate(records):
        if isinstance(entry, Mapping) and entry.get("kind") == IGNORED:
            continue  # which findings are ignored is read where findings are made
        yield decode_record(entry, where=f'record {index} of the notebook metadata\'s "{KEY}"')


def _output_records(notebook: Notebook) -> Iterable[Record]:
    for cell in notebook.cells:
        for index, output in enumerate(cell.outputs):
            if MIME not in output.data:
                continue
            where = f"output {index + 1} of cell {cell.ref.number}"
            value = output.data[MIME]
            if isinstance(value, str):  # some front ends save JSON types as text
                value = _loads(value, where)
            entries = value if isinstance(value, list) else [value]
            for entry in entries:
                yield decode_record(entry, where=where)


def _loads(text: str, where: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        raise StateError(f"{where} is not a record: it is not JSON", help=f"remove {where}, or run it again") from None
    return value
