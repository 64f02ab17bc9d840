"""Who may use the key of the person that runs this server: whoever may run code here could use it anyhow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_core.utils import ensure_async

if TYPE_CHECKING:
    from jupyter_server.base.handlers import APIHandler


async def may_execute(handler: APIHandler) -> bool:
    """Tell whether who asks is allowed to execute code on this server."""
    allowed = handler.authorizer.is_authorized(handler, handler.current_user, "execute", "kernels")
    return bool(await ensure_async(allowed))
