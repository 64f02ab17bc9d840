"""Answers of strangers that are learnt unseen: votes, feedback, crowds, pages of the web.

Who may press a button may teach the model. Something must look at what comes in before it is learnt: agreement of
several, a search for errors of labels or outliers, a person. A majority of three to two is no agreement, and a screen
that is imported and never called screens nothing.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.crowd_labels import asks_for_agreement, majority_labels, screens_left_alone
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.people_in_texts import fitted_on, is_used, named_sources, tuned_on
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Screen before learning: agreement of several, find_label_issues, outliers; hold back what stands out."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    learnt = [*fitted_on(program), *tuned_on(program)]
    found = list(dict.fromkeys(name for _, behind in learnt for name in named_sources(behind, "open_sources")))
    if found and not is_used(program, "screens"):
        return warned(f"What strangers say is learnt unseen: {listed(found)}.", next_step=_STEP)
    voted = list(dict.fromkeys(majority_labels(program)))
    code = code_of(subject.notebook)
    if voted and not asks_for_agreement(program, code):
        told = f"The majority is learnt, and nobody asks how far people agree: {listed(map(label_of, voted))}."
        return warned(told, next_step=_STEP)
    idle = list(dict.fromkeys(screens_left_alone(code)))
    if idle and learnt:
        return warned(f"Labels are learnt unseen: {listed(idle)} is imported and never called.", next_step=_STEP)
    if not found and not voted:
        return not_applicable("nothing that is learnt is named as an answer of strangers")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("Answers of strangers are screened before they are learnt.")


PROBE = Probe(name="unscreened-answers", items=("PRE-04",), run=_run, partial=True, incidental=True, docs=__doc__)
