"""File names by which a folder's walk recognises model and data files; content decides what they are."""

from __future__ import annotations

ARTIFACT_SUFFIXES: frozenset[str] = frozenset()
