"""Digests that are compared, and nothing follows where they differ: a file that was exchanged is only remarked upon.

Whether they do differ is for the probes to say that take the digests; here it can only be warned.
"""

from __future__ import annotations

import ast

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, not_applicable
from jupyter_mlsec.probes._notebook.digests import digest_comparisons
from jupyter_mlsec.probes._notebook.idle_checks import code_of


def _run(subject: NotebookSubject) -> Observation:
    compared = list(digest_comparisons(subject.notebook))
    if not compared:
        return not_applicable("the notebook compares no digest")
    code = code_of(subject.notebook)
    idle = [each for each in compared if not isinstance(each, ast.Call) and not code.matters(each)]
    if len(idle) == len(compared):
        step = "Raise or exit where a digest is not the one that was written down."
        return warned("A file that is another than the pinned one would be used all the same.", next_step=step)
    return passed(f"{count(len(compared), 'comparison')} of digests with a consequence.")


PROBE = Probe(name="idle-digests", items=("COL-05",), run=_run, partial=True, incidental=True, docs=__doc__)
