"""What was found and what to do about it, as running text: rules write the first without a full stop."""

from __future__ import annotations

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Rule


def ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def told(found: Finding | Rule) -> str:
    """Return the message and the remedy as two sentences."""
    return f"{ended(found.message)} {found.remedy}"
