"""``POST scan`` and ``POST checklist``: a document as it is saved, or as the front end holds it."""

from __future__ import annotations

from http import HTTPStatus

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.server.bodies import read_body
from jupyter_mlsec.server.handler import MlsecHandler, Refusal
from jupyter_mlsec.server.kernels import see_our_files
from jupyter_mlsec.server.own_key import may_execute
from jupyter_mlsec.server.paths import confined, data_file, folder_on_disk, saved_document
from jupyter_mlsec.server.workers import Job


class DocumentHandler(MlsecHandler):
    """Reads the request, finds the document, and hands both to a worker."""

    task = ""
    takes_files = False  # besides notebooks and scripts

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer with what the task says about the document."""
        body = read_body(self.request.body)
        path = confined(body.path)
        document = self.whole(bytes(body.notebook), body.hold)
        file = None if document or not self.takes_files else await data_file(self.contents_manager, path)
        if not document and file is None:
            saved = await saved_document(self.contents_manager, path)
            document = saved if isinstance(saved, bytes) else _json(saved)
        folder = folder_on_disk(self.contents_manager, path)
        same_disk = see_our_files(self.kernel_manager)
        header = {
            "task": self.task,
            "path": path,
            "cells": body.cells,
            "folder": folder,
            "file": file,
            "same_disk": same_disk,
            "sign": self.task == ChecklistHandler.task and await may_execute(self),
        }
        await self.answer(Job(header, document))


class ScanHandler(DocumentHandler):
    """The object ``mlsec-scan/1``, with fixes, and the hash of each cell's text."""

    task = "scan"
    takes_files = True


class ChecklistHandler(DocumentHandler):
    """The object ``mlsec-checklist/1``."""

    task = "checklist"


def _json(document: object) -> bytes:
    import msgspec

    try:
        return msgspec.json.encode(document)
    except (TypeError, ValueError, RecursionError):
        raise Refusal(HTTPStatus.BAD_REQUEST, "this document cannot be read", "look at its kind") from None
