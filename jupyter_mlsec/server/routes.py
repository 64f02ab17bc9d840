"""All routes, in one table that a test walks through."""

from __future__ import annotations

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join

from jupyter_mlsec.server.decisions import DecisionHandler
from jupyter_mlsec.server.documents import ChecklistHandler, ScanHandler
from jupyter_mlsec.server.exports import OneExportHandler, StartExportHandler
from jupyter_mlsec.server.files import OneSweepHandler, StartSweepHandler, VerifyHandler
from jupyter_mlsec.server.gate import GateHandler, OverrideHandler
from jupyter_mlsec.server.ignoring import IgnoreHandler
from jupyter_mlsec.server.rules import RuleHandler, RulesHandler

BASE = "jupyter-mlsec/v1"

HANDLERS: tuple[tuple[str, type[APIHandler]], ...] = (
    ("scan", ScanHandler),
    ("checklist", ChecklistHandler),
    ("decisions", DecisionHandler),
    ("ignored", IgnoreHandler),
    ("rules", RulesHandler),
    (r"rules/([a-z0-9-]{1,80})", RuleHandler),
    ("gate", GateHandler),
    ("gate/overrides", OverrideHandler),
    ("sweeps", StartSweepHandler),
    ("sweeps/([0-9a-f]{16})", OneSweepHandler),
    ("verify", VerifyHandler),
    ("exports", StartExportHandler),
    ("exports/([0-9a-f]{16})", OneExportHandler),
)


def routes(base_url: str) -> list[tuple[str, type[APIHandler]]]:
    """Return (pattern, handler) of every route for a server at ``base_url``."""
    return [(url_path_join(base_url, BASE, route), handler) for route, handler in HANDLERS]
