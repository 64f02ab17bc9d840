"""``POST sweeps``, ``GET`` and ``DELETE sweeps/ID``, ``POST verify``: what a person selects in the file browser."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from jupyter_mlsec.server.bodies import read_body
from jupyter_mlsec.server.handler import MlsecHandler, Refusal
from jupyter_mlsec.server.paths import confined, folder_on_disk
from jupyter_mlsec.server.sweeps import Sweep, Sweeps, TooManySweeps, cancel
from jupyter_mlsec.server.workers import Job


class FileHandler(MlsecHandler):
    """Base of all: a file or folder that the contents manager knows, and that lies on the disk."""

    async def chosen(self) -> tuple[str, Path]:
        """Return the path asked for and where it lies, or refuse with 400, 403, 404 or 409."""
        body = read_body(self.request.body)
        if bytes(body.notebook):
            raise Refusal(HTTPStatus.BAD_REQUEST, "only saved files can be looked at", 'send {"path": "folder"}')
        path = "" if body.path.strip("/") == "" and body.path == "/" else confined(body.path)
        manager: Any = self.contents_manager
        try:
            await ensure_async(manager.get(path, content=False))
        except HTTPError:
            raise Refusal(HTTPStatus.NOT_FOUND, "there is no such file or folder", "look at the path") from None
        folder = folder_on_disk(manager, path or "x")
        if folder is None:
            raise Refusal(
                HTTPStatus.CONFLICT, "this server does not keep its documents as files", "use mlsec where they are"
            )
        return path, Path(folder, Path(path).name) if path else Path(folder)


class SweepHandler(FileHandler):
    """Base of both routes of sweeps."""

    @property
    def sweeps(self) -> Sweeps:
        """Those of this server."""
        sweeps: Sweeps = self.settings["mlsec_sweeps"]
        return sweeps

    def one(self, id_: str) -> Sweep:
        """Return a sweep, or refuse with 404."""
        found = self.sweeps.get(id_)
        if found is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "this look at files is forgotten", "begin it again")
        return found

    async def tell(self, sweep: Sweep) -> None:
        """Answer the object ``mlsec-sweep/1``."""
        self.set_header("Content-Type", "application/json")
        await self.finish(sweep.told())


class StartSweepHandler(SweepHandler):
    """Begins to look at a folder, or at one file."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer 202 with the object ``mlsec-sweep/1``; path ``/`` is the whole root."""
        path, place = await self.chosen()
        try:
            sweep = self.sweeps.start(path, place)
        except TooManySweeps:
            raise Refusal(
                HTTPStatus.CONFLICT, "as many files as may be are being looked at", "wait, or cancel one of them"
            ) from None
        self.set_status(HTTPStatus.ACCEPTED)
        await self.tell(sweep)


class OneSweepHandler(SweepHandler):
    """Says how it stands, and ends it."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def get(self, id_: str) -> None:
        """Answer the object ``mlsec-sweep/1``, with the scan when it is done."""
        await self.tell(self.one(id_))

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def delete(self, id_: str) -> None:
        """End it, and answer how it stands."""
        sweep = self.one(id_)
        cancel(sweep)
        await self.tell(sweep)


class VerifyHandler(FileHandler):
    """Says whether a bundle is what a trusted signer made."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer the object ``mlsec-verify/1``, with the trust level in words."""
        path, place = await self.chosen()
        if not path.removesuffix(".zip").endswith(".mlrun"):
            raise Refusal(
                HTTPStatus.BAD_REQUEST, "this is no signed run", "choose a folder *.mlrun or a file *.mlrun.zip"
            )
        await self.answer(Job({"task": "verify", "file": str(place)}))
