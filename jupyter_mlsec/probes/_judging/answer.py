"""The answer of probes that ask whether a notebook's evaluation compares and judges the right things.

Of a test that cannot fail it is told why it cannot (``empty-…-test``); what it judges is not asked any more.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._judging.reading import Reading, Wrong, reading_of
from jupyter_mlsec.probes._notebook.empty_tests import tests_of
from jupyter_mlsec.probes._notebook.places import in_order

Reader = Callable[[Reading], Iterator[Wrong]]


def misjudged(item: str, step: str, *readers: Reader) -> Callable[[NotebookSubject], Observation]:
    """Return the run of a probe that asks readers about one item; ``step`` is what to do about what they find."""

    def run(subject: NotebookSubject) -> Observation:
        empty = _empty_places(subject.notebook, item)
        found = [each for each in said_of(subject.notebook, *readers) if each.item == item]
        found = [each for each in found if _place(each.node, subject.notebook) not in empty]
        if found:
            what = (
                f"{words} (cell {listed(map(str, in_order(each.cell for each in found if each.what == words)))})"
                for words in dict.fromkeys(each.what for each in found)
            )
            return warned(f"The wrong thing is judged: {listed(what)}.", next_step=step)
        if not any(each.item == item for each in tests_of(subject.notebook)):
            return not_applicable("the notebook holds no test of the kind")
        return unreadable(reading_of(subject.notebook).program) or passed("Nothing amiss is seen in what is judged.")

    return run


def _empty_places(notebook: Notebook, item: str) -> set[int]:
    return {_place(each.node, notebook) for each in tests_of(notebook) if each.empty and each.item == item}


def _place(node: ast.AST | None, notebook: Notebook) -> int:
    """Return what tells the statement that a node stands in from others; 0 for no node."""
    return 0 if node is None else id(reading_of(notebook).statement(node))


_last: tuple[Reading, dict[Reader, tuple[Wrong, ...]]] | None = None  # several probes ask in a row


def said_of(notebook: Notebook, *readers: Reader) -> Iterator[Wrong]:
    """Yield what readers find; what each of them says is kept until another notebook is looked at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    reading, last = reading_of(notebook), _last
    if last is None or last[0] is not reading:
        _last = last = (reading, {})
    for each in readers:
        if each not in last[1]:
            last[1][each] = tuple(each(reading))
        yield from last[1][each]
