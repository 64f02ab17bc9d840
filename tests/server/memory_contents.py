"""A contents manager that keeps its notebooks in memory: what a hub with a database or an object store looks like."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyter_server.services.contents.checkpoints import Checkpoints
from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError


class NoCheckpoints(Checkpoints):
    """None are made."""

    def list_checkpoints(self, path: str) -> list[Any]:  # noqa: ARG002 - the base class's name
        """Return none."""
        return []


class MemoryManager(ContentsManager):
    """Notebooks by path; no folders, no files, and no path on any disk."""

    checkpoints_class = NoCheckpoints

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._notebooks: dict[str, Any] = {}

    def dir_exists(self, path: str) -> bool:
        """Say yes to the root alone."""
        return path == ""

    def is_hidden(self, path: str) -> bool:  # noqa: ARG002 - the base class's name
        """Say no."""
        return False

    def file_exists(self, path: str = "") -> bool:
        """Look into memory."""
        return path.strip("/") in self._notebooks

    def get(self, path: str, *_: Any, **asked: Any) -> Any:
        """Return the model; this kind of manager has no text of a notebook."""
        content = asked.get("content", True)
        if not self.file_exists(path):
            raise HTTPError(404, "there is none")
        if asked.get("type") == "file":
            raise HTTPError(400, "it is a notebook")
        now = datetime.now(UTC)
        known = {"name": path, "path": path, "type": "notebook", "writable": True, "created": now}
        held = self._notebooks[path.strip("/")] if content else None
        return {
            **known,
            "last_modified": now,
            "mimetype": None,
            "size": None,
            "content": held,
            "format": "json" if content else None,
        }

    def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Keep a notebook."""
        self._notebooks[path.strip("/")] = model["content"]
        return self.get(path, content=False)
