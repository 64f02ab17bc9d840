"""How a pair of the fourth lot is written: one text, and the one passage whose replacement makes it right."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks._lifecycle_notebooks import Case

COMMIT = "4f" * 20
DIGEST = "7c" * 32


def _twin(name: str, text: str, *changes: str) -> str:
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        if text.count(old) != 1:
            raise ValueError(f"{name}: the passage stands {text.count(old)} times")
        text = text.replace(old, new)
    return text


def cells(name: str, item: str, text: str, *changes: str, files: Mapping[str, str] | None = None) -> Case:
    """Return a pair in the notebook's cells; ``changes`` are passages and what stands there in the twin.

    Raises ValueError if a passage does not stand in the text exactly once.
    """
    shared = dict(files or {})
    return Case(name, item, text, _twin(name, text, *changes), bad_files=shared, good_files=shared)


def beside(
    name: str, item: str, notebook: str, path: str, text: str, *changes: str, files: Mapping[str, str] | None = None
) -> Case:
    """Return a pair in a file that the notebook calls; ``files`` are others that lie there."""
    rest = dict(files or {})
    good = _twin(name, text, *changes)
    return Case(name, item, notebook, notebook, bad_files={**rest, path: text}, good_files={**rest, path: good})


def project(
    name: str,
    item: str,
    path: str,
    text: str,
    *changes: str,
    files: Mapping[str, str] | None = None,
    notebook: str = "x = 1",
) -> Case:
    """Return a pair in a file of the project, whose notebook does next to nothing."""
    rest = dict(files or {})
    good = _twin(name, text, *changes)
    return Case(name, item, notebook, notebook, bad_files={**rest, path: text}, good_files={**rest, path: good})
