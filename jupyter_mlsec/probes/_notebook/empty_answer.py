"""The answer of probes that ask whether a notebook's tests of a model can fail, by what each of them is given.

Whether anything follows from a figure is asked by ``idle-…-checks``, whether its rows are right by ``misjudged-…``.
"""

from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._notebook.empty_tests import tests_of

_STEP = "Give the test a size and rows at which a weak model would fail, and show that it does."


def empty_tests(item: str) -> Callable[[NotebookSubject], Observation]:
    """Return the run of a probe that looks at the tests of one item of the checklist."""

    def run(subject: NotebookSubject) -> Observation:
        found = [each for each in tests_of(subject.notebook) if each.item == item]
        empty = sorted({each.empty for each in found if each.empty})
        if empty:
            return failed(f"A test that cannot fail: {listed(empty)}.", next_step=_STEP)
        if not found:
            return not_applicable("the notebook holds no test of the kind")
        return passed(f"{count(len(found), 'test')}, none that cannot fail.")

    return run
