"""Files that heavy libraries write, looked at as a user's would be.

Run by ``make test-field`` in an environment of its own (``.venv-field``): a file here may import any library of
``requirements.txt``, and must fail, not skip, where one is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.artifacts.scan import scan_artifact

Seen = tuple[set[tuple[str, str]], tuple[str, ...]]
CLEAN: Seen = (set(), ())


@pytest.fixture
def look() -> Callable[[Path], Seen]:
    """Return a function that scans a file and gives the (rule, thing) pairs and the problems."""

    def scan(path: Path) -> Seen:
        looked = scan_artifact(str(path))
        return {(rule.name, hit.text.content) for rule, hit in looked.hits}, looked.problems

    return scan
