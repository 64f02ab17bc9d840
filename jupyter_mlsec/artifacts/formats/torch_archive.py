"""PyTorch's zip archives (``torch.save``, TorchScript, ``.ptl``), recognised by their members' names.

``data.pkl`` refers to storages that stand beside it as raw numbers; nobody interprets these.
"""

from __future__ import annotations

from functools import lru_cache

from jupyter_mlsec.artifacts.array_file import MAGIC
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Reader
from jupyter_mlsec.artifacts.formats.pickle_stream import read_pickles
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.errors import UnreadableError

_NOTES = frozenset({"version", "byteorder", ".format_version", ".storage_alignment", ".data/serialization_id"})
_RAW = ("data/", "constants/")


@lru_cache(maxsize=4)
def _roots(siblings: frozenset[str]) -> tuple[str, ...]:
    """Return the folders of an archive that are PyTorch's: their names end in a slash, or are empty."""
    return tuple(sorted(n.removesuffix("data.pkl") for n in siblings if n.endswith("/data.pkl") or n == "data.pkl"))


def _claims(content: Content) -> Reader | None:
    root = next((root for root in _roots(content.siblings) if content.name.startswith(root)), None)
    if root is None:
        return None
    rest = content.name.removeprefix(root)
    if rest in _NOTES:
        return _pass_by
    if rest.startswith(_RAW):
        return None if _could_be_read(content.head) else _pass_by
    if rest.startswith("code/"):
        return _code
    return _pickle if rest.endswith(".pkl") else None


def _could_be_read(head: bytes) -> bool:
    """Whether a loader of something else would take these numbers for its own."""
    return head.startswith((MAGIC, b"PK\x03\x04"))


def _pass_by(content: Content) -> None:
    content.is_raw = True


def _code(_content: Content) -> None:
    raise UnreadableError("TorchScript code is not read by this version")


def _pickle(content: Content) -> None:
    read_pickles(content, Judge(content.sights, content.budget, torch=True))


FORMAT = Format(name="a PyTorch archive", read=_pickle, claims=_claims)
