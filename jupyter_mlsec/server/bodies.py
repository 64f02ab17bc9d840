"""The bodies of requests, checked strictly; a document in one is not decoded further than needed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec

from jupyter_mlsec.server.handler import Refusal

MAX_BYTES = 128 << 20  # of a notebook; more is answered with 413

BodyT = TypeVar("BodyT")

_FORMS = 'send {"path": …}, {"path": …, "notebook": {…}} or {"path": …, "notebook": {…}, "cells": [3, 4]}'


class DocumentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``notebook`` stays JSON text: it is decoded where it is looked at, off the event loop.

    With ``hold``, the random name of a page, cells may be left out that were sent before: ``held.py``.
    """

    path: str
    notebook: msgspec.Raw = msgspec.Raw(b"")  # empty where the saved document is meant
    cells: tuple[int, ...] | None = None
    hold: Annotated[str, msgspec.Meta(max_length=64)] = ""


def decoded(body: bytes, kind: type[BodyT], form: str) -> BodyT:
    """Return a body of this type, or refuse it with 400 and the ``form`` that it should have, or with 413."""
    if len(body) > MAX_BYTES:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the notebook is larger than {MAX_BYTES >> 20} MiB",
            "clear its outputs, or use mlsec scan on the saved file",
        )
    try:
        return msgspec.json.decode(body, type=kind, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(HTTPStatus.BAD_REQUEST, "the request's body is malformed", form) from None


def read_body(body: bytes) -> DocumentBody:
    """Return the body of a request for a document, or refuse it with 400 or 413."""
    read = decoded(body, DocumentBody, _FORMS)
    notebook = bytes(read.notebook)
    if notebook and not notebook.lstrip().startswith(b"{"):
        raise Refusal(HTTPStatus.BAD_REQUEST, "notebook must be an object", _FORMS)
    if read.cells is not None and (not notebook or any(index < 0 for index in read.cells)):
        raise Refusal(HTTPStatus.BAD_REQUEST, "cells must be indices of cells of the notebook", _FORMS)
    return read
