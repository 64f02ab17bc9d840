"""File names by which a folder's walk recognises model and data files; content decides what they are.

Only what is read: a suffix that many other formats share (``.bin``, ``.zip``, ``.gz``, ``.json``) would make a walk
report files that no loader of objects ever opens.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.formats._discovery import artifact_formats

ARTIFACT_SUFFIXES: frozenset[str] = frozenset().union(*(found.suffixes for found in artifact_formats()))
