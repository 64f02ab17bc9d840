"""Rules about texts and whole notebooks; rules about calls and commands are in ``code``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRule(Rule):
    """A rule about any text of a notebook, whatever its place."""

    check: Callable[[Text], Iterable[Hit]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRule(Rule):
    """A rule that has to see the whole notebook."""

    check: Callable[[Notebook], Iterable[Hit]] = field(repr=False)
