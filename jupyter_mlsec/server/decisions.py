"""``POST decisions``: an answer or a waiver, checked and made a record that the front end puts into the notebook."""

from __future__ import annotations

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.server.bodies import decoded
from jupyter_mlsec.server.decision_forms import DecisionBody
from jupyter_mlsec.server.handler import MlsecHandler
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
        body = decoded(self.request.body, DecisionBody, _FORM)
        path = confined(body.path)
        folder = folder_on_disk(self.contents_manager, path)
        decision = msgspec.to_builtins(body.decision)
        sign = await may_execute(self)
        header = {"task": "decide", "path": path, "folder": folder, "decision": decision, "sign": sign}
        await self.answer(Job(header, bytes(body.notebook)))
