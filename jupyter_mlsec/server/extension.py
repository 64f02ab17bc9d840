"""Registers the routes with a Jupyter server; nothing is scanned, and no engine imported, until somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.server.held import HeldCells
from jupyter_mlsec.server.jobs import ExportJobs
from jupyter_mlsec.server.routes import routes
from jupyter_mlsec.server.sweeps import Sweeps
from jupyter_mlsec.server.workers import Workers

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def load(server_app: ServerApp) -> None:
    """Add the routes under ``<base_url>jupyter-mlsec/v1/``. The workers end with the server: their input closes."""
    settings = server_app.web_app.settings
    settings["mlsec_workers"] = Workers()
    settings["mlsec_held"] = HeldCells()
    settings["mlsec_exports"] = ExportJobs()
    settings["mlsec_sweeps"] = Sweeps()
    table = routes(settings["base_url"])
    server_app.web_app.add_handlers(".*$", table)  # type: ignore[no-untyped-call]  # tornado has no types
