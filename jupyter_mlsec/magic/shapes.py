"""The shape of a table: frozen as a declaration of the notebook, or written down as a contract for a service."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Declaration

TOPIC = "schema"
FIELD = "columns"


def freeze_shape(session: Session, name: str, table: object, now: datetime) -> None:
    """Declare the shape of a table. Raises UsageError where it has too many columns for a declaration."""
    from jupyter_mlsec.lifecycle.answers import declare
    from jupyter_mlsec.probes._tables.frames import as_frame
    from jupyter_mlsec.probes._tables.schema import schema_of

    session.keep([declare(TOPIC, {FIELD: schema_of(as_frame(table)).text()}, now=now, name=name)])


def shape_records(session: Session, name: str) -> tuple[Declaration, ...]:
    """Return the newest declaration of this kernel about a table's shape, for the output to carry."""
    found = [
        each for each in session.records if isinstance(each, Declaration) and (each.topic, each.name) == (TOPIC, name)
    ]
    return tuple(found[-1:])


def frozen_shape(session: Session, name: str) -> str:
    """Return the shape that was frozen for a table, here or in the notebook; an empty text without one."""
    from jupyter_mlsec.lifecycle.state import merge, read_state

    stored = merge([*read_state(session.notebook()[0]).records, *session.records]).declarations
    return next((each.fields.get(FIELD, "") for each in stored if (each.topic, each.name) == (TOPIC, name)), "")


def write_contract(path: Path, table: object, target: str | None) -> None:
    """Write what a request must look like as JSON Schema: it holds ranges and categories of the data, for its owner."""
    from jupyter_mlsec.probes._predictors.contract import contract_of
    from jupyter_mlsec.probes._tables.frames import as_frame, without

    frame = as_frame(table)
    schema = contract_of(without(frame, {target} if target else set())).json_schema()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise UsageError(f"{path.name} could not be written ({type(error).__name__})") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
