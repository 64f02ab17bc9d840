"""``POST exports``, ``GET`` and ``DELETE exports/ID``: the notebook that is saved, run and signed at a click."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from jupyter_mlsec.server.export_form import read_form
from jupyter_mlsec.server.handler import MlsecHandler, Refusal
from jupyter_mlsec.server.jobs import ExportJob, ExportJobs, TooMany
from jupyter_mlsec.server.paths import confined, folder_on_disk


class ExportHandler(MlsecHandler):
    """Base of both: a run executes code, so that is what a person must be allowed to do."""

    auth_resource = "kernels"

    @property
    def jobs(self) -> ExportJobs:
        """The runs of this server."""
        jobs: ExportJobs = self.settings["mlsec_exports"]
        return jobs

    def job(self, id_: str) -> ExportJob:
        """Return a job, or refuse with 404."""
        found = self.jobs.get(id_)
        if found is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "there is no such export", "export the notebook again")
        return found


class StartExportHandler(ExportHandler):
    """Begins a run."""

    @authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def post(self) -> None:
        """Answer 202 with the object ``mlsec-export/1``."""
        form = read_form(self.request.body)
        path = confined(form.path)
        if not path.endswith(".ipynb"):
            raise Refusal(HTTPStatus.BAD_REQUEST, "only a saved notebook can be run", 'send {"path": "x.ipynb"}')
        manager: Any = self.contents_manager
        try:
            await ensure_async(manager.get(path, content=False, type="notebook"))
        except HTTPError:
            raise Refusal(HTTPStatus.NOT_FOUND, "there is no such notebook", "save it first") from None
        folder = folder_on_disk(manager, path)
        if folder is None:
            raise Refusal(
                HTTPStatus.CONFLICT, "this server does not keep notebooks as files", "use mlsec run where the file is"
            )
        try:
            job = self.jobs.start(path, Path(folder), form.arguments())
        except TooMany:
            raise Refusal(
                HTTPStatus.CONFLICT, "a run of this notebook, or as many as may be, is going on", "wait for its end"
            ) from None
        self.set_status(HTTPStatus.ACCEPTED)
        await self.finish(job.told())


class OneExportHandler(ExportHandler):
    """Says how a run stands, and ends it."""

    @authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def get(self, id_: str) -> None:
        """Answer the object ``mlsec-export/1``."""
        await self.finish(self.job(id_).told())

    @authenticated
    @authorized("execute")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def delete(self, id_: str) -> None:
        """End the run, and answer how it stands."""
        job = self.job(id_)
        self.jobs.cancel(job)
        await self.finish(job.told())
