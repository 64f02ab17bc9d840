"""``POST ignored``: one finding ignored with a reason, as a record that the front end puts into the notebook."""

from __future__ import annotations

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.model.text import Place
from jupyter_mlsec.server.bodies import decoded
from jupyter_mlsec.server.handler import MlsecHandler
from jupyter_mlsec.server.kernels import see_our_files
from jupyter_mlsec.server.paths import confined, folder_on_disk
from jupyter_mlsec.server.workers import Job

_FORM = 'send {"path": …, "notebook": {…}, "finding": {"rule": …, "cell": 3, "place": …, "line": …, …}, "reason": …}'


class PointedForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which finding: its place as the scan told it; ``nth`` of those at that place, counted from 0."""

    rule: str
    cell: int | None
    place: Place
    line: int
    column: int
    end_line: int
    end_column: int
    nth: int = 0


class IgnoreBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The notebook as the front end holds it, the finding, and why it may be ignored."""

    path: str
    notebook: msgspec.Raw
    finding: PointedForm
    reason: str


class IgnoreHandler(MlsecHandler):
    """Makes the record; nothing of the notebook is kept on the server."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer the object ``mlsec-record/1``, or 422 where the finding cannot be ignored."""
        body = decoded(self.request.body, IgnoreBody, _FORM)
        path = confined(body.path)
        header = {
            "task": "ignore",
            "path": path,
            "folder": folder_on_disk(self.contents_manager, path),
            "same_disk": see_our_files(self.kernel_manager),
            "finding": msgspec.to_builtins(body.finding),
            "reason": body.reason,
        }
        await self.answer(Job(header, bytes(body.notebook)))
