"""Python files in archives: handed up to those who know rules about code."""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format, Reader

_LONGEST = 8 << 20


def _claims(content: Content) -> Reader | None:
    if not content.name.lower().endswith((".py", ".pyw", ".pyi")):
        return None
    head = content.head
    is_text = b"\0" not in head and not head.startswith((b"\x80", b"PK", b"\x1f\x8b"))
    return _read if is_text else None


def _read(content: Content) -> None:
    content.sights.hand_up(content.bytes(_LONGEST))


FORMAT = Format(name="a Python file", read=_read, claims=_claims, begins=lambda _content: Certainty.NO)
