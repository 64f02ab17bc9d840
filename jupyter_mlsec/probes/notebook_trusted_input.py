"""Input of others that is trusted: text that is run as code, archives that choose their place, hosts nobody checks.

A column that is given to ``eval`` runs what a row says; an archive that is unpacked without a filter writes over any
file of the account; a host whose key is taken as it comes may be anybody.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.trusted_input import takes_input, trusts

_STEP = (
    'Read values with ast.literal_eval or json, unpack with filter="data", and keep the hosts\' keys in known_hosts.'
)


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = sorted(set(trusts(program, subject.notebook)))
    if found:
        return failed(f"Input is trusted: {listed(found)}.", next_step=_STEP)
    if not takes_input(program):
        return not_applicable("the notebook unpacks nothing, and takes no text and no host from others")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("No text of others is run, and no archive and no host is trusted unseen.")


PROBE = Probe(name="trusted-input", items=("TRN-06",), run=_run, partial=True, incidental=True, docs=__doc__)
