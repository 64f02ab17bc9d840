"""``POST gate``, ``GET gate`` and ``POST gate/overrides``: what stands against a cell that is about to run."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.server.bodies import decoded
from jupyter_mlsec.server.handler import MlsecHandler, Refusal
from jupyter_mlsec.server.kernel_body import KernelBody
from jupyter_mlsec.server.kernels import see_our_files
from jupyter_mlsec.server.paths import confined, folder_on_disk
from jupyter_mlsec.server.text_hash import text_hash
from jupyter_mlsec.server.workers import Job

_GATE_FORM = 'send {"path": …, "notebook": {…}, "cell": 3, "kernel": {…} or null}'
_OVERRIDE_FORM = 'send {"path": …, "source": "the text of the cell", "rules": ["rule-name"], "reason": "why"}'
_MAX_RULES = 50


class GateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cell of an unsaved notebook, which stays JSON text, and what the kernel says; ``hold`` as for a scan."""

    path: str
    notebook: msgspec.Raw
    cell: int
    kernel: KernelBody | None = None
    hold: Annotated[str, msgspec.Meta(max_length=64)] = ""


class OverrideBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a person runs a cell all the same: which text, which rules stood against it, and why."""

    path: str
    source: str
    rules: tuple[str, ...]
    reason: str


class GateHandler(MlsecHandler):
    """The verdict about one cell, and the policy that counts for its notebook."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def get(self) -> None:
        """Answer ``mlsec-gate-policy/1`` for the notebook named by ``?path=``."""
        path = confined(self.get_query_argument("path"))
        folder = folder_on_disk(self.contents_manager, path)
        await self.answer(Job({"task": "gate-policy", "path": path, "folder": folder}))

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer ``mlsec-gate/1``."""
        body = decoded(self.request.body, GateBody, _GATE_FORM)
        document = bytes(body.notebook)
        if body.cell < 0 or not document.lstrip().startswith(b"{"):
            raise Refusal(HTTPStatus.BAD_REQUEST, "the request's body is malformed", _GATE_FORM)
        if body.kernel is not None and not body.kernel.is_bounded():
            raise Refusal(HTTPStatus.BAD_REQUEST, "the kernel's answer is too large", _GATE_FORM)
        path = confined(body.path)
        header = {
            "task": "gate",
            "path": path,
            "cell": body.cell,
            "kernel": None if body.kernel is None else msgspec.to_builtins(body.kernel),
            "folder": folder_on_disk(self.contents_manager, path),
            "same_disk": see_our_files(self.kernel_manager),
        }
        await self.answer(Job(header, self.whole(document, body.hold)))


class OverrideHandler(MlsecHandler):
    """Keeps in the project's audit trail that somebody ran a cell in spite of the gate."""

    @authenticated
    @authorized("write")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer ``mlsec-gate-override/1``."""
        body = decoded(self.request.body, OverrideBody, _OVERRIDE_FORM)
        path = confined(body.path)
        if not body.rules or len(body.rules) > _MAX_RULES or not all(map(_is_rule, body.rules)):
            raise Refusal(HTTPStatus.BAD_REQUEST, "the request's body is malformed", _OVERRIDE_FORM)
        person: Any = self.current_user
        header = {
            "task": "gate-override",
            "path": path,
            "hash": text_hash(body.source),
            "rules": body.rules,
            "reason": body.reason,
            "person": getattr(person, "name", "") or getattr(person, "username", ""),
            "folder": folder_on_disk(self.contents_manager, path),
        }
        await self.answer(Job(header))


def _is_rule(name: str) -> bool:
    return 0 < len(name) <= 80 and all(char.isascii() and (char.isalnum() or char == "-") for char in name)  # noqa: PLR2004 - as in the route
