"""A worker's tasks: the checklist as a panel shows it, and what a person decides about an item, made a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.server.decision_forms import AnswerForm, WaiverForm
from jupyter_mlsec.server.tasks import Refused, config_of

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment
    from jupyter_mlsec.model.checklist import Answer, Waiver
    from jupyter_mlsec.model.notebook import Notebook


def checklist(header: Mapping[str, Any], document: bytes) -> dict[str, Any]:
    """Return the ``mlsec-checklist/1`` object; each item also has what a person needs to act on it.

    It is what the widget shows of the same notebook, so that the panel and the widget never differ. ``unparsed`` are
    the indices of cells that are meant to be Python and are not, perhaps because somebody is typing in them.
    """
    from jupyter_mlsec.probes._notebook.cells import parse_notebook
    from jupyter_mlsec.widget.state import widget_state

    notebook = read_notebook(header["path"], document)
    found = _assessed(header, notebook, datetime.now(UTC)).checklist
    author = _own_name(config_of(header).checklist.author, header, notebook)
    unparsed = [each.cell.ref.index for each in parse_notebook(notebook) if each.broken]
    figures = {"coverage": found.coverage, "conformance": found.conformance, "author": author, "unparsed": unparsed}
    return widget_state(found) | figures


def decide(header: Mapping[str, Any], document: bytes) -> dict[str, Any]:
    """Return the record ``mlsec-record/1``. Raises ``UsageError`` with what is wrong with it, for the person."""
    from jupyter_mlsec.lifecycle.answers import answer, waive
    from jupyter_mlsec.lifecycle.records import encode_record

    now = datetime.now(UTC)
    form = msgspec.convert(header["decision"], type=AnswerForm | WaiverForm)
    until = _end_of_day(form.until) if form.until else None
    prints = assessed(header, document, now).checklist.fingerprints
    record: Answer | Waiver
    if isinstance(form, AnswerForm):
        record = answer(form.item, form.text, person=form.person, now=now, fingerprints=prints, expires=until)
    elif until is None:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "a waiver has an end", "choose a date")
    else:
        people = {"approver": form.approver, "author": form.author}
        record = waive(form.item, form.reason, **people, until=until, now=now, fingerprints=prints)
    return encode_record(_signed(record, header, document, now) if header.get("sign") else record)


def _signed(record: Answer | Waiver, header: Mapping[str, Any], document: bytes, now: datetime) -> Answer | Waiver:
    """Return the decision with the signature of whoever runs this server, where it is theirs and asks for nothing."""
    from jupyter_mlsec.decisions import signing
    from jupyter_mlsec.errors import MlsecError
    from jupyter_mlsec.model.checklist import Answer, Part
    from jupyter_mlsec.model.people import named

    try:
        mine = signing(read_notebook(header["path"], document), now=now)
        if mine is None:
            return record
        if isinstance(record, Answer):
            return mine.sign(record, Part.ANSWERED, now)
        own = named(record.approver) == named(mine.identity)
        return mine.sign(record, Part.APPROVED if own else Part.REQUESTED, now)
    except MlsecError:
        return record  # an unsigned decision says so wherever it is shown, and counts where the policy lets it


def _own_name(author: str, header: Mapping[str, Any], notebook: Notebook) -> str:
    """Return who a form for a decision begins with: whose key would sign it, else the configuration's author."""
    from jupyter_mlsec.decisions import signing
    from jupyter_mlsec.errors import MlsecError
    from jupyter_mlsec.model.people import named

    try:
        mine = signing(notebook, now=datetime.now(UTC)) if header.get("sign") else None
    except MlsecError:
        return author
    return author if mine is None or named(author) == named(mine.identity) else mine.identity


def assessed(header: Mapping[str, Any], document: bytes, now: datetime) -> Assessment:
    """Return what is known about the document as it stands ``now``."""
    return _assessed(header, read_notebook(header["path"], document), now)


def _assessed(header: Mapping[str, Any], notebook: Notebook, now: datetime) -> Assessment:
    from jupyter_mlsec.assess import assess_notebook, run_before

    folder = Path(header["folder"]) if header["folder"] else None
    before = None if folder is None else run_before(folder / Path(header["path"]).name, now=now)
    return assess_notebook(notebook, config_of(header), now=now, folder=folder, before=before)


def _end_of_day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
    except ValueError:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "the date cannot be read", "write it as 2026-11-21") from None
