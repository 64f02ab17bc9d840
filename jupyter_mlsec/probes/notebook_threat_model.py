"""Threats that the notebook's own code invites, and whether a person has treated each.

From the calls the assets are derived (data that are read, models that are loaded, trained, saved or served) and from
those the techniques of MITRE ATLAS that apply. A threat without a treatment is a hole that somebody knew about.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._ground.said import is_blank
from jupyter_mlsec.probes._ground.threats import threats
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import read_program


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    if (problem := unreadable(program)) is not None:
        return problem
    found = threats(program)
    fields = {key.upper().replace("-", "."): value for each in declared(subject.declarations, "threats").values()
              for key, value in each.items()}  # fmt: skip
    treated = {key: _is_treated(fields.get(key, "")) for key in found}
    details = tuple(f"{key}: {reason}{', treated' if treated[key] else ''}" for key, reason in sorted(found.items()))
    purpose = next((each.get("use", "") for each in declared(subject.declarations, "purpose").values()), "")
    if is_blank(purpose):
        step = "Write down what it is for: %mlsec declare purpose use=… out-of-scope=…"
        return to_declare(f"The purpose is not written down; {count(len(found), 'threat')} proposed", step)
    untreated = [key for key, done in treated.items() if not done]
    if untreated:
        step = "Say what is done about each: %mlsec declare threats aml-t0020=…"
        return warned(f"No treatment of {listed(untreated)} is declared.", *details, next_step=step)
    return passed(f"The purpose is declared, and {count(len(found), 'threat')} treated.", *details)


def _is_treated(said: str) -> bool:
    """Tell whether something is done about a threat: knowing of it is no treatment."""
    return not is_blank(said, person=True) and said.strip(" .!").casefold() not in words("said", "untreated")


PROBE = Probe(name="threat-model", items=("GOV-03",), run=_run, docs=__doc__)
