"""Rows and labels that no longer belong together when a model is fitted: sorted, shuffled, dropped or cut apart.

No error is raised where both have the same length, and the model learns noise. The same is looked for in labels that
are overwritten for rows that were drawn at random.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.paired_rows import Apart, apart, pairs_of
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.random_labels import random_labels

_WORDS = {
    Apart.ORDER: "one of them was put into another order",
    Apart.CUT: "rows were left out of one, and the other was cut to its length",
    Apart.INDEX: "they are joined by an index that was numbered anew in one of them",
}


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    pairs = list(pairs_of(program))
    found = [(pair, how) for pair in pairs if (how := apart(pair, program)) is not None]
    if found:
        cells = listed(map(str, sorted({pair.call.cell.number for pair, _ in found})))
        ways = listed(dict.fromkeys(_WORDS[how] for _, how in found))
        step = (
            "Do the same to both: filter, sort and shuffle the table before it is taken apart, or use y.loc[X.index]."
        )
        return warned(f"Rows and labels in cell {cells} no longer belong together: {ways}.", next_step=step)
    changed = sorted({cell.number for cell in random_labels(program, pairs, subject.notebook)})
    if changed:
        where = listed(map(str, changed))
        step = "Keep the labels as they were recorded, or say why not: %mlsec answer TRN-05 …"
        return warned(f"Labels of rows that were drawn at random are overwritten in cell {where}.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not pairs:
        return not_applicable("nothing is fitted on rows and labels")
    return passed(f"{count(len(pairs), 'pair')} of rows and labels, each changed alike.")


PROBE = Probe(name="rows-apart", items=("TRN-05",), run=_run, partial=True, incidental=True, docs=__doc__)
