"""Evidence for a console: one line for each thing that was seen, each once, with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.checklist import Evidence


def evidence_text(title: str, evidence: Sequence[Evidence]) -> str:
    """Return the title, and a line for each item and what was seen for it."""
    lines = [f"{each.item:7} {each.observation.status:14} {each.observation.summary}" for each in evidence]
    return "\n".join([title, "", *dict.fromkeys(lines)])
