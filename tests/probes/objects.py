"""Objects of libraries that are not installed here, as far as their makers document them."""

from __future__ import annotations

from typing import Any


def made(package: str, kind: str, /, **attributes: Any) -> Any:
    """Return an object whose class comes from ``package``."""
    return type(kind, (), {"__module__": f"{package}.inner", **attributes})()
