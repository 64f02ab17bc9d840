"""Texts of people that go into a model of language as they are: names, numbers and addresses among them.

A model of language gives back what it has read. Chats, mails, notes and letters are masked before they are learnt; a
masker that is made and never asked masks nothing.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.people_in_texts import is_used, made_of, named_sources, tuned_on
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Mask what identifies people before the model reads it, and look at what was missed in a sample."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    tuned = list(tuned_on(program))
    found = list(dict.fromkeys(name for _, behind in tuned for name in named_sources(behind, "personal_texts")))
    if found and not is_used(program, "maskers"):
        if made_of(program, "masker_makers"):
            return failed(f"A masker is made and never asked: {listed(found)} is learnt as it is.", next_step=_STEP)
        return warned(f"Texts of people are learnt as they are: {listed(found)}.", next_step=_STEP)
    if not tuned:
        return not_applicable("the notebook fits no model of language")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("No texts of people are learnt unmasked, by the names of what is read.")


PROBE = Probe(name="unmasked-texts", items=("PRE-01",), run=_run, partial=True, incidental=True, docs=__doc__)
