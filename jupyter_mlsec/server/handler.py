"""What every route has in common: errors as ``{"message", "help"}``, and answers that come ready from a worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
from jupyter_server.base.handlers import APIHandler
from tornado.web import HTTPError

from jupyter_mlsec.server.held import NotHeldError, with_digests
from jupyter_mlsec.server.workers import Busy, Job, WorkerFailed

if TYPE_CHECKING:
    from jupyter_mlsec.server.held import HeldCells
    from jupyter_mlsec.server.workers import Workers


class Refusal(HTTPError):  # noqa: N818 - an answer, not a fault
    """A request that is answered with a status, what happened, and what to do next."""

    def __init__(self, status: HTTPStatus, message: str, help_: str) -> None:
        super().__init__(status, message.replace("%", "%%"))
        self.message = message
        self.help = help_


class MlsecHandler(APIHandler):
    """Base of all handlers. Its routes read documents, so that is what a person must be allowed to do."""

    auth_resource = "contents"

    @property
    def workers(self) -> Workers:
        """The processes that do the work."""
        workers: Workers = self.settings["mlsec_workers"]
        return workers

    def whole(self, notebook: bytes, page: str) -> bytes:
        """Return a notebook with the cells that are held for this page, where it leaves them out.

        ``page`` is the random name that a page gives itself, empty where it wants nothing held. The answer tells the
        digests of the other cells. Raises ``Refusal`` with 428 where a cell is not held.
        """
        if not page or not notebook:
            return notebook
        held: HeldCells = self.settings["mlsec_held"]
        try:
            document, self._fresh = held.whole(page, notebook)
        except NotHeldError:
            raise Refusal(
                HTTPStatus.PRECONDITION_REQUIRED, "not all of these cells are held here", "send all of them in full"
            ) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refusal(HTTPStatus.BAD_REQUEST, "the request's body is malformed", "send a notebook") from None
        return document

    async def answer(self, job: Job) -> None:
        """Let a worker do ``job`` and send what it says."""
        self._waiting = asyncio.ensure_future(self.workers.do(job))
        try:
            status, body = await self._waiting
        except Busy:
            self.set_header("Retry-After", "2")
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, "too many checks are waiting already", "it is tried again by itself"
            ) from None
        except WorkerFailed as error:
            raise Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, str(error), "see the log of the Jupyter server") from None
        except asyncio.CancelledError:
            return  # nobody waits for the answer any more
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        fresh: Mapping[int, str] = getattr(self, "_fresh", {})
        await self.finish(with_digests(body, fresh) if fresh and status == HTTPStatus.OK else body)

    def on_connection_close(self) -> None:
        """Do not start work that nobody waits for."""
        waiting = getattr(self, "_waiting", None)
        if waiting is not None:
            waiting.cancel()
        super().on_connection_close()

    def write_error(self, status_code: int, **kwargs: Any) -> None:  # noqa: ANN401 - tornado's signature
        """Say what happened and what to do next; never what a notebook holds."""
        error = (kwargs.get("exc_info") or (None, None))[1]
        if isinstance(error, Refusal):
            message, help_ = error.message, error.help
        elif isinstance(error, HTTPError):
            message, help_ = _reason(status_code, error), "see the log of the Jupyter server"
        else:
            message, help_ = "this is a bug of jupyter-mlsec", "please report it with the log of the Jupyter server"
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message, "help": help_}))


def _reason(status_code: int, error: HTTPError) -> str:
    try:
        return error.log_message or HTTPStatus(status_code).phrase
    except ValueError:
        return str(status_code)
