"""The words that names and stand-ins are made of, from their data file."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    document = (files("jupyter_mlsec.secrets") / "vocabulary.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(document).items()}


def words(name: str) -> frozenset[str]:
    """Return one list of ``vocabulary.toml``. Raises ``KeyError`` where there is none of that name."""
    return _lists()[name]
