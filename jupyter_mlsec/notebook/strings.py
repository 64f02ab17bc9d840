"""nbformat's multi-line strings: one string, or a list of them to be joined."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.errors import UnreadableError


def multiline(value: object, what: str) -> str:
    """Return ``value`` as one string; ``what`` names it in the error. Raises ``UnreadableError`` for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return "".join(value)
    raise UnreadableError(f"{what} is neither a string nor a list of strings")
