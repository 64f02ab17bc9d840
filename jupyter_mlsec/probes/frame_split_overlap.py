"""Rows that stand in the training data and in the test data.

A model that has seen a test row recites instead of predicting: the measured performance is too high. Rows are
compared by value, whatever their types and indices. Rows that repeat anyway (a small table of categories) are told
apart from copies by how many repeats chance explains, and by whether rows like these can be equal by chance at all:
measured numbers and texts that repeat were copied, as by oversampling before the split. The limit ``split-overlap``
(share of test rows) is 0 by default, and a break of it is a failure, not a warning.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.overlap import FEWEST_ROWS, overlap_of
from jupyter_mlsec.probes._tables.splits import splits_of


@guarded
def _run(subject: FrameSubject) -> Observation:
    train, test, shared = splits_of(subject, least=FEWEST_ROWS)
    train, test = train.loc[:, shared], test.loc[:, shared]
    of_name = subject.name.replace("{", "{{").replace("}", "}}")
    return overlap_of(
        train,
        test,
        subject.limits,
        none=f"None of the {len(test):,} test rows stands in the training data ({count(len(train), 'row')}).",
        some=f"{{overlap}} of {len(test):,} test rows ({{share}}) stand in the training data of {of_name} too.",
        step="Drop duplicates before the split, or split by group.",
    )


PROBE = Probe(name="rows-in-both-splits", items=("PRE-06",), run=_run, cost=Cost.FAST, whole=True, docs=__doc__)
