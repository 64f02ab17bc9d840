"""Beside: the code files that lie beside a notebook, as facts that the analyser knows before any cell runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_mlsec.code.fragment import Fragment, Home
from jupyter_mlsec.code.values import Const, Value
from jupyter_mlsec.model.text import Text

NO_FILES: Mapping[str, tuple[Text, ...]] = {}


@dataclass(slots=True, eq=False)
class Beside:
    """What is known of such files between two analyses: a file that is the same is the same fact.

    Files are texts by the path that an import or ``%run`` gives them (``src/io.py``); a notebook is several texts.
    """

    _known: dict[str, tuple[tuple[str, ...], Const]] = field(default_factory=dict)
    _listed: Const | None = None

    def facts(self, files: Mapping[str, tuple[Text, ...]]) -> dict[str, Value]:
        """Return the files as facts: each by its path, and the list of all of them."""
        known, self._known = self._known, {}
        for path, texts in files.items():
            contents = tuple(text.content for text in texts)
            before = known.get(path)
            if before is None or before[0] != contents:
                before = (contents, Const(tuple(Fragment(Home(text, path), text.content) for text in texts)))
            self._known[path] = before
        paths = tuple(self._known)
        if self._listed is None or self._listed.value != paths:
            self._listed = Const(paths)
        if not paths:
            return {}
        return {"/": self._listed, **{f"/{path}": fact for path, (_, fact) in self._known.items()}}
