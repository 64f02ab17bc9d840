"""Documents by their path, only ever through the server's contents manager."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from tornado.web import HTTPError

from jupyter_mlsec.server.bodies import MAX_BYTES
from jupyter_mlsec.server.handler import Refusal

_DOCUMENTS = (".ipynb", ".py")


def confined(path: str) -> str:
    """Return ``path`` as the contents API writes it, or refuse it with 400 or 403."""
    parts = path.strip("/").split("/")
    if not path.strip("/") or "\0" in path:
        raise Refusal(HTTPStatus.BAD_REQUEST, "path is empty or not a path", "name a notebook below the server's root")
    if ".." in parts or "\\" in path or Path(path.lstrip("/")).is_absolute() or ":" in parts[0][1:2]:
        raise Refusal(
            HTTPStatus.FORBIDDEN, "path leads outside the server's root", "name a notebook below the server's root"
        )
    return "/".join(parts)


async def saved_document(manager: Any, path: str) -> bytes | dict[str, Any]:  # noqa: ANN401 - any contents manager
    """Return what is saved at ``path``: its text, or the notebook's JSON where a manager only has that.

    Raises ``Refusal``: 404 for what is not there (or hidden), 413 for what is too large, 400 for what is no file.
    """
    try:
        known = await ensure_async(manager.get(path, content=False))
        _check(known)
        model = await _content(manager, path)
    except Refusal:
        raise
    except HTTPError as error:
        raise _refusal(error) from None
    content = model["content"]
    if isinstance(content, str):
        return content.encode("utf-8", "surrogatepass")
    return dict(content)


async def data_file(manager: Any, path: str) -> str | None:  # noqa: ANN401 - the same
    """Return where on the disk a file lies that is neither a notebook nor a script; None where there is no disk.

    Raises ``Refusal`` as ``saved_document`` does, but for its size: a model may be as large as it likes.
    """
    folder = None if path.endswith(_DOCUMENTS) else folder_on_disk(manager, path)
    if folder is None:
        return None
    try:
        known = await ensure_async(manager.get(path, content=False))
    except HTTPError as error:
        raise _refusal(error) from None
    _check({**known, "size": None})
    return str(Path(folder, Path(path).name))


def _refusal(error: HTTPError) -> Refusal:
    if error.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST}:
        return Refusal(HTTPStatus(error.status_code), "this document cannot be read", "look at its kind and rights")
    return Refusal(HTTPStatus.NOT_FOUND, "there is no such document", "save it first, or look at the path")


async def _content(manager: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 - the same
    """Ask for the text, which is cheap; a manager that keeps notebooks as something else is asked for the notebook."""
    try:
        model: dict[str, Any] = await ensure_async(manager.get(path, content=True, type="file", format="text"))
    except HTTPError as error:
        if error.status_code != HTTPStatus.BAD_REQUEST:
            raise
        model = {}
    if not isinstance(model.get("content"), (str, dict)):
        model = await ensure_async(manager.get(path, content=True, type="notebook"))
    return model


def _check(model: Mapping[str, object]) -> None:
    size = model.get("size")
    if model.get("type") == "directory":
        raise Refusal(HTTPStatus.BAD_REQUEST, "path is a folder", "name a notebook; mlsec scan looks at folders")
    if isinstance(size, int) and size > MAX_BYTES:
        raise Refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"the notebook is larger than {MAX_BYTES >> 20} MiB",
            "clear its outputs, or use mlsec scan on the saved file",
        )


def folder_on_disk(manager: Any, path: str) -> str | None:  # noqa: ANN401 - the same
    """Return the folder that a document is in, where the manager keeps files; its configuration is looked up there."""
    resolve = getattr(manager, "_get_os_path", None)
    if resolve is None:
        return None
    try:
        return str(Path(resolve(path)).parent)
    except (HTTPError, OSError, ValueError):
        return None
