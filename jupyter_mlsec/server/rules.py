"""``GET rules`` and ``GET rules/NAME``: what is looked for, and why."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from jupyter_mlsec.server.handler import MlsecHandler
from jupyter_mlsec.server.workers import Job


class RulesHandler(MlsecHandler):
    """Every rule: name, family, severity, message, remedy."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def get(self) -> None:
        """Answer ``{"format": "mlsec-rules/1", "rules": […]}``."""
        await self.answer(Job({"task": "rules"}))


class RuleHandler(MlsecHandler):
    """One rule with its page."""

    @authenticated
    @authorized("read")  # type: ignore[untyped-decorator]  # its wrapper is untyped
    async def get(self, name: str) -> None:
        """Answer the rule with ``docs``, its page in Markdown."""
        await self.answer(Job({"task": "rule", "name": name}))
