"""Rows to learn from and rows to judge on that are drawn from one table each for itself.

``df.sample(frac=0.8)`` and ``df.sample(frac=0.2)`` leave nothing out for each other, and two random splits with two
seeds, one for each set of transforms, put rows of the one's training part into the other's test part. So do two
stretches of one table that cross: ``X[:1500]`` and ``X[1200:]``, ``"train[:80%]"`` and ``"train[70%:]"``, and what is
to be left over when the rows that were drawn are numbered anew before their index is left out. Exports that tell of the
same days hold some rows twice.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.draws import shared_rows
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.shared_exports import shared_exports
from jupyter_mlsec.probes._notebook.splits import find_splits

_ONCE = "Take out rows that are there twice before the split: pd.concat([…]).drop_duplicates(subset=key)."
_STEP = "Split once, and take both parts from that split: train = df.sample(…); test = df.drop(train.index)."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    found = in_order(cell.number for cell in shared_rows(splits))
    if found:
        what = f"Rows to judge on are drawn without leaving out those to learn from in cell {listed(map(str, found))}"
        return warned(f"{what}.", next_step=_STEP)
    shared = [*shared_exports(subject.notebook, splits)]
    if twice := in_order(cell.number for cell, sure in shared if sure):
        what = f"Tables that share rows are put together in cell {listed(map(str, twice))}"
        return warned(f"{what}, and no row that is there twice is taken out before the split.", next_step=_ONCE)
    if counted := in_order(cell.number for cell, _ in shared):
        what = f"Files are put together in cell {listed(map(str, counted))}, and rows that are there twice are counted"
        return warned(f"{what}, but not taken out before the split.", next_step=_ONCE)
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(not split.folds for split in splits.all):
        return not_applicable("no split into training and test rows is seen in the notebook")
    return passed("Each split leaves no row to both sides.")


PROBE = Probe(name="draws-that-share-rows", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
