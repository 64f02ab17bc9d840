"""SecretMatch: what was found and where; it has no field that could hold the value."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mlsec.model.rule import Confidence, Severity
from jupyter_mlsec.model.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMatch:
    """One secret in one text. ``span`` is the value alone, in the text's own offsets.

    For a value that is put together out of parts, it runs from the first part's first character to the last part's
    end. ``message`` and ``remedy`` are one sentence each, and name the kind, never the value.
    """

    rule: str
    span: Span
    message: str
    remedy: str
    severity: Severity
    confidence: Confidence
