"""``POST decisions``: an answer or a waiver, checked and made a record that the front end puts into the notebook."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.server.bodies import MAX_BYTES
from jupyter_mlsec.server.decision_forms import DecisionBody
from jupyter_mlsec.server.handler import MlsecHandler, Refusal
from jupyter_mlsec.server.own_key import may_execute
from jupyter_mlsec.server.paths import confined, folder_on_disk
from jupyter_mlsec.server.workers import Job

_FORM = 'send {"path": …, "notebook": {…}, "decision": {"kind": "answer", "item": …, "text": …, "person": …}}'


class DecisionHandler(MlsecHandler):
    """Makes the record, signed where who asks may run code here and the server's owner has a key; nothing is kept."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer the object ``mlsec-record/1``, or 422 with what is wrong with the decision."""
        if len(self.request.body) > MAX_BYTES:
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the notebook is too large", "clear its outputs")
        try:
            body = msgspec.json.decode(self.request.body, type=DecisionBody, strict=True)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refusal(HTTPStatus.BAD_REQUEST, "the request's body is malformed", _FORM) from None
        path = confined(body.path)
        folder = folder_on_disk(self.contents_manager, path)
        decision = msgspec.to_builtins(body.decision)
        sign = await may_execute(self)
        header = {"task": "decide", "path": path, "folder": folder, "decision": decision, "sign": sign}
        await self.answer(Job(header, bytes(body.notebook)))
