"""What is written down about the data that a notebook reads: in declarations, and in records beside the files."""

from __future__ import annotations

from jupyter_mlsec.probes._folder.data_records import record_of
from jupyter_mlsec.probes._ground.base import NotebookSubject
from jupyter_mlsec.probes._ground.declared import declaration_for
from jupyter_mlsec.probes._notebook.sources import Source, local_path


def written_about(source: Source, subject: NotebookSubject) -> tuple[dict[str, str], str]:
    """Return the fields that are known of a source, and the file of the record; what is declared comes first."""
    fields = dict(declaration_for(source, subject.declarations))
    if source.kind != "file":
        return fields, ""
    record = record_of(local_path(source, subject.folder), subject.folder, subject.config.root or subject.folder)
    if record is None:
        return fields, ""
    return {**record.fields, **{name: text for name, text in fields.items() if text}}, record.file
