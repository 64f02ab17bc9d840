"""Pseudonyms that can be undone: unsalted digests of e-mail addresses and numbers, encodings, turned letters.

All telephone numbers of a country can be hashed in minutes, and so can a list of addresses that leaked elsewhere. A
mask over the last digits, or over some of the rows, leaves the others where they were. A digest without a key that
takes the place of a column is such a mask, whatever the column is called.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.columns import personal, touched
from jupyter_mlsec.probes._notebook.partial_masks import partial_masks
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.pseudonyms import columns_written, weak_pseudonyms
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Use HMAC with a key that is kept elsewhere, or random tokens with a table that is kept elsewhere."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    written = columns_written(trees_of(subject.notebook))
    weak = {**dict(partial_masks(subject.notebook)), **dict(weak_pseudonyms(program, written))}
    if weak:
        details = tuple(f"{label_of(name)}: {why}" for name, why in sorted(weak.items()))
        names = listed(label_of(name) for name in sorted(weak))
        return failed(f"The mask of {names} can be undone.", *details, next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    keyed = [call for call in program.calls if call.name.startswith(("hmac.", "secrets.", "faker."))]
    given = (argument.value for call in keyed for argument in call.arguments.positional)
    masked = {name for value in given for name in personal(sorted(touched(value)))}
    if not masked:
        return not_applicable("no column that identifies people is seen to be masked")
    return passed(f"{count(len(masked), 'column')} masked with a key.")


PROBE = Probe(name="weak-pseudonyms", items=("PRE-01",), run=_run, partial=True, incidental=True, docs=__doc__)
