"""Files that are fetched and used as they come: nobody holds them against a digest that was written down before.

A check that a library makes by itself and that is switched off is a defect; a download without any check is something
for a person to look at.
"""

from __future__ import annotations

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.addresses import shown
from jupyter_mlsec.probes._notebook.analysed import analysed
from jupyter_mlsec.probes._notebook.deeds import deeds
from jupyter_mlsec.probes._notebook.digests import compares_digests, fetched_files, is_checked_itself
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Compare its SHA-256 with one that you wrote down: pooch.retrieve(url, known_hash=…), or hashlib and an assert."


def _run(subject: NotebookSubject) -> Observation:
    program = analysed(subject.notebook)
    if any(deeds(program, "pins")):
        return failed("The check of a download's digest is switched off.", next_step=_STEP)
    fetched = list(fetched_files(program))
    checked = compares_digests(program, subject.notebook)
    loose = (
        []
        if checked
        else [shown(address) for address, by in fetched if not (isinstance(by, Call) and is_checked_itself(by))]
    )
    if loose:
        return warned(f"{listed(dict.fromkeys(loose))} is used as it comes.", next_step=_STEP)
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    if not fetched:
        return not_applicable("the notebook fetches no file")
    return passed(f"{count(len(fetched), 'download')}, each held against a digest or a signature.")


PROBE = Probe(name="unverified-downloads", items=("COL-05",), run=_run, partial=True, incidental=True, docs=__doc__)
