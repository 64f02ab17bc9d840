"""Evidence made in this kernel: remembered, shown, and carried by the output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jupyter_mlsec.lifecycle.records import Record, encode_record
from jupyter_mlsec.magic.decisions import remember_decision
from jupyter_mlsec.magic.digests import DIGESTS
from jupyter_mlsec.magic.paths import root
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown
from jupyter_mlsec.model.checklist import Answer, Evidence, Ground, Waiver


def bindings(session: Session, ground: Ground, name: str, **tables: str | None) -> dict[str, str]:
    """Return what evidence about the variable ``name`` depends on: it, the tables beside it, the cells that made it.

    ``tables`` are names of variables by their role; None where there is none.
    """
    from jupyter_mlsec.lifecycle.fingerprint import code_fingerprint
    from jupyter_mlsec.lifecycle.slices import slice_files, slice_fingerprint
    from jupyter_mlsec.notebook.code_beside import read_beside
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest

    binds = {f"data:{table}": frame_digest(session.value(table)) for table in tables.values() if table}
    notebook, _ = session.notebook()
    folder = session.folder()
    notebook = replace(notebook, beside=read_beside(notebook, folder, session.config().root or folder))
    variable = root(name)
    made = slice_fingerprint(notebook, variable)
    if made is not None:
        binds[f"{Ground.NOTEBOOK}:{variable}"] = made
        for path in slice_files(notebook, variable):
            binds[f"{Ground.NOTEBOOK}:{path}"] = code_fingerprint(notebook.beside.files[path])
    binds[f"{ground}:{name}"] = DIGESTS[ground](session.value(name))
    return binds


def show_evidence(session: Session, title: str, evidence: Iterable[Evidence], also: Iterable[Record] = ()) -> Shown:
    """Remember evidence for this kernel's checklist and return it as a result whose output carries the records.

    ``also`` are records that this kernel remembers already and that the same output has to carry.
    """
    from jupyter_mlsec.reports.evidence_text import evidence_text
    from jupyter_mlsec.reports.html.fragments import evidence_fragment

    found = tuple(evidence)
    session.keep(list(found))
    return Shown(
        evidence_text(title, found),
        evidence_fragment(found, title) if found else "",
        [encode_record(each) for each in (*also, *found)],
        value=found,
    )


def show_record(session: Session, text: str, record: Record) -> Shown:
    """Do the same for an answer, a waiver or a declaration."""
    session.keep([record])
    if isinstance(record, (Answer, Waiver)):
        remember_decision(session, record)
    return Shown(text, records=[encode_record(record)], value=record)
