"""JSON documents for other programs: UTF-8 that every reader takes, and no character that hides from a person."""

from __future__ import annotations

import json
from typing import Any

from jupyter_mlsec.reports.visible import visible


def json_document(value: object) -> str:
    """Return ``value`` as indented JSON with a line end; texts keep their line ends, other unseen characters show."""
    return json.dumps(seen(value), indent=2, ensure_ascii=False) + "\n"


def seen(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return JSON values with every control, format and other unseen character in their texts escaped."""
    if isinstance(value, str):
        return visible(str(value), keep="\n")
    if isinstance(value, dict):
        return {seen(key): seen(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [seen(one) for one in value]
    return value
